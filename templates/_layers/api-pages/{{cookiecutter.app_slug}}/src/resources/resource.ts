import type { Tagged } from "../api";
import { queryClient, queryOptions } from "../query";
import { choicesAmong } from "./choices";
import type { Fields } from "./fields";
import { listSlice, type Input, type Slice, type Stored } from "./lists";
import { checkUnchanged, ifMatch } from "./versions";

/** A resource of the API: what it is called, what it consists of, and what can be done with it. */
export interface ResourceSpec<T extends Stored, Q> {
  /** Where its pages are, such as /notes. */
  readonly path: string;
  /** What its pages call one of them, some of them, and all of them in a heading. */
  readonly one: string;
  readonly many: string;
  readonly title: string;
  readonly fields: Fields<Input<T>>;
  readonly label: (item: T) => string;
  /** Whether the API finds texts in them. */
  readonly searched: boolean;
  readonly list: (query: Q, signal: AbortSignal) => Promise<Slice<T>>;
  readonly get: (id: number, signal: AbortSignal) => Promise<Tagged<T>>;
  readonly create: (values: Input<T>) => Promise<T>;
  readonly update: (id: number, values: Partial<Input<T>>, headers: Sent) => Promise<Tagged<T>>;
  readonly remove: (id: number, headers: Sent) => Promise<unknown>;
}

type Sent = Readonly<Record<string, string>>;

export type Resource<T extends Stored, Q> = ReturnType<typeof resource<T, Q>>;

/** A resource with what was read of it kept by TanStack Query, and with changes that undo nobody else's. */
export function resource<T extends Stored, Q>({ list, get, ...spec }: ResourceSpec<T, Q>) {
  const partQuery = (query: Q) =>
    queryOptions({
      queryKey: [spec.path, "list", query],
      queryFn: ({ signal }) => listSlice((part) => list(part, signal), query),
    });
  const oneQuery = (id: number) =>
    queryOptions({
      queryKey: [spec.path, id],
      queryFn: ({ signal }) => get(id, signal),
    });

  return {
    ...spec,
    partQuery,
    oneQuery,
    choices: choicesAmong({ list, get, ...spec }),
    /** Changes what is given, and nothing else; refused when it is not as it was read any more. */
    update: async ({ item, etag }: Tagged<T>, values: Partial<Input<T>>) => {
      const now = await spec.update(item.id, values, ifMatch(etag));
      queryClient.setQueryData(oneQuery(item.id).queryKey, now);
      return now.item;
    },
    /** Deletes one; refused when it is not as it was read any more. */
    remove: ({ item, etag }: Tagged<T>) => spec.remove(item.id, ifMatch(etag)),
    /** Deletes what a list showed, where there are no tags; refused when it is not as it was there any more. */
    removeShown: async (shown: T) => {
      const { item, etag } = await queryClient.query(oneQuery(shown.id));
      checkUnchanged(shown, item);
      return spec.remove(item.id, ifMatch(etag));
    },
  };
}
