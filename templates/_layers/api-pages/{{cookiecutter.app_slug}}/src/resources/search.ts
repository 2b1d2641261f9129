/** How a list is sorted by one of its fields. */
export type Order = "ascending" | "descending" | undefined;

/** How the list of an address is sorted by a field, as the API calls it. */
export function orderOf(search: URLSearchParams, name: string): Order {
  const sort = search.get("sort");
  return sort === name ? "ascending" : sort === `-${name}` ? "descending" : undefined;
}

/** The list sorted by a field; the other way round if it is so already, and then not at all. */
export function sortedBy(search: URLSearchParams, name: string): URLSearchParams {
  const next = { ascending: `-${name}`, descending: "" } as const;
  const order = orderOf(search, name);
  return narrowedBy(search, "sort", order === undefined ? name : next[order]);
}

/** The list from its start, with only what has a value; all of it without a value. */
export function narrowedBy(search: URLSearchParams, name: string, value: string): URLSearchParams {
  const other = new URLSearchParams(search);
  other.delete("offset");
  other.delete(name);
  if (value !== "") {
    other.set(name, value);
  }
  return other;
}

/** Another part of the list. */
export function startingAt(search: URLSearchParams, place: number): URLSearchParams {
  const other = new URLSearchParams(search);
  other.set("offset", String(place));
  return other;
}

/** Whether an address asks for less than there is. */
export function isNarrowed(search: URLSearchParams): boolean {
  return [...search.keys()].some((name) => name !== "offset" && name !== "sort");
}
