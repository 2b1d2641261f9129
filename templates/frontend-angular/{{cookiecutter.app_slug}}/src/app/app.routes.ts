import { inject } from "@angular/core";
import type { Routes } from "@angular/router";

import type { Feature } from "../features/feature";
import { Failures } from "./errors/failures";
import { FAILED } from "./errors/navigation-errors";
import { ErrorPage } from "./pages/error-page";
import { HomePage } from "./pages/home-page";
import { NotFoundPage } from "./pages/not-found-page";

/** All routes: the start page, those of the features, and a page for every other address. */
export function makeRoutes(features: readonly Feature[]): Routes {
  return [
    { path: "", pathMatch: "full", component: HomePage },
    ...features.map(({ path, loadChildren }) => ({ path, loadChildren })),
    {
      path: FAILED,
      // Nobody gets there but from a navigation that failed.
      canMatch: [() => inject(Failures).navigation() !== undefined],
      title: "Something went wrong",
      component: ErrorPage,
    },
    { path: "**", title: "Page not found", component: NotFoundPage },
  ];
}
