import { expect, it } from "vitest";

import { ApiError } from "../api";
import { checkUnchanged, ifMatch, isOutdated } from "./versions";

const note = { id: 1, created_at: "2024-01-01T00:00:00Z", updated_at: "2024-01-01T00:00:00Z" };

it("a change names the state that was read, if it is known", () => {
  expect(ifMatch('"a1"')).toEqual({ "If-Match": '"a1"' });
  expect(ifMatch(null)).toEqual({});
});

it("what a list showed is compared with what is there now", () => {
  checkUnchanged(note, { ...note });
  const other = { ...note, updated_at: "2024-01-01T00:00:01Z" };
  expect(() => checkUnchanged(note, other)).toThrow(
    expect.toSatisfy((error: unknown) => isOutdated(error)),
  );
});

it.each([new ApiError("network"), new ApiError("http", { status: 409 }), new Error("412")])(
  "another failure is another: %s",
  (error) => {
    expect(isOutdated(error)).toBe(false);
  },
);
