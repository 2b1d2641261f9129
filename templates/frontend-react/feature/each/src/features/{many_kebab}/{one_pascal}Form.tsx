<% set Model = feature.one.pascal %>
<% set used = namespace(names=[]) %>
<% for f in feature.fields %>
<% set used.names = used.names + ["TextArea" if f.type == "text" else "Select" if f.type in ("enum", "ref") else ("YesNo" if f.optional else "Checkbox") if f.type == "bool" else "TextInput"] %>
<% endfor %>
import { FormFrame } from "../../components/FormFrame";
import { <[ used.names | unique | sort | join(", ") ]> } from "../../components/inputs";
import { useForm } from "../../resources/useForm";
import { <[ feature.one.camel ]>Fields } from "./fields";
<% if feature.refs %>
import type { <[ Model ]>Options } from "./options";
<% endif %>
import type { <[ Model ]>Input } from "./types";

interface <[ Model ]>FormProps {
  /** What is changed; nothing for a new one. */
  readonly before?: <[ Model ]>Input;
<% if feature.refs %>
  readonly options: <[ Model ]>Options;
<% endif %>
  readonly onSave: (values: <[ Model ]>Input) => Promise<void>;
}

export function <[ Model ]>Form({ before, <% if feature.refs %>options, <% endif %>onSave }: <[ Model ]>FormProps) {
  const { input, ...frame } = useForm(<[ feature.one.camel ]>Fields, before, onSave);
  return (
    <FormFrame {...frame} back="/<[ feature.many.kebab ]>">
<% for f in feature.fields %>
      <<[ used.names[loop.index0] ]> {...input("<[ f.wire.snake ]>")}
<%- if f.is_ref %> options={options.<[ f.wire.snake ]>}
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
