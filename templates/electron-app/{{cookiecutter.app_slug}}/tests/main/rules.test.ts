import { describe, expect, it } from "vitest";

import * as rules from "../../src/shared/rules";

const types = {
  name: rules.text({ min: 2, max: 4 }),
  code: rules.text({ max: 9, pattern: "[A-Z]{2}|x" }),
  email: rules.email(),
  url: rules.url(),
  count: rules.whole({ min: 0, max: 10 }),
  weight: rules.number({ min: 0.5 }),
  price: rules.decimal({ digits: 5, places: 2, min: -1.5, max: 100 }),
  pieces: rules.decimal({ digits: 3, places: 0 }),
  due: rules.date(),
  at: rules.datetime(),
  token: rules.uuid(),
  owner: rules.reference(),
  tags: rules.references(),
  extra: rules.json({ max: 20 }),
};
type Name = keyof typeof types;

describe("a rule", () => {
  it.each<[Name, unknown, unknown]>([
    ["name", "😀😀😀😀", "😀😀😀😀"],
    ["code", "x", "x"],
    ["email", "a@b.c", "a@b.c"],
    ["url", "https://example.com/?q=1#x", "https://example.com/?q=1#x"],
    ["count", 10, 10],
    ["weight", 1e9, 1e9],
    ["price", "7", "7.00"],
    ["price", "-01.5", "-1.50"],
    ["pieces", "007", "7"],
    ["due", "2024-02-29", "2024-02-29"],
    ["at", "2024-02-28T10:30:00+02:00", "2024-02-28T08:30:00Z"],
    ["at", "2024-02-28T10:30:00.25Z", "2024-02-28T10:30:00.250Z"],
    ["token", "00000000-0000-4000-8000-00000000000A", "00000000-0000-4000-8000-00000000000a"],
    ["owner", 3, 3],
  ])("for %s takes %j", (name, given, kept) => {
    expect(types[name].parse(given)).toBe(kept);
    expect(types[name].parse(kept)).toBe(kept);
  });

  it("for several ids has them in their order, and for JSON what is given", () => {
    expect(types.tags.parse([3, 1])).toEqual([1, 3]);
    expect(types.tags.parse([])).toEqual([]);
    expect(types.extra.parse({ a: [1, "ü"] })).toEqual({ a: [1, "ü"] });
  });

  it.each<[Name, unknown]>([
    ["tags", [1, 1]],
    ["tags", [0]],
    ["tags", null],
    ["extra", 7],
    ["extra", null],
    ["extra", ["x".repeat(17)]],
    ["extra", [2 ** 53]],
    ["extra", [NaN]],
    ["name", "a"],
    ["name", "abcde"],
    ["name", null],
    ["code", "AB\n"],
    ["code", "ABx"],
    ["email", "a@b"],
    ["url", "ftp://a.b"],
    ["count", -1],
    ["count", 11],
    ["count", 1.5],
    ["count", "7"],
    ["weight", 0.4],
    ["weight", Infinity],
    ["price", 7],
    ["price", "1.234"],
    ["price", "1234"],
    ["price", "100.01"],
    ["price", "-1.51"],
    ["price", ""],
    ["pieces", "1.0"],
    ["due", "2023-02-29"],
    ["at", "2024-02-28T10:30:00"],
    ["at", "2024-02-30T10:30:00Z"],
    ["at", "2024-02-28T10:30:00+99:00"],
    ["token", "not-a-uuid"],
    ["owner", 0],
  ])("for %s refuses %j", (name, given) => {
    expect(types[name].safeParse(given).success).toBe(false);
  });
});
