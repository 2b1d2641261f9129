import { HttpHeaders } from "@angular/common/http";
import { describe, expect, it } from "vitest";

import { ApiError } from "./api-error";
import { ifMatch, isOutdated, tagged, unchanged } from "./versions";

const note = { id: 1, title: "A note" };

describe("the state of a resource", () => {
  it.each([
    ['"a1"', '"a1"'],
    ['W/"a1"', '"a1"'],
  ])("that was read as %s is named by a change", (tag, sent) => {
    const read = tagged({ ...note }, new HttpHeaders({ ETag: tag }));
    expect(ifMatch(read)).toEqual({ "If-Match": sent });
  });

  it("is not named without a tag", () => {
    expect(ifMatch(tagged({ ...note }, new HttpHeaders()))).toEqual({});
    expect(ifMatch(tagged({ ...note }))).toEqual({});
  });

  it("in a list is compared with what is there now", () => {
    const newest = { ...note };
    expect(unchanged(note, newest)).toBe(newest);
    expect(() => unchanged(note, { ...note, title: "Another" })).toThrow(
      new ApiError("http", { status: 412 }),
    );
  });

  it("is one reason for a failure among others", () => {
    const statuses = [412, 409].map((status) => new ApiError("http", { status }));
    expect([...statuses, new Error("412")].map(isOutdated)).toEqual([true, false, false]);
  });
});
