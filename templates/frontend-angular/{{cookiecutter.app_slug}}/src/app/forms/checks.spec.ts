import { FormControl } from "@angular/forms";
import { describe, expect, it } from "vitest";

import {
  atLeast,
  atMost,
  checked,
  decimal,
  email,
  matching,
  numeric,
  uuid,
  webAddress,
  whole,
  type Check,
} from "./checks";

const ID = "00000000-0000-4000-8000-00000000000a";

const RULES: Record<string, { check: Check; well: string[]; wrong: Record<string, string> }> = {
  atLeast: {
    check: atLeast(2),
    well: ["ab", "😀😀"],
    wrong: { "😀": "At least 2 characters are needed." },
  },
  atMost: {
    check: atMost(1),
    well: ["a", "😀"],
    wrong: { ab: "At most 1 character fit, these are 2." },
  },
  matching: {
    check: matching("a|b\\d", "b1"),
    well: ["a", "b1"],
    wrong: { ab1: "such as b1", "b1\n": "form", c: "form" },
  },
  whole: {
    check: whole(-1, 10),
    well: ["-1", "+10", "007"],
    wrong: {
      "1.0": "a whole number",
      "": "whole",
      "1e1": "whole",
      "-2": "-1 or more",
      "11": "10 or less",
    },
  },
  numeric: {
    check: numeric(0.5, 24),
    well: ["0.5", ".5", "24", "2e1", "1."],
    wrong: {
      many: "a number",
      "0x1": "a number",
      ".": "number",
      "0.4": "0.5 or more",
      "25": "24 or less",
    },
  },
  "numeric without bounds": { check: numeric(), well: ["-1e300"], wrong: { Infinity: "a number" } },
  decimal: {
    check: decimal(3, 2, -1),
    well: ["-1", "0.5", "999.99", "00999.990", ".5"],
    wrong: {
      "1,5": "a number",
      ".": "a number",
      "1e2": "a number",
      "0.005": "2 digits after the point",
      "1000": "3 digits before the point",
      "-1.01": "-1 or more",
    },
  },
  "decimal without places": {
    check: decimal(1, 0),
    well: ["9"],
    wrong: { "1.5": "0 digits after" },
  },
  email: { check: email, well: ["a@b.c"], wrong: { "a@b": "an e-mail", "a @b.c": "e-mail" } },
  webAddress: {
    check: webAddress,
    well: ["https://a", "http://a/b?c"],
    wrong: { "ftp://a": "address", "https://": "address", "https://a b": "address" },
  },
  uuid: { check: uuid, well: [ID, ID.toUpperCase()], wrong: { [`${ID}0`]: "a UUID" } },
};

describe.each(Object.entries(RULES))("%s", (_, { check, well, wrong }) => {
  it.each(well)("takes %j", (text) => {
    expect(check(text)).toBeUndefined();
  });

  it.each(Object.entries(wrong))("refuses %j: %s", (text, words) => {
    expect(check(text)).toContain(words);
  });
});

describe("a control", () => {
  it("tells the first thing that is wrong, and nothing when it is empty", () => {
    const checks = checked(atLeast(2), uuid);
    expect(new FormControl("a", checks).errors).toEqual({ wrong: atLeast(2)("a") });
    expect(new FormControl("ab", checks).errors).toEqual({ wrong: uuid("ab") });
    expect(new FormControl(ID, checks).errors).toBeNull();
    expect(new FormControl("", checks).errors).toBeNull();
  });
});
