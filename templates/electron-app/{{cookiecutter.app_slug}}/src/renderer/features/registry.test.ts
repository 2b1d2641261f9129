import { describe, expect, it } from "vitest";

import { findFeatures } from "./registry";

const notes = { name: "notes", routes: [] };

describe("findFeatures", () => {
  it("accepts every feature of this application", () => {
    expect(() => findFeatures()).not.toThrow();
  });

  it("lists features in order of their folders", () => {
    const todos = { name: "todos", routes: [] };
    const modules = { "./todos/feature.ts": todos, "./notes/feature.tsx": notes };
    expect(findFeatures(modules)).toEqual([notes, todos]);
  });

  it.each([undefined, null, "notes", {}, { name: "notes" }, { routes: [] }])(
    "names the file that exports %j",
    (wrong) => {
      expect(() => findFeatures({ "./notes/feature.ts": wrong })).toThrow(
        "src/renderer/features/notes/feature.ts has no default export that is a Feature",
      );
    },
  );

  it("refuses two features of one name", () => {
    const modules = { "./a/feature.ts": notes, "./b/feature.ts": notes };
    expect(() => findFeatures(modules)).toThrow(
      "src/renderer/features/b/feature.ts: another feature",
    );
  });
});
