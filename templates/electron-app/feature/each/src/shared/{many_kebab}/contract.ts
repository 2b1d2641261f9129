<% import "parts/schema.ts" as schema with context %>
<% set Model = feature.one.pascal %>
<% set rules = schema.imports(feature.fields) %>
<% set unsent = feature.fields | rejectattr("required") | list %>
import { defineResource, type InputOf, type KeptOf } from "../resource";
<% if rules %>
import { <[ rules ]> } from "../rules";
<% endif %>
<% if "bool" in feature.types or "enum" in feature.types %>
import { z } from "../schema";
<% endif %>

export const <[ feature.one.camel ]>Resource = defineResource("<[ feature.many.camel ]>", {
  fields: {
<% for f in feature.fields %>
    <[ f.wire.snake ]>: <[ schema.field(f) ]>,
<% endfor %>
  },
  defaults: {<% for f in unsent %> <[ f.wire.snake ]>: <[ schema.value(f, f.default) ]>,<% endfor %> },
  filters: [<[ (feature.refs + feature.manys) | map(attribute="wire.snake") | map("json") | join(", ") ]>],
});

/** What people write of <[ schema.a(feature) ]>. */
export type <[ Model ]>Input = InputOf<typeof <[ feature.one.camel ]>Resource>;

/** <[ schema.a(feature) | capitalize ]> as it is kept. */
export type <[ Model ]> = KeptOf<typeof <[ feature.one.camel ]>Resource>;

export default <[ feature.one.camel ]>Resource.contract;
