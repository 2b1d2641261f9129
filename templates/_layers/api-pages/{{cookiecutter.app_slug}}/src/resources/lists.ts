/** What the API adds to each resource. */
export interface Stored {
  readonly id: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** What people write of a resource. */
export type Input<T extends Stored> = Omit<T, keyof Stored>;

/** A part of a list, and how long the whole list is. */
export interface Slice<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
}

/** A choice of a form: what it stands for, and what it is called. */
export interface Option {
  readonly value: string;
  readonly label: string;
}

const SHOWN = 20;

/** What an address may ask of a list, by the names of its query. */
export interface Asked<Name extends string = string> {
  /** Fields that refer to others, which filter it. */
  readonly ids?: readonly Name[];
  /** Fields of few values, which filter it. */
  readonly values?: Readonly<Partial<Record<Name, readonly string[]>>>;
  /** Fields that it is sorted by, one at a time. */
  readonly sorts?: readonly string[];
  /** Whether texts are found in it. */
  readonly searched?: boolean;
}

const LONGEST = 200;

/** The query of an address such as `?offset=20&project_id=3&sort=-due`; what makes no sense is left out. */
export function readQuery<Q>(search: URLSearchParams, asked: Asked<keyof Q & string>): Q {
  const query: Record<string, unknown> = { limit: SHOWN, offset: 0 };
  for (const name of ["offset", ...(asked.ids ?? [])]) {
    const value = Number(search.get(name) ?? "");
    if (Number.isSafeInteger(value) && value > 0) {
      query[name] = value;
    }
  }
  const sorts = (asked.sorts ?? []).flatMap((name) => [name, `-${name}`]);
  const few: Record<string, readonly string[]> = { ...asked.values, sort: sorts };
  for (const [name, values] of Object.entries(few)) {
    const value = search.get(name) ?? "";
    if (values.includes(value)) {
      query[name] = value;
    }
  }
  const text = (search.get("q") ?? "").trim().slice(0, LONGEST);
  return (asked.searched && text !== "" ? { ...query, q: text } : query) as Q;
}

/** A part of a list; the last one when there is nothing so far behind. */
export async function listSlice<T, Q>(
  list: (query: Q) => Promise<Slice<T>>,
  query: Q,
): Promise<Slice<T>> {
  const slice = await list(query);
  if (slice.items.length > 0 || slice.total === 0 || slice.offset === 0) {
    return slice;
  }
  const offset = Math.floor((slice.total - 1) / slice.limit) * slice.limit;
  return list({ ...query, offset });
}
