// Generated from the folders beside it: one line for each, in order of their names, and nothing else.
import type { Feature } from "./feature";

export const findFeatures = (): readonly Feature[] => FEATURES;

// prettier-ignore
const FEATURES: readonly Feature[] = [
<% for f in features | sort(attribute="many.kebab") %>
  { path: "<[ f.many.kebab ]>",<% if f.nav %> label: "<[ f.many.title ]>",<% endif %> loadChildren: () => import("./<[ f.many.kebab ]>/<[ f.many.kebab ]>.routes") },
<% endfor %>
];
