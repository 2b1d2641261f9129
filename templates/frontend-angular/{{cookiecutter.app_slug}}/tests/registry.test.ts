import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { FEATURES } from "../src/app/features/registry";

const FOLDER = join(import.meta.dirname, "../src/app/features");
const folders = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

it("lists every folder of features, and nothing else", () => {
  expect(FEATURES.map(({ path }) => path)).toEqual(folders);
});

it.each(FEATURES.map(({ path }) => path))("loads the pages of %s from its folder", (path) => {
  const text = readFileSync(join(FOLDER, "registry.ts"), "utf8");
  expect(text).toContain(`loadChildren: () => import("./${path}/${path}.routes")`);
  expect(existsSync(join(FOLDER, path, `${path}.routes.ts`))).toBe(true);
});
