import { describe, expect, it } from "vitest";

import { isNarrowed, narrowedBy, orderOf, sortedBy, startingAt } from "./search";

function at(address: string): URLSearchParams {
  return new URLSearchParams(address);
}

describe("the address of a list", () => {
  it.each([
    ["q=a&offset=20", undefined, "q=a&sort=due"],
    ["sort=due", "ascending", "sort=-due"],
    ["sort=-due&offset=20", "descending", ""],
    ["sort=title", undefined, "sort=due"],
  ])("of %j is sorted by a field, the other way round, and not at all", (now, order, next) => {
    expect(orderOf(at(now), "due")).toBe(order);
    expect(sortedBy(at(now), "due").toString()).toBe(next);
  });

  it("asks for less, from the start of the list, and for all again", () => {
    const less = narrowedBy(at("offset=20&sort=due&state=open"), "state", "closed");
    expect(less.toString()).toBe("sort=due&state=closed");
    expect(narrowedBy(less, "state", "").toString()).toBe("sort=due");
  });

  it("asks for another part of the same", () => {
    expect(startingAt(at("q=a&offset=20"), 40).toString()).toBe("q=a&offset=40");
  });

  it.each([
    ["", false],
    ["offset=20&sort=due", false],
    ["q=a", true],
    ["offset=20&owner_id=3", true],
  ])("%j asks for less than there is: %s", (address, narrowed) => {
    expect(isNarrowed(at(address))).toBe(narrowed);
  });
});
