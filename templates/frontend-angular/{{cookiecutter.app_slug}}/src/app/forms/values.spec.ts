import { describe, expect, it } from "vitest";

import { chosen, control, fromLocal, orNull, toDecimal, toLocal } from "./values";

describe("values of forms", () => {
  it.each([
    ["1", 2, "1.00"],
    ["-0.5", 1, "-0.5"],
    ["+007", 0, "7"],
    ["9999999999999.99", 2, "9999999999999.99"],
    ["0.00", 3, "0.000"],
  ])("%s is a decimal with %i places: %s", (text, places, decimal) => {
    expect(toDecimal(text, places)).toBe(decimal);
  });

  it.each(["2024-02-28T10:30:00Z", "2025-07-01T00:00:05Z", "2026-11-30T23:59:59.123Z"])(
    "%s is shown in the time zone of the browser",
    (moment) => {
      const local = toLocal(moment);
      const date = new Date(moment);
      expect(local).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/);
      expect(local).toContain(`T${String(date.getHours()).padStart(2, "0")}:`);
      expect(fromLocal(local)).toBe(moment.replace(".123", ""));
    },
  );

  it.each([null, undefined, ""])("%j is no moment", (moment) => {
    expect(toLocal(moment)).toBe("");
  });

  it("nothing is null", () => {
    expect(orNull("", Number)).toBeNull();
    expect(orNull("0", Number)).toBe(0);
  });

  it("a choice was made", () => {
    expect(chosen("a")).toBe("a");
    expect(chosen(0)).toBe(0);
    expect(() => chosen("")).toThrow(TypeError);
    expect(() => chosen(null)).toThrow(TypeError);
  });

  it("a control goes back to what it began with", () => {
    const title = control("first");
    title.setValue("second");
    title.reset();
    expect(title.value).toBe("first");
  });
});
