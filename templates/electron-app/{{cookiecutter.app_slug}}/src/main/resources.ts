import type { Query, Resource, ResourceOperations, Slice, Stored } from "../shared/resource";
import { z } from "../shared/schema";
import type { Context, Handlers } from "./feature";
import { CallError, InvalidInput } from "./ipc";

/** What must hold among the things that are kept. */
export interface Rules {
  /** What one is called, and several. */
  readonly one: string;
  readonly many: string;
  /** The fields whose value no two share. */
  readonly unique?: readonly string[];
  /** The fields that refer to others: to which resource, and what becomes of it when that is deleted. */
  readonly refs?: Readonly<Record<string, Reference>>;
  /** The fields that have any number of others: of which resource, and what becomes of a list when one is deleted. */
  readonly links?: Readonly<Record<string, Links>>;
}

export interface Reference {
  readonly to: string;
  readonly onDelete: "restrict" | "cascade" | "set_null";
}

export interface Links {
  readonly to: string;
  /** Whether the one stays, or leaves the lists. */
  readonly onDelete: "restrict" | "cascade";
}

/** All things that features keep, in one file: what changes together is written together. */
export interface Resources {
  /** Keeps resources of a kind, and answers for its contract. */
  readonly keep: <T>(resource: Resource<T>, rules: Rules) => Handlers<ResourceOperations<T>>;
}

type Row = Stored & Readonly<Record<string, unknown>>;
type Content = Readonly<Record<string, { last: number; rows: readonly Stored[] }>>;

interface Table {
  readonly name: string;
  readonly rules: Rules;
  readonly rows: z.ZodType<readonly Row[]>;
}

const content = z.record(
  z.string(),
  z.strictObject({
    /** The id of the newest: none is used twice. */
    last: z.int(),
    rows: z.array(z.looseObject({ id: z.int(), created_at: z.string(), updated_at: z.string() })),
  }),
);

export function openResources(open: Context["store"]): Resources {
  const store = open("resources", content, {});
  const tables = new Map<string, Table>();

  function rowsOf(all: Content, table: Table): readonly Row[] {
    return table.rows.parse(all[table.name]?.rows ?? []);
  }

  function withRows(all: Content, table: Table, rows: readonly Stored[], last?: number): Content {
    return { ...all, [table.name]: { last: last ?? all[table.name]?.last ?? 0, rows } };
  }

  function found(all: Content, table: Table, id: number): Row {
    const row = rowsOf(all, table).find((one) => one.id === id);
    if (!row) {
      throw new CallError("not_found", `There is no such ${table.rules.one}.`);
    }
    return row;
  }

  /** Throws CallError for a value that is taken, and InvalidInput for an id that nothing has. */
  function check(all: Content, table: Table, row: Row): void {
    const { one, unique = [], refs = {}, links = {} } = table.rules;
    const others = rowsOf(all, table).filter(({ id }) => id !== row.id);
    for (const field of unique) {
      const value = row[field];
      if (value !== null && others.some((other) => other[field] === value)) {
        throw new CallError("conflict", `Another ${one} has this ${field.replaceAll("_", " ")}.`);
      }
    }
    const unknown = Object.entries({ ...refs, ...links }).filter(([field, { to }]) => {
      const ids = all[to]?.rows.map(({ id }) => id) ?? [];
      return idsIn(row, field).some((id) => !ids.includes(id));
    });
    if (unknown.length > 0) {
      const message = "Nothing has this id.";
      throw new InvalidInput(unknown.map(([field]) => ({ path: field, message })));
    }
  }

  /** The content without some rows, and without what may not stay when they go. Throws CallError. */
  function without(all: Content, table: Table, ids: ReadonlySet<number>): Content {
    const rest = rowsOf(all, table).filter(({ id }) => !ids.has(id));
    let left = withRows(all, table, rest);
    for (const other of tables.values()) {
      const { refs = {}, links = {} } = other.rules;
      for (const [field, { to, onDelete }] of Object.entries({ ...refs, ...links })) {
        const isHit = (row: Row) =>
          to === table.name && idsIn(row, field).some((id) => ids.has(id));
        const rows = rowsOf(left, other);
        const hit = new Set(rows.filter(isHit).map(({ id }) => id));
        if (hit.size > 0 && onDelete === "restrict") {
          throw new CallError("conflict", `It is needed: there are ${other.rules.many} of it.`);
        }
        if (hit.size > 0 && onDelete === "cascade" && !(field in links)) {
          left = without(left, other, hit);
        } else if (hit.size > 0) {
          const others = rows.map((row) => (isHit(row) ? forgetting(row, field, ids) : row));
          left = withRows(left, other, others);
        }
      }
    }
    return left;
  }

  function keep<T>(resource: Resource<T>, rules: Rules): Handlers<ResourceOperations<T>> {
    const rows = z.array(resource.kept) as unknown as Table["rows"];
    const table: Table = { name: resource.name, rules, rows };
    tables.set(table.name, table);

    async function list(query: Query): Promise<Slice<Row>> {
      const { limit = 20, offset = 0, ...ids } = query;
      const wanted = Object.entries(ids).filter(([, id]) => id !== undefined);
      const items = rowsOf(await store.read(), table).filter((row) =>
        wanted.every(([field, id]) => idsIn(row, field).includes(Number(id))),
      );
      return { items: items.slice(offset, offset + limit), total: items.length, limit, offset };
    }

    async function create(values: T): Promise<Row> {
      const all = await store.update((before) => {
        const id = (before[table.name]?.last ?? 0) + 1;
        const now = new Date().toISOString();
        const row = { ...values, id, created_at: now, updated_at: now };
        check(before, table, row);
        return withRows(before, table, [...rowsOf(before, table), row], id) as typeof before;
      });
      return found(all, table, all[table.name]?.last ?? 0);
    }

    async function update(id: number, values: Partial<T>): Promise<Row> {
      const all = await store.update((before) => {
        const row = {
          ...found(before, table, id),
          ...values,
          updated_at: new Date().toISOString(),
        };
        check(before, table, row);
        const changed = rowsOf(before, table).map((one) => (one.id === id ? row : one));
        return withRows(before, table, changed) as typeof before;
      });
      return found(all, table, id);
    }

    async function remove(id: number): Promise<Record<string, never>> {
      await store.update((before) => {
        found(before, table, id);
        return without(before, table, new Set([id])) as typeof before;
      });
      return {};
    }

    const handlers = {
      list,
      get: async ({ id }: { id: number }) => found(await store.read(), table, id),
      create,
      update: ({ id, values }: { id: number; values: Partial<T> }) => update(id, values),
      delete: ({ id }: { id: number }) => remove(id),
    };
    // A row is what the resource's schema made of it.
    return handlers as unknown as Handlers<ResourceOperations<T>>;
  }

  return { keep };
}

/** The ids that a field has: one, several, or none. */
function idsIn(row: Row, field: string): readonly number[] {
  const value = row[field];
  return value === null ? [] : [value].flat().map(Number);
}

/** A row that has some ids in a field no more. */
function forgetting(row: Row, field: string, ids: ReadonlySet<number>): Row {
  const value = row[field];
  const rest = Array.isArray(value) ? value.filter((id) => !ids.has(Number(id))) : null;
  return { ...row, [field]: rest };
}
