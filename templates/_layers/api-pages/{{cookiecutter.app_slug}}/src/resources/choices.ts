import { ApiError, type Tagged } from "../api";
import { queryOptions } from "../query";
import type { Option, Slice, Stored } from "./lists";

interface Source<T, Q> {
  readonly path: string;
  readonly list: (query: Q, signal: AbortSignal) => Promise<Slice<T>>;
  readonly get: (id: number, signal: AbortSignal) => Promise<Tagged<T>>;
  readonly label: (item: T) => string;
  /** Whether the API finds texts in them. */
  readonly searched: boolean;
}

/** What a field can refer to: some that a text finds, and what the one with an id is called. */
export type Choices = ReturnType<typeof choicesAmong<Stored, never>>;

const OFFERED = 20;
const KNOWN_MS = 30_000;

/** The choices among the resources of one kind; ids such as `#7` are found whether texts are searched or not. */
export function choicesAmong<T extends Stored, Q>({
  path,
  list,
  get,
  label,
  searched,
}: Source<T, Q>) {
  async function name(id: number, signal: AbortSignal): Promise<Option | undefined> {
    try {
      const { item } = await get(id, signal);
      return { value: String(id), label: label(item) };
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async function search(text: string, signal: AbortSignal): Promise<readonly Option[]> {
    const id = /^#?(\d{1,15})$/.exec(text)?.[1];
    if (id !== undefined && (text.startsWith("#") || !searched)) {
      const found = await name(Number(id), signal);
      return found ? [found] : [];
    }
    const q = searched && text !== "" ? { q: text } : {};
    const { items } = await list({ limit: OFFERED, offset: 0, ...q } as Q, signal);
    return items.map((item) => ({ value: String(item.id), label: label(item) }));
  }

  return {
    /** A few of those that a text finds. */
    find: (text: string) =>
      queryOptions({
        queryKey: [path, "found", text.trim()],
        queryFn: ({ signal }) => search(text.trim(), signal),
      }),
    /** What the one with an id is called; `#7` for one that is not there any more. */
    named: (id: number) =>
      queryOptions({
        queryKey: [path, "named", id],
        queryFn: async ({ signal }) =>
          (await name(id, signal)) ?? { value: String(id), label: `#${id}` },
        staleTime: KNOWN_MS,
      }),
  };
}
