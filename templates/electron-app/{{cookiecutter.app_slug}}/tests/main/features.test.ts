import { describe, expect, it } from "vitest";

import { defineFeature } from "../../src/main/feature";
import { checkComplete, findFeatures } from "../../src/main/features";
import { channel, defineContract } from "../../src/shared/contract";
import { findContracts } from "../../src/shared/contracts";

const notes = defineContract("notes", {});
const todos = defineContract("todos", {});
const feature = defineFeature(notes, () => ({}));

describe("findFeatures", () => {
  it("accepts every feature of this application", () => {
    expect(() => findFeatures()).not.toThrow();
  });

  it("lists features in order of their folders", () => {
    const other = defineFeature(todos, () => ({}));
    const modules = {
      "./features/todos/feature.ts": other,
      "./features/notes/feature.ts": feature,
    };
    expect(findFeatures(modules)).toEqual([feature, other]);
  });

  it.each([undefined, null, "notes", {}, { contract: notes }, { start: () => ({}) }])(
    "names the file that exports %j",
    (wrong) => {
      expect(() => findFeatures({ "./features/notes/feature.ts": wrong })).toThrow(
        "src/main/features/notes/feature.ts has no default export that is a Feature",
      );
    },
  );

  it("refuses two features for one contract", () => {
    const modules = { "./features/a/feature.ts": feature, "./features/b/feature.ts": feature };
    expect(() => findFeatures(modules)).toThrow("src/main/features/b/feature.ts: another");
  });

  it("must answer for every contract", () => {
    expect(() => checkComplete([notes], [feature])).not.toThrow();
    expect(() => checkComplete([notes, todos], [feature])).toThrow("for the contract todos");
  });
});

describe("findContracts", () => {
  it("finds those of this application", () => {
    expect(findContracts().map(({ name }) => name)).toContain("system");
  });

  it.each([undefined, "notes", {}, { name: "notes" }, { operations: {} }])(
    "names the file that exports %j",
    (wrong) => {
      expect(() => findContracts({ "./notes/contract.ts": wrong })).toThrow(
        "src/shared/notes/contract.ts has no default export that is a Contract",
      );
    },
  );

  it("refuses two contracts of one name", () => {
    const modules = { "./a/contract.ts": notes, "./b/contract.ts": notes };
    expect(() => findContracts(modules)).toThrow("src/shared/b/contract.ts: another contract");
  });

  it.each(["", "Notes", "my-notes", "notes:add", "1"])("refuses the name %j", (name) => {
    expect(() => defineContract(name, {})).toThrow("is not a name in camelCase");
  });

  it("tells operations apart between the processes", () => {
    expect(channel("notes", "add")).toBe("notes:add");
  });
});
