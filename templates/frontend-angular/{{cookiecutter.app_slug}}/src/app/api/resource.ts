import { inject } from "@angular/core";
import { catchError, forkJoin, map, of, switchMap, type Observable } from "rxjs";

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

/** What stands for a whole resource where one can be chosen. */
export interface Choice {
  readonly id: number;
  readonly label: string;
}

/** What a field can refer to. */
export interface Choices {
  /** A few that a text finds; ids such as `#7` are found whether texts are searched or not. */
  find(text: string): Observable<readonly Choice[]>;
  /** What those with these ids are called; those that are not there are called after their ids. */
  names(ids: readonly (number | null)[]): Observable<ReadonlyMap<number, string>>;
}

type Query = NonNullable<RequestOptions["query"]>;

const OFFERED = 20;

/** What can be done with the resources at one path of the API; `Draft` is what makes one. */
export abstract class Resource<
  T extends { readonly id: number },
  Draft extends object,
> implements Choices {
  readonly #api = inject(ApiClient);
  protected abstract readonly path: string;
  protected abstract readonly parse: Parse<T>;
  /** Whether the API finds texts in them. */
  protected abstract readonly searched: boolean;

  /** What stands for one in lists and choices. */
  protected abstract caption(item: T): string | number | boolean | null;

  /** The same as a text that is never empty; what is no text has the id with it. */
  readonly label = (item: T): string => {
    const caption = this.caption(item);
    const text = String(caption ?? "").trim();
    return typeof caption === "string" && text
      ? text
      : [`#${item.id}`, text].filter(Boolean).join(": ");
  };

  list(query: Query = {}): Observable<PageOf<T>> {
    return this.#api.get(this.path, (data) => pageOf(data, this.parse), { query });
  }

  /** A part of the list; the last one when there is nothing so far behind. */
  page(query: Query): Observable<PageOf<T>> {
    return this.list(query).pipe(
      switchMap((page) => {
        const beyond = page.items.length === 0 && page.total > 0 && page.offset > 0;
        const last = Math.floor((page.total - 1) / page.limit) * page.limit;
        return beyond ? this.list({ ...query, offset: last }) : of(page);
      }),
    );
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

  /** Deletes what a page showed; refused when it is not as it was there any more. */
  delete(shown: T): Observable<void> {
    return this.get(shown.id).pipe(
      map((newest) => ifMatch(unchanged(shown, newest))),
      switchMap((headers) => this.#api.delete(this.#at(shown.id), { headers })),
    );
  }

  find(text: string): Observable<readonly Choice[]> {
    const wanted = text.trim();
    const id = /^#?(\d{1,15})$/.exec(wanted)?.[1];
    if (id !== undefined && (wanted.startsWith("#") || !this.searched)) {
      return this.#choice(Number(id)).pipe(map((choice) => (choice ? [choice] : [])));
    }
    const q = this.searched && wanted !== "" ? wanted : undefined;
    return this.list({ limit: OFFERED, offset: 0, q }).pipe(
      map(({ items }) => items.map((item) => ({ id: item.id, label: this.label(item) }))),
    );
  }

  names(ids: readonly (number | null)[]): Observable<ReadonlyMap<number, string>> {
    const known = [...new Set(ids)].filter((id) => id !== null);
    const named = known.map((id) =>
      this.#choice(id).pipe(map((choice) => [id, choice?.label ?? `#${id}`] as const)),
    );
    return named.length === 0
      ? of(new Map<number, string>())
      : forkJoin(named).pipe(map((pairs) => new Map(pairs)));
  }

  /** Nothing when it cannot be had: what refers to it is of use without its name. */
  #choice(id: number): Observable<Choice | undefined> {
    return this.get(id).pipe(
      map((item) => ({ id, label: this.label(item) })),
      catchError(() => of(undefined)),
    );
  }

  #at(id: number | string): string {
    return `${this.path}/${encodeURIComponent(id)}`;
  }
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
