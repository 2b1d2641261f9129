import { inject } from "@angular/core";
import { EMPTY, expand, map, reduce, switchMap, type Observable } from "rxjs";

import { ApiClient, type Parse, type RequestOptions } from "./api-client";
import { listOf, members, number } from "./parsing";
import { ifMatch, tagged, unchanged } from "./versions";

/** A part of a list, and how long the whole list is. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
}

/** What a form or a filter offers in place of a whole resource. */
export interface Choice {
  readonly id: number;
  readonly label: string;
}

/** What the API gives at once, and how much is offered to choose from. */
const MOST_AT_ONCE = 100;
const MOST_CHOICES = 1000;

/** What can be done with the resources at one path of the API; `Draft` is what makes one. */
export abstract class Resource<T extends { readonly id: number }, Draft extends object> {
  readonly #api = inject(ApiClient);
  protected abstract readonly path: string;
  protected abstract readonly parse: Parse<T>;

  /** What stands for one in lists and choices. */
  protected abstract caption(item: T): string | number | boolean | null;

  /** The same as a text that is never empty. */
  readonly label = (item: T): string => String(this.caption(item) ?? "").trim() || `#${item.id}`;

  list(query: RequestOptions["query"] = {}): Observable<PageOf<T>> {
    return this.#api.get(this.path, (data) => pageOf(data, this.parse), { query });
  }

  get(id: number | string): Observable<T> {
    return this.#api.get(this.#at(id), (data, headers) => tagged(this.parse(data), headers));
  }

  create(draft: Draft): Observable<T> {
    return this.#api.post(this.path, this.parse, { body: draft });
  }

  /** Changes what is sent, and nothing else; refused when it is not as it was `before` any more. */
  update(before: T, changes: Partial<Draft>): Observable<T> {
    const headers = ifMatch(before);
    return this.#api.patch(this.#at(before.id), this.parse, { body: changes, headers });
  }

  /** Deletes what a list showed; refused when it is not as it was there any more. */
  delete(shown: T): Observable<void> {
    return this.get(shown.id).pipe(
      map((newest) => ifMatch(unchanged(shown, newest))),
      switchMap((headers) => this.#api.delete(this.#at(shown.id), { headers })),
    );
  }

  /** The first thousand of them, to choose from. */
  choices(): Observable<readonly Choice[]> {
    const part = (offset: number) => this.list({ limit: MOST_AT_ONCE, offset });
    return part(0).pipe(
      expand(({ items, offset, total }) => {
        const next = offset + items.length;
        return items.length > 0 && next < Math.min(total, MOST_CHOICES) ? part(next) : EMPTY;
      }),
      map(({ items }) => items.map((item) => ({ id: item.id, label: this.label(item) }))),
      reduce((all, some) => [...all, ...some]),
    );
  }

  #at(id: number | string): string {
    return `${this.path}/${encodeURIComponent(id)}`;
  }
}

/** The label of the one with this id, which may not be among the choices. */
export function labelOf(choices: readonly Choice[], id: number | null): string {
  return id === null ? "" : (choices.find((choice) => choice.id === id)?.label ?? `#${id}`);
}

/** The choices, and the one with this id where it is not among them. */
export function including(choices: readonly Choice[], id: number | null): readonly Choice[] {
  const known = id === null || choices.some((choice) => choice.id === id);
  return known ? choices : [...choices, { id, label: `#${id}` }];
}

function pageOf<T>(data: unknown, parse: Parse<T>): PageOf<T> {
  const member = members(data);
  return {
    items: member("items", listOf(parse)),
    total: member("total", number),
    limit: member("limit", number),
    offset: member("offset", number),
  };
}
