import { describe, expect, it, vi } from "vitest";

import { listSlice, readQuery } from "./lists";
import { labelBy, listed, showMoment, showSize, showValue } from "./show";

const moments = { created_at: "2024-01-01T00:00:00Z", updated_at: "2024-01-01T00:00:00Z" };

type Query = Readonly<Record<string, number | string>>;

/** A list of so many notes. */
function notes(total: number) {
  return vi.fn(async (query: Query) => {
    const [limit, offset] = [Number(query["limit"]), Number(query["offset"])];
    const count = Math.max(Math.min(limit, total - offset), 0);
    const items = Array.from({ length: count }, (_, index) => ({
      id: offset + index + 1,
      ...moments,
    }));
    return { items, total, limit, offset };
  });
}

describe("a query", () => {
  it.each([
    ["", { limit: 20, offset: 0 }],
    ["?offset=40&owner_id=3&other=1", { limit: 20, offset: 40, owner_id: 3 }],
    ["?offset=-1&owner_id=x", { limit: 20, offset: 0 }],
    ["?offset=1.5&owner_id=", { limit: 20, offset: 0 }],
    [
      "?sort=-due&state=open&q=+a+b+",
      { limit: 20, offset: 0, sort: "-due", state: "open", q: "a b" },
    ],
    ["?sort=other&state=odd&q=+", { limit: 20, offset: 0 }],
  ])("is read from an address: %s", (address, query) => {
    const asked = {
      ids: ["owner_id"],
      values: { state: ["open"] },
      sorts: ["due"],
      searched: true,
    };
    expect(readQuery<Query>(new URLSearchParams(address), asked)).toEqual(query);
  });
});

describe("a part of a list", () => {
  it("is the one that is asked for", async () => {
    const list = notes(25);
    expect((await listSlice(list, { limit: 20, offset: 20 })).items).toHaveLength(5);
    expect(list).toHaveBeenCalledOnce();
  });

  it("is the last one when there is nothing so far behind", async () => {
    const list = notes(40);
    expect(await listSlice(list, { limit: 20, offset: 60, q: "a" })).toMatchObject({ offset: 20 });
    expect(list).toHaveBeenLastCalledWith({ limit: 20, offset: 20, q: "a" });
  });

  it("is empty when there is nothing at all", async () => {
    expect(await listSlice(notes(0), { limit: 20, offset: 60 })).toMatchObject({ items: [] });
  });
});

describe("what is shown", () => {
  it.each([
    [null, "–"],
    ["", "–"],
    [0, "0"],
    [true, "Yes"],
    [false, "No"],
  ])("of %j is %s", (value, shown) => {
    expect(showValue(value)).toBe(shown);
  });

  it("of a moment is in local time", () => {
    expect(showMoment("2024-01-01T00:00:00Z")).toBe(
      new Date("2024-01-01T00:00:00Z").toLocaleString(),
    );
    expect(showMoment(null)).toBe("–");
  });

  it.each([
    [null, "–"],
    [{ a: 1 }, "1 member"],
    [[1, 2], "2 items"],
    [[], "0 items"],
  ])("of the document %j is how much it holds", (value, shown) => {
    expect(showSize(value)).toBe(shown);
  });

  it("of several others is what a few are called, and how many more there are", () => {
    expect(listed([])).toBe("–");
    expect(listed(["One", "Two"])).toBe("One, Two");
    expect(listed(["One", "Two"], 7)).toBe("One, Two, 5 more");
  });

  it("of a resource is one of its fields, or its id", () => {
    const field = { show: String };
    const note = { id: 3, ...moments };
    const labels = ["One", " ", 7].map((value) => labelBy(field, value, note));
    expect(labels).toEqual(["One", "#3", "#3: 7"]);
  });
});
