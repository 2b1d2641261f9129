<% import "parts/fields.ts" as code with context %>
import type { <[ feature.one.pascal ]> } from "./fields";

/** <[ feature.many.title ]> for tests. */
export const sample<[ feature.many.pascal ]>: readonly [<[ feature.one.pascal ]>, <[ feature.one.pascal ]>, <[ feature.one.pascal ]>] = [
<% for number in range(3) %>
  {
    id: <[ number + 1 ]>,
<% for f in feature.fields %>
    <[ f.wire.snake ]>: <% if f.is_ref %><[ number + 1 ]><% elif f.is_many %><[ [[1, 2], [3], []][number] | json ]><% else %><[ f.sample(number) | json ]><% endif %>,
<% endfor %>
    created_at: "2024-01-0<[ number + 1 ]>T00:00:00Z",
    updated_at: "2024-01-0<[ number + 1 ]>T00:00:00Z",
  },
<% endfor %>
];
