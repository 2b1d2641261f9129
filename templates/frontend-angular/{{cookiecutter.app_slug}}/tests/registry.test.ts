import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { findFeatures } from "../src/features/registry";

const FOLDER = join(import.meta.dirname, "../src/features");
const features = findFeatures().map(({ path }) => path);
const folders = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

it("lists every folder of features, and nothing else", () => {
  expect(features).toEqual(folders);
});

it.each(features)("loads the pages of %s from its folder", (path) => {
  const text = readFileSync(join(FOLDER, "registry.ts"), "utf8");
  expect(text).toContain(`loadChildren: () => import("./${path}/${path}.routes")`);
  expect(existsSync(join(FOLDER, path, `${path}.routes.ts`))).toBe(true);
});
