import type { Feature } from "../features/feature";
import NotePage from "./NotePage.vue";

/** A feature as `mity add-feature` makes them, for the tests of what all of them share. */
export const noteFeature: Feature = {
  name: "notes",
  routes: [
    {
      path: "/notes",
      component: NotePage,
      props: ({ fullPath }) => ({ page: "list", address: fullPath }),
    },
    { path: "/notes/new", component: NotePage, props: { page: "new" } },
    {
      path: "/notes/:id",
      component: NotePage,
      props: ({ params }) => ({ page: "one", id: Number(params["id"]) }),
    },
    {
      path: "/notes/:id/edit",
      component: NotePage,
      props: ({ params }) => ({ page: "edit", id: Number(params["id"]) }),
    },
  ],
};
