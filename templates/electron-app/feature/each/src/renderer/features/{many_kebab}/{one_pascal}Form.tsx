<% set links = feature.refs + feature.manys %>
<% set Model = feature.one.pascal %>
<% set used = namespace(names=[]) %>
<% for f in feature.fields %>
<% set used.names = used.names + ["TextArea" if f.type == "text" else "JsonArea" if f.is_json else "References" if f.is_many else "Select" if f.type in ("enum", "ref") else ("YesNo" if f.optional else "Checkbox") if f.type == "bool" else "TextInput"] %>
<% endfor %>
import type { <[ Model ]>Input } from "../../../shared/<[ feature.many.kebab ]>/contract";
import { FormFrame } from "../../components/FormFrame";
import { <[ used.names | unique | sort | join(", ") ]> } from "../../components/inputs";
import { useForm } from "../../resources/useForm";
import { <[ feature.one.camel ]>Fields } from "./fields";
<% if links %>
import type { <[ Model ]>Options } from "./options";
<% endif %>

interface <[ Model ]>FormProps {
  /** What is changed; nothing for a new one. */
  readonly before?: <[ Model ]>Input;
<% if links %>
  readonly options: <[ Model ]>Options;
<% endif %>
  readonly onSave: (values: <[ Model ]>Input) => Promise<void>;
}

export function <[ Model ]>Form({ before, <% if links %>options, <% endif %>onSave }: <[ Model ]>FormProps) {
  const { input, ...frame } = useForm(<[ feature.one.camel ]>Fields, before, onSave);
  return (
    <FormFrame {...frame} back="/<[ feature.many.kebab ]>">
<% for f in feature.fields %>
      <<[ used.names[loop.index0] ]> {...input("<[ f.wire.snake ]>")}
<%- if f.is_ref or f.is_many %> options={options.<[ f.wire.snake ]>}
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
