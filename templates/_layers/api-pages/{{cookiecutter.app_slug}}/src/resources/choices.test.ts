import { describe, expect, it, vi } from "vitest";

import { ApiError } from "../api";
import { queryClient } from "../query";
import { choicesAmong } from "./choices";

const moments = { created_at: "2024-01-01T00:00:00Z", updated_at: "2024-01-01T00:00:00Z" };

const label = ({ id }: { id: number }) => `Note ${id}`;

function source(searched: boolean) {
  const list = vi.fn(async ({ offset }: { limit: number; offset: number }) => ({
    items: [{ id: 7, ...moments }],
    total: 5000,
    limit: 20,
    offset,
  }));
  const get = vi.fn(async (id: number) => {
    if (id > 9) {
      throw new ApiError("http", { status: id });
    }
    return { item: { id, ...moments }, etag: null };
  });
  return { path: "/notes", list, get, label, searched };
}

function find(notes: ReturnType<typeof source>, text: string) {
  return queryClient.query(choicesAmong(notes).find(text));
}

function named(notes: ReturnType<typeof source>, id: number) {
  return queryClient.query(choicesAmong(notes).named(id));
}

describe("choices", () => {
  it("are a few, whatever there is", async () => {
    const notes = source(true);
    expect(await find(notes, " a ")).toEqual([{ value: "7", label: "Note 7" }]);
    await find(notes, "");
    expect(notes.list.mock.calls.map(([query]) => query)).toEqual([
      { limit: 20, offset: 0, q: "a" },
      { limit: 20, offset: 0 },
    ]);
  });

  it("are found by their ids, too", async () => {
    const notes = source(false);
    expect(await find(notes, "3")).toEqual([{ value: "3", label: "Note 3" }]);
    expect(await find(notes, "#404")).toEqual([]);
    await find(notes, "words");
    expect(notes.list.mock.calls.map(([query]) => query)).toEqual([{ limit: 20, offset: 0 }]);
    expect(await find(source(true), "#4")).toEqual([{ value: "4", label: "Note 4" }]);
  });

  it("are called by their names, which are asked for once, or by their ids when they are gone", async () => {
    const notes = source(true);
    expect(await named(notes, 1)).toEqual({ value: "1", label: "Note 1" });
    expect(await named(notes, 1)).toEqual({ value: "1", label: "Note 1" });
    expect(notes.get).toHaveBeenCalledOnce();
    expect(await named(notes, 404)).toEqual({ value: "404", label: "#404" });
    await expect(named(notes, 503)).rejects.toThrow(ApiError);
  });
});
