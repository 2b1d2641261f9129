import { describe, expect, it, vi } from "vitest";

import { ApiError } from "../api";
import { choicesAmong } from "./choices";
import type { Query } from "./lists";

const moments = { created_at: "2024-01-01T00:00:00Z", updated_at: "2024-01-01T00:00:00Z" };

function source(searched: boolean) {
  const list = vi.fn(async ({ offset }: Query) => ({
    items: [{ id: 7, ...moments }],
    total: 5000,
    limit: 20,
    offset: Number(offset),
  }));
  const get = vi.fn(async (id: number) => {
    if (id > 9) {
      throw new ApiError("http", { status: id });
    }
    return { id, ...moments };
  });
  return { list, get, label: ({ id }: { id: number }) => `Note ${id}`, searched };
}

describe("choices", () => {
  it("are a few, whatever there is", async () => {
    const notes = source(true);
    expect(await choicesAmong(notes).find(" a ")).toEqual([{ value: "7", label: "Note 7" }]);
    await choicesAmong(notes).find("");
    expect(notes.list.mock.calls.map(([query]) => query)).toEqual([
      { limit: 20, offset: 0, q: "a" },
      { limit: 20, offset: 0 },
    ]);
  });

  it("are found by their ids, too", async () => {
    const notes = source(false);
    expect(await choicesAmong(notes).find("3")).toEqual([{ value: "3", label: "Note 3" }]);
    expect(await choicesAmong(source(true)).find("#4")).toEqual([{ value: "4", label: "Note 4" }]);
    await choicesAmong(notes).find("words");
    expect(notes.list).toHaveBeenCalledExactlyOnceWith({ limit: 20, offset: 0 }, undefined);
  });

  it("are called by their names, each asked for once, but for those that are gone", async () => {
    const notes = source(true);
    const ids = [1, 2, 1, null, undefined, Number.NaN, 404];
    const named = await choicesAmong(notes).named(ids);
    expect(named.map(({ value }) => value)).toEqual(["1", "2"]);
    expect(notes.get).toHaveBeenCalledTimes(3);
    await expect(choicesAmong(notes).named([503])).rejects.toThrow(ApiError);
  });
});
