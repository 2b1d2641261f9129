import type { Feature } from "../feature";

const <[ feature.many.camel ]>: Feature = {
  name: "<[ feature.many.kebab ]>",
<% if feature.nav %>
  navigation: { label: "<[ feature.many.title ]>", to: "/<[ feature.many.kebab ]>" },
<% endif %>
  routes: [
    { path: "<[ feature.many.kebab ]>", lazy: () => import("./<[ feature.one.pascal ]>ListPage") },
    { path: "<[ feature.many.kebab ]>/new", lazy: () => import("./<[ feature.one.pascal ]>CreatePage") },
    { path: "<[ feature.many.kebab ]>/:id", lazy: () => import("./<[ feature.one.pascal ]>DetailPage") },
    { path: "<[ feature.many.kebab ]>/:id/edit", lazy: () => import("./<[ feature.one.pascal ]>EditPage") },
  ],
};

export default <[ feature.many.camel ]>;
