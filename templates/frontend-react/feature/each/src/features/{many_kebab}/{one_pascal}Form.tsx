<% set Model = feature.one.pascal %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set used = namespace(names=[]) %>
<% for f in feature.fields %>
<% set used.names = used.names + ["TextArea" if f.type == "text" else "Reference" if f.is_ref else "Select" if f.type == "enum" else ("YesNo" if f.optional else "Checkbox") if f.type == "bool" else "TextInput"] %>
<% endfor %>
import { FormFrame } from "../../components/FormFrame";
import { <[ used.names | unique | sort | join(", ") ]> } from "../../components/inputs";
<% if feature.refs %>
import type { Option } from "../../resources/lists";
<% endif %>
import { useForm } from "../../resources/useForm";
<% for to in targets %>
import { <[ to.one.camel ]>Choices } from "../<[ to.many.kebab ]>/choices";
<% endfor %>
import { <[ feature.one.camel ]>Fields } from "./fields";
import type { <[ Model ]>Input } from "./types";

interface <[ Model ]>FormProps {
  /** What is changed; nothing for a new one. */
  readonly before?: <[ Model ]>Input;
<% if feature.refs %>
  /** What those are called that it refers to, by field. */
  readonly named?: { readonly [name in keyof <[ Model ]>Input]?: readonly Option[] };
<% endif %>
  /** Where to go instead of saving. */
  readonly back: string;
  readonly onSave: (values: <[ Model ]>Input) => Promise<void>;
}

<% if feature.refs %>
const NONE: readonly Option[] = [];

<% endif %>
export function <[ Model ]>Form({ before, <% if feature.refs %>named, <% endif %>back, onSave }: <[ Model ]>FormProps) {
  const { input, ...frame } = useForm(<[ feature.one.camel ]>Fields, before, onSave);
  return (
    <FormFrame {...frame} back={back}>
<% for f in feature.fields %>
      <<[ used.names[loop.index0] ]> {...input("<[ f.wire.snake ]>")}
<%- if f.is_ref %> choices={<[ f.to.one.camel ]>Choices} named={named?.<[ f.wire.snake ]> ?? NONE}
<%- elif f.type == "enum" %> options={[<[ f.values | map("json") | join(", ") ]>]}
<%- elif f.type in ("email", "url", "date") %> type="<[ f.type ]>"
<%- elif f.type == "datetime" %> type="datetime-local"
<%- elif f.is_whole %> inputMode="numeric"
<%- elif f.type in ("float", "decimal") %> inputMode="decimal"
<%- endif %> />
<% endfor %>
    </FormFrame>
  );
}
