import * as z from "zod";

import type { Fields } from "./fields";
import { tagged } from "./versions";

/** What the API adds to each resource. */
export interface Stored {
  readonly id: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A part of a list, and how long the whole list is. */
export interface Slice<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
}

/** Which part of a list is asked for, in which order, and what filters it. */
export type Query = Readonly<Record<string, number | string | undefined>>;

export type List<T> = (query: Query, signal?: AbortSignal) => Promise<Slice<T>>;

/** A choice of a form: what it stands for, and what it is called. */
export interface Option {
  readonly value: string;
  readonly label: string;
}

const SHOWN = 20;

/** What an address may ask of a list. */
export interface Asked {
  /** Fields that refer to others, which filter it. */
  readonly ids?: readonly string[];
  /** Fields of few values, which filter it. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** Fields that it is sorted by, one at a time. */
  readonly sorts?: readonly string[];
  /** Whether texts are found in it. */
  readonly searched?: boolean;
}

const LONGEST = 200;

/** The query of an address such as `?offset=20&project_id=3&sort=-due`; what makes no sense is left out. */
export function readQuery(search: URLSearchParams, asked: Asked): Query {
  const query: Record<string, number | string> = { limit: SHOWN, offset: 0 };
  for (const name of ["offset", ...(asked.ids ?? [])]) {
    const value = Number(search.get(name) ?? "");
    if (Number.isSafeInteger(value) && value > 0) {
      query[name] = value;
    }
  }
  const signs = (asked.sorts ?? []).flatMap((name) => [name, `-${name}`]);
  for (const [name, values] of Object.entries({ ...asked.values, sort: signs })) {
    const value = search.get(name) ?? "";
    if (values.includes(value)) {
      query[name] = value;
    }
  }
  const text = (search.get("q") ?? "").trim().slice(0, LONGEST);
  return asked.searched && text !== "" ? { ...query, q: text } : query;
}

/** A part of a list; the last one when there is nothing so far behind. */
export async function listSlice<T>(
  list: List<T>,
  query: Query,
  signal?: AbortSignal,
): Promise<Slice<T>> {
  const slice = await list(query, signal);
  if (slice.items.length > 0 || slice.total === 0 || slice.offset === 0) {
    return slice;
  }
  const last = Math.floor((slice.total - 1) / slice.limit) * slice.limit;
  return list({ ...query, offset: last }, signal);
}

const STORED = { id: z.int(), created_at: z.string(), updated_at: z.string() };
const SLICE = z.object({
  items: z.array(z.unknown()),
  total: z.int(),
  limit: z.int(),
  offset: z.int(),
});

/** Reads a resource from an answer. Throws a ZodError that names what is not as expected. */
export function parseResource<T extends object>(fields: Fields<T>) {
  const json = Object.keys(fields).map((name) => [name, fields[name as keyof T].json]);
  const schema = z.object({ ...Object.fromEntries(json), ...STORED });
  return (data: unknown, headers?: Headers): T & Stored =>
    tagged(schema.parse(data) as unknown as T & Stored, headers);
}

/** Reads a part of a list from JSON. Throws a ZodError. */
export function parseSlice<T>(parse: (data: unknown) => T) {
  return (data: unknown): Slice<T> => {
    const slice = SLICE.parse(data);
    return { ...slice, items: slice.items.map((item) => parse(item)) };
  };
}
