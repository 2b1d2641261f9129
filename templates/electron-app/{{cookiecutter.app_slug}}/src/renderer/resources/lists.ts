import type { Query, Slice, Stored } from "../../shared/resource";

export type List<T> = (query: Query) => Promise<Slice<T>>;

/** A choice of a form: what it stands for, and what it is called. */
export interface Option {
  readonly value: string;
  readonly label: string;
}

const SHOWN = 20;
const MOST = 100;

/** The query of an address such as `?offset=20&project_id=3`; what makes no sense is left out. */
export function readQuery(search: URLSearchParams, filters: readonly string[]): Query {
  const query: Record<string, number> = { limit: SHOWN, offset: 0 };
  for (const name of ["offset", ...filters]) {
    const value = Number(search.get(name) ?? "");
    if (Number.isSafeInteger(value) && value > 0) {
      query[name] = value;
    }
  }
  return query;
}

/** A part of a list; the last one when there is nothing so far behind. */
export async function listSlice<T>(list: List<T>, query: Query): Promise<Slice<T>> {
  const slice = await list(query);
  if (slice.items.length > 0 || slice.total === 0 || slice.offset === 0) {
    return slice;
  }
  const last = Math.floor((slice.total - 1) / slice.limit) * slice.limit;
  return list({ ...query, offset: last });
}

/** All of a list as choices. */
export async function listOptions<T extends Stored>(
  list: List<T>,
  label: (item: T) => string,
): Promise<readonly Option[]> {
  const first = await list({ limit: MOST, offset: 0 });
  const count = Math.max(Math.ceil(first.total / MOST) - 1, 0);
  const offsets = Array.from({ length: count }, (_, index) => (index + 1) * MOST);
  const rest = await Promise.all(offsets.map((offset) => list({ limit: MOST, offset })));
  const items = [first, ...rest].flatMap((slice) => slice.items);
  return items.map((item) => ({ value: String(item.id), label: label(item) }));
}
