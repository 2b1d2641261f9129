<% set uniques = feature.fields | selectattr("unique") | list %>
import contract, { <[ feature.one.camel ]>Resource } from "../../../shared/<[ feature.many.kebab ]>/contract";
import { defineFeature } from "../../feature";

export default defineFeature(contract, ({ resources }) =>
  resources.keep(<[ feature.one.camel ]>Resource, {
    one: "<[ feature.one.human ]>",
    many: "<[ feature.many.human ]>",
<% if uniques %>
    unique: [<[ uniques | map(attribute="wire.snake") | map("json") | join(", ") ]>],
<% endif %>
<% if feature.refs %>
    refs: {
<% for f in feature.refs %>
      <[ f.wire.snake ]>: { to: "<[ f.to.many.camel ]>", onDelete: "<[ f.on_delete ]>" },
<% endfor %>
    },
<% endif %>
<% if feature.manys %>
    links: {
<% for f in feature.manys %>
      <[ f.wire.snake ]>: { to: "<[ f.to.many.camel ]>", onDelete: "<[ f.on_delete ]>" },
<% endfor %>
    },
<% endif %>
  }),
);
