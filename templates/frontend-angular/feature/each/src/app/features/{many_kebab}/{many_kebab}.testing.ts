<% import "parts/types.ts" as types with context %>
<% set Model = feature.one.pascal %>
import type { <[ Model ]>, <[ Model ]>Draft } from "./<[ feature.one.kebab ]>";

/** What makes the first of them. */
export const <[ feature.one.upper ]>_DRAFT: <[ Model ]>Draft = {<[ types.members(feature, 0) ]>};

/** Three <[ feature.many.human ]> for tests. */
export const <[ feature.many.upper ]>: readonly [<[ Model ]>, <[ Model ]>, <[ Model ]>] = [
  { id: 1, ...<[ feature.one.upper ]>_DRAFT, created_at: "2024-01-01T12:00:00Z", updated_at: "2024-01-01T12:00:00Z" },
<% for number in (1, 2) %>
  { id: <[ number + 1 ]>, <[ types.members(feature, number) ]>created_at: "2024-01-0<[ number + 1 ]>T12:00:00Z", updated_at: "2024-01-0<[ number + 1 ]>T12:00:00Z" },
<% endfor %>
];
