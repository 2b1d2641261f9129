<% set Model = feature.one.pascal %>
import type { Feature } from "../feature";

const <[ feature.many.camel ]>: Feature = {
  name: "<[ feature.many.kebab ]>",
<% if feature.nav %>
  navigation: { label: "<[ feature.many.title ]>", to: "/<[ feature.many.kebab ]>" },
<% endif %>
  routes: [
    {
      path: "/<[ feature.many.kebab ]>",
      component: () => import("./<[ Model ]>ListPage.vue"),
      props: ({ fullPath }) => ({ address: fullPath }),
    },
    {
      path: "/<[ feature.many.kebab ]>/new",
      component: () => import("./<[ Model ]>CreatePage.vue"),
    },
    {
      path: "/<[ feature.many.kebab ]>/:id",
      component: () => import("./<[ Model ]>DetailPage.vue"),
      props: ({ params }) => ({ id: Number(params["id"]) }),
    },
    {
      path: "/<[ feature.many.kebab ]>/:id/edit",
      component: () => import("./<[ Model ]>EditPage.vue"),
      props: ({ params }) => ({ id: Number(params["id"]) }),
    },
  ],
};

export default <[ feature.many.camel ]>;
