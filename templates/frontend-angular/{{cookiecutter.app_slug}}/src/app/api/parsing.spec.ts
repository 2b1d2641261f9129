import { describe, expect, it } from "vitest";

import type { Parse } from "./api-client";
import { flag, listOf, members, nullable, number, oneOf, text } from "./parsing";

describe("parsing", () => {
  it.each<[string, Parse<unknown>, unknown]>([
    ["a text", text, ""],
    ["a number", number, 0],
    ["a flag", flag, false],
    ["one of some", oneOf(["a", "b"]), "b"],
    ["nothing", nullable(text), null],
    ["something", nullable(text), "a"],
    ["a list", listOf(number), [1, 2]],
  ])("takes %s", (_, parse, data) => {
    expect(parse(data)).toEqual(data);
  });

  it.each<[string, Parse<unknown>, unknown]>([
    ["a text", text, 1],
    ["a number", number, "1"],
    ["a flag", flag, 0],
    ["one of some", oneOf(["a", "b"]), "c"],
    ["what may be nothing", nullable(text), undefined],
    ["a list", listOf(number), { length: 0 }],
    ["the items of a list", listOf(number), ["1"]],
  ])("refuses what is not %s", (_, parse, data) => {
    expect(() => parse(data)).toThrow(TypeError);
  });

  it("reads the members of an object, and names the one that is wrong", () => {
    const member = members({ title: "ü", count: "many" });
    expect(member("title", text)).toBe("ü");
    expect(() => member("count", number)).toThrow("count: not a number");
    expect(() => member("constructor", text)).toThrow("constructor: not a text");
  });

  it.each([null, undefined, [], "text"])("does not take %j for an object", (data) => {
    expect(() => members(data)).toThrow("not an object");
  });
});
