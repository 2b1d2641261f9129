import type { Routes } from "@angular/router";
import { expect, it } from "vitest";

import { findFeatures } from "./registry";

/** The titles of all pages of some routes; undefined for a page that has none. */
function titles(routes: Routes, above?: unknown): unknown[] {
  return routes.flatMap((route) => {
    const title: unknown = route.title ?? above;
    const below = route.children ? titles(route.children, title) : [];
    return (route.component ?? route.loadComponent) ? [title, ...below] : below;
  });
}

it("has features of different names", () => {
  const names = findFeatures().map(({ path }) => path);
  expect(new Set(names).size).toBe(names.length);
});

it("has features whose pages can be loaded, each with a title", async () => {
  for (const { path, loadChildren } of findFeatures()) {
    const { default: routes } = await loadChildren();
    expect(titles(routes).length, path).toBeGreaterThan(0);
    expect(titles(routes), path).not.toContain(undefined);
  }
});
