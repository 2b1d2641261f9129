<% set Model = feature.one.pascal %>
<% set targets = (feature.refs + feature.manys) | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set used = namespace(names=[]) %>
<% for f in feature.fields %>
<% set used.names = used.names + ["TextArea" if f.type == "text" else "Reference" if f.is_ref else "References" if f.is_many else "JsonArea" if f.is_json else "Select" if f.type == "enum" else ("YesNo" if f.optional else "Checkbox") if f.type == "bool" else "TextInput"] %>
<% endfor %>
import type { InputsProps } from "../../components/FormPages";
import { <[ used.names | unique | sort | join(", ") ]> } from "../../components/inputs";
import type { Input } from "../../resources/lists";
<% for to in targets %>
import { <[ to.many.camel ]> } from "../<[ to.many.kebab ]>/api";
<% endfor %>
import type { <[ Model ]> } from "./fields";

export function <[ Model ]>Inputs({ input }: InputsProps<Input<<[ Model ]>>>) {
  return (
    <>
<% for f in feature.fields %>
      <<[ used.names[loop.index0] ]> {...input("<[ f.wire.snake ]>")}
<%- if f.is_ref or f.is_many %> choices={<[ f.to.many.camel ]>.choices}
<%- elif f.type == "enum" %> options={[<[ f.values | map("json") | join(", ") ]>]}
<%- elif f.type in ("email", "url", "date") %> type="<[ f.type ]>"
<%- elif f.type == "datetime" %> type="datetime-local"
<%- elif f.is_whole %> inputMode="numeric"
<%- elif f.type in ("float", "decimal") %> inputMode="decimal"
<%- endif %> />
<% endfor %>
    </>
  );
}
