import { expect, it } from "vitest";

import { ApiError } from "../api";
import { ifMatch, isOutdated, tagged, unchanged } from "./versions";

const note = { id: 1, created_at: "2024-01-01T00:00:00Z", updated_at: "2024-01-01T00:00:00Z" };

it.each([
  ['"a1"', '"a1"'],
  ['W/"a1"', '"a1"'],
])("a change names the state that was read: %s", (tag, sent) => {
  const read = tagged({ ...note }, new Headers({ ETag: tag }));
  expect(ifMatch(read)).toEqual({ "If-Match": sent });
});

it("without a tag a change names none", () => {
  expect(ifMatch(tagged({ ...note }, new Headers()))).toEqual({});
  expect(ifMatch(tagged({ ...note }))).toEqual({});
});

it("what a list showed is compared with what is there now", () => {
  const newest = { ...note };
  expect(unchanged(note, newest)).toBe(newest);
  const other = { ...note, updated_at: "2024-01-01T00:00:01Z" };
  expect(() => unchanged(note, other)).toThrow(ApiError);
  try {
    unchanged(note, other);
  } catch (error) {
    expect(isOutdated(error)).toBe(true);
  }
});

it.each([new ApiError("network"), new ApiError("http", { status: 409 }), new Error("412")])(
  "another failure is another: %s",
  (error) => {
    expect(isOutdated(error)).toBe(false);
  },
);
