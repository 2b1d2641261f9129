import { defineContract, type Contract } from "./contract";
import { reference } from "./rules";
import { z } from "./schema";

/** What the main process adds to each resource. */
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

/** Which part of a list is asked for, and the ids that filter it. */
export type Query = Readonly<Record<string, number | undefined>>;

/** What pages can ask of things that are kept: the same for all. */
export type ResourceOperations<T> = {
  readonly list: { input: z.ZodType<Query, Query>; output: z.ZodType<Slice<T & Stored>> };
  readonly get: { input: z.ZodType<Key, Key>; output: z.ZodType<T & Stored> };
  readonly create: { input: z.ZodType<T, Partial<T>>; output: z.ZodType<T & Stored> };
  readonly update: { input: z.ZodType<Change<T>, Change<T>>; output: z.ZodType<T & Stored> };
  readonly delete: { input: z.ZodType<Key, Key>; output: z.ZodType<Record<string, never>> };
};

interface Key {
  readonly id: number;
}

/** What is not among the values stays as it is. */
interface Change<T> extends Key {
  readonly values: Partial<T>;
}

export interface Resource<T = Readonly<Record<string, unknown>>> {
  readonly name: string;
  readonly contract: Contract<ResourceOperations<T>>;
  /** What is kept: a field that came later has its default. */
  readonly kept: z.ZodType<T & Stored>;
}

/** What people write of a resource. */
export type InputOf<R> = R extends Resource<infer T> ? T : never;

/** A resource as it is kept. */
export type KeptOf<R> = InputOf<R> & Stored;

interface Description<S extends z.ZodRawShape> {
  readonly fields: S;
  /** What a new one has where nothing is said. */
  readonly defaults: Partial<z.output<z.ZodObject<S>>>;
  /** The fields by which a list can be filtered. */
  readonly filters: readonly string[];
}

const MOST = 100;

/** A kind of things that are kept, with the contract by which pages ask for them. Its name is one in camelCase. */
export function defineResource<S extends z.ZodRawShape>(
  name: string,
  { fields, defaults, filters }: Description<S>,
): Resource<z.output<z.ZodObject<S>>> {
  type T = z.output<z.ZodObject<S>>;
  const known: Readonly<Record<string, unknown>> = defaults;
  const withDefaults = Object.fromEntries(
    Object.entries(fields).map(([field, type]) => [
      field,
      field in known ? (type as z.ZodType).default(known[field]) : type,
    ]),
  );
  const stored = { id: reference(), created_at: z.string(), updated_at: z.string() };
  const kept = z.object({ ...withDefaults, ...stored });
  const key = z.strictObject({ id: reference() });
  const bounds = {
    limit: z.int().min(1).max(MOST).default(20),
    offset: z.int().min(0).default(0),
  };
  const ids = Object.fromEntries(filters.map((field) => [field, reference().optional()]));
  const slice = z.object({ items: z.array(kept), total: z.int(), limit: z.int(), offset: z.int() });
  const operations = {
    list: { input: z.strictObject({ ...bounds, ...ids }), output: slice },
    get: { input: key, output: kept },
    create: { input: z.strictObject(withDefaults), output: kept },
    update: {
      input: z.strictObject({ id: reference(), values: z.strictObject(fields).partial() }),
      output: kept,
    },
    delete: { input: key, output: z.strictObject({}) },
  };
  // Which fields there are is known to the schemas only, not to the types of what is made of them.
  const typed = operations as unknown as ResourceOperations<T>;
  return {
    name,
    contract: defineContract(name, typed),
    kept: kept as unknown as z.ZodType<T & Stored>,
  };
}
