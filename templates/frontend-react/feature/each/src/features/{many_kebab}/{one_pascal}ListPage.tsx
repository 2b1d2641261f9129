<% import "parts/shown.tsx" as shown with context %>
<% set links = feature.refs + feature.manys %>
<% set targets = links | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set searched = feature.fields | selectattr("is_text") | list %>
<% set few = feature.fields | selectattr("type", "in", ["enum", "bool"]) | list %>
<% if links and few %>
import { ReferenceFilter, ValueFilter } from "../../components/Filter";
<% elif links %>
import { ReferenceFilter } from "../../components/Filter";
<% elif few %>
import { ValueFilter } from "../../components/Filter";
<% endif %>
import { ListPage, type Column } from "../../components/ListPage";
<% if feature.columns | selectattr("is_ref") | list %>
import { ReferenceName } from "../../components/ReferenceName";
<% endif %>
<% if feature.columns | selectattr("is_many") | list %>
import { ReferenceNames } from "../../components/ReferenceNames";
<% endif %>
import { listLoader } from "../../resources/loaders";
<% if shown.imports(feature.columns) %>
import { <[ shown.imports(feature.columns) ]> } from "../../resources/show";
<% endif %>
<% for to in targets %>
import { <[ to.many.camel ]> } from "../<[ to.many.kebab ]>/api";
<% endfor %>
import { <[ feature.many.camel ]> } from "./api";
import type { <[ feature.one.pascal ]> } from "./fields";

const COLUMNS: readonly Column<<[ feature.one.pascal ]>>[] = [
<% for f in feature.columns %>
  { name: "<[ f.wire.snake ]>", label: "<[ f.name.title ]>",<% if f.is_json or f.is_many %> sorted: false,<% endif %> show: (item) => <[ shown.value(f) ]> },
<% endfor %>
];

export const loader = listLoader(<[ feature.many.camel ]>, {
<% if links %>
  ids: [<[ links | map(attribute="wire.snake") | map("json") | join(", ") ]>],
<% endif %>
<% if few %>
  values: { <% for f in few %><[ f.wire.snake ]>: [<% if f.type == "bool" %>"true", "false"<% else %><[ f.values | map("json") | join(", ") ]><% endif %>], <% endfor %> },
<% endif %>
  sorts: COLUMNS<% if feature.columns | selectattr("is_json") | list or feature.columns | selectattr("is_many") | list %>.filter(({ sorted = true }) => sorted)<% endif %>.map(({ name }) => name),
<% if searched %>
  searched: true,
<% endif %>
});

export function Component() {
<% if few or links %>
  const filters = (
    <>
<% for f in few %>
      <ValueFilter
        name="<[ f.wire.snake ]>"
        label="<[ f.name.title ]>"
        options={[<% if f.type == "bool" %>{ value: "true", label: "Yes" }, { value: "false", label: "No" }<% else %><% for value in f.values %>{ value: <[ value | json ]>, label: <[ value | json ]> }, <% endfor %><% endif %>]}
      />
<% endfor %>
<% for f in links %>
      <ReferenceFilter name="<[ f.wire.snake ]>" label="<[ f.name.title ]>" choices={<[ f.to.many.camel ]>.choices} />
<% endfor %>
    </>
  );
  return <ListPage resource={<[ feature.many.camel ]>} columns={COLUMNS} filters={filters} />;
<% else %>
  return <ListPage resource={<[ feature.many.camel ]>} columns={COLUMNS} />;
<% endif %>
}
