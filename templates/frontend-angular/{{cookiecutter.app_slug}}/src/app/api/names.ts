import { linkedSignal } from "@angular/core";
import { rxResource } from "@angular/core/rxjs-interop";

import type { Choices } from "./resource";

/** What the resources are called that others refer to by their ids. */
export interface Names {
  /** The name; empty for no id, and three dots until it is known. */
  of(id: number | null): string;
  /** Whether the name of the one with this id is known. */
  has(id: number): boolean;
}

/** The names of those with the ids, which are asked for whenever the ids change. */
export function namesOf(source: () => Choices, ids: () => readonly (number | null)[]): Names {
  const asked = rxResource({
    params: () => ids(),
    stream: ({ params }) => source().names(params),
  });
  // While others are asked for, those that are known stay.
  const known = linkedSignal<ReadonlyMap<number, string> | undefined, ReadonlyMap<number, string>>({
    source: asked.value,
    computation: (now, before) => new Map([...(before?.value ?? []), ...(now ?? [])]),
  });
  return {
    of: (id) => (id === null ? "" : (known().get(id) ?? "…")),
    has: (id) => known().has(id),
  };
}
