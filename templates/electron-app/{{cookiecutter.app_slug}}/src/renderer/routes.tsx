import type { RouteObject } from "react-router";

import system from "../shared/system/contract";
import { Layout } from "./components/Layout";
import { client } from "./desktop";
import type { Feature } from "./features/feature";
import { HomePage } from "./pages/HomePage";
import { NotFoundPage } from "./pages/NotFoundPage";
import { RouteErrorPage } from "./pages/RouteErrorPage";

/** All routes: the start page, those of the features, and a page for every other address. */
export function makeRoutes(features: readonly Feature[]): RouteObject[] {
  return [
    {
      path: "/",
      element: <Layout features={features} />,
      children: [
        {
          errorElement: <RouteErrorPage />,
          hydrateFallbackElement: <output>Loading…</output>,
          children: [
            {
              index: true,
              loader: () => client(system).info({}),
              element: <HomePage features={features} />,
            },
            ...features.flatMap(({ routes }) => routes),
            { path: "*", element: <NotFoundPage /> },
          ],
        },
      ],
    },
  ];
}
