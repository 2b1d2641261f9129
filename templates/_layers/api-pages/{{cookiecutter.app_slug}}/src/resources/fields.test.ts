import { describe, expect, it } from "vitest";

import { problemIn } from "./drafts";
import * as kinds from "./fields";

const fields = {
  name: kinds.text({ label: "Name", min: 2, max: 4 }),
  code: kinds.text({ label: "Code", pattern: "[A-Z]{2}|x", example: "AB" }),
  email: kinds.email({ label: "Email" }),
  url: kinds.url({ label: "Address" }),
  count: kinds.whole({ label: "Count", min: 0, max: 10 }),
  weight: kinds.number({ label: "Weight", min: 0.5, max: 24 }),
  price: kinds.decimal({ label: "Price", digits: 5, places: 2, min: "-1.50", max: "100.00" }),
  done: kinds.flag({ label: "Done" }),
  due: kinds.date({ label: "Due" }),
  at: kinds.datetime({ label: "At" }),
  token: kinds.uuid({ label: "Token" }),
  status: kinds.choice({ label: "Status", values: ["open", "on-hold"] }),
  owner_id: kinds.reference({ label: "Owner" }),
  tags: kinds.references({ label: "Tags" }),
  extra: kinds.json<object>({ label: "Extra", max: 20 }),
};
type Name = keyof typeof fields;

function deep(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}

describe("a text", () => {
  it.each<[Name, string, unknown]>([
    ["name", " a ", " a "],
    ["name", "😀😀😀😀", "😀😀😀😀"],
    ["code", "x", "x"],
    ["email", "a@b.c", "a@b.c"],
    ["url", "https://example.com/?q=1#x", "https://example.com/?q=1#x"],
    ["count", " +7 ", 7],
    ["weight", "1.5e1", 15],
    ["weight", ".5", 0.5],
    ["price", "7", "7.00"],
    ["price", " -01.5 ", "-1.50"],
    ["done", "true", true],
    ["due", "2024-02-29", "2024-02-29"],
    ["token", "00000000-0000-4000-8000-00000000000A", "00000000-0000-4000-8000-00000000000a"],
    ["status", "on-hold", "on-hold"],
    ["owner_id", "3", 3],
  ])("for %s, %j, means a value", (name, text, value) => {
    expect(problemIn<Record<Name, unknown>>(fields as never, name, text)).toBe("");
    expect(fields[name].typed.parse(text)).toBe(value);
  });

  it.each<[Name, string, string]>([
    ["name", "", "This is needed."],
    ["name", "a", "At least 2 characters are needed."],
    ["name", "abcde", "At most 4 characters fit, these are 5."],
    ["code", "AB\n", "This does not have the right form, such as AB."],
    ["code", "ABx", "This does not have the right form, such as AB."],
    ["email", "a@b", "This does not have the right form, such as someone@example.com."],
    ["url", "ftp://a.b", "This does not have the right form, such as https://example.com."],
    ["count", "1.0", "Enter a whole number."],
    ["count", "0x1", "Enter a whole number."],
    ["count", "-1", "Enter 0 or more."],
    ["count", "11", "Enter 10 or less."],
    ["count", "99999999999999999999", "This is too large."],
    ["weight", "1e999", "This is too large."],
    ["weight", "Infinity", "Enter a number."],
    ["weight", "0.4", "Enter 0.5 or more."],
    ["price", "1.234", "At most 2 digits after the point fit."],
    ["price", "1234", "At most 3 digits before the point fit."],
    ["price", "100.01", "Enter 100 or less."],
    ["price", "-1.51", "Enter -1.5 or more."],
    ["price", "1,5", "Enter a number."],
    ["done", "maybe", "Choose yes or no."],
    ["due", "2023-02-29", "Enter a date."],
    ["due", "0000-01-01", "Enter a date."],
    ["at", "2024-02-30T10:00", "Enter a date and a time."],
    ["at", "2024-02-28", "Enter a date and a time."],
    ["token", "00000000", "Enter a UUID, such as 123e4567-e89b-42d3-a456-426614174000."],
    ["status", "closed", "Choose one."],
    ["owner_id", "", "This is needed."],
  ])("for %s, %j, is refused", (name, text, problem) => {
    expect(problemIn<Record<Name, unknown>>(fields as never, name, text)).toBe(problem);
  });
});

describe("the ids of several others", () => {
  it.each([
    ["", []],
    ["3,1,3,20", [1, 3, 20]],
  ])("of %j are each there once, in their order", (text, ids) => {
    expect(fields.tags.typed.parse(text)).toEqual(ids);
    expect(fields.tags.typed.parse(fields.tags.show(ids))).toEqual(ids);
  });

  it("are not more than the API takes", () => {
    const text = fields.tags.show(Array.from({ length: 101 }, (_, index) => index + 1));
    expect(problemIn({ tags: fields.tags }, "tags", text)).toBe("At most 100 can be chosen.");
  });
});

describe("a text of JSON", () => {
  const fits = 'Enter an object, such as {"a": 1}, or an array, such as [1, 2].';

  it.each([" [1, 2] ", '{ "a": { "b": "ü" } }', '["0123456789012345"]', "{}"])(
    "%s is shown with an indent and read back",
    (text) => {
      const value = fields.extra.typed.parse(text);
      expect(value).toEqual(JSON.parse(text));
      expect(fields.extra.typed.parse(fields.extra.show(value))).toEqual(value);
    },
  );

  it.each([
    ["", "This is needed."],
    ["{", expect.stringMatching(/^This is not JSON: ./)],
    ["7", fits],
    ["null", fits],
    ['["01234567890123456"]', "At most 20 characters fit without spaces, these are 21."],
    ["[9007199254740993]", expect.stringMatching(/^Numbers go up to 9007199254740991: /)],
    ['{"a":[1e999]}', expect.stringMatching(/^Numbers go up to /)],
  ])("%s is refused", (text, problem) => {
    expect(problemIn({ extra: fields.extra }, "extra", text)).toEqual(problem);
  });

  it("is not nested deeper than the API takes", () => {
    const extra = kinds.json<object>({ label: "Extra" });
    expect(problemIn({ extra }, "extra", deep(16))).toBe("");
    expect(problemIn({ extra }, "extra", deep(17))).toBe(
      "At most 16 objects and arrays fit within each other.",
    );
  });
});

describe("a moment", () => {
  it.each(["2024-02-28T10:30:00Z", "2024-07-01T00:00:05Z", "2024-07-01T00:00:05.250Z"])(
    "%s is shown in local time and read back",
    (moment) => {
      const shown = fields.at.show(moment);
      expect(new Date(shown)).toEqual(new Date(moment));
      expect(fields.at.typed.parse(shown)).toBe(moment);
    },
  );
});

describe("an optional field", () => {
  const due = kinds.optional(fields.due);
  const done = kinds.optional(fields.done);

  it("may be empty, which is null", () => {
    expect(due.required).toBe(false);
    expect(due.typed.parse(" ")).toBeNull();
    expect(due.show(null)).toBe("");
    expect(done.initial).toBe("");
  });

  it("is like the other when it is not", () => {
    expect(due.typed.parse("2024-02-29")).toBe("2024-02-29");
    expect(due.show("2024-02-29")).toBe("2024-02-29");
    expect(due.typed.safeParse("yesterday").success).toBe(false);
    expect(problemIn({ due }, "due", "2024-02-30")).toBe("Enter a date.");
  });
});
