import type { ActivatedRouteSnapshot } from "@angular/router";

/** What the address of a list may ask for. */
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

/** How many a page of a list shows. */
const LIMIT = 20;

const LONGEST = 200;

/** What a list is asked for by an address such as `?offset=20&project_id=3&sort=-due`; what makes no sense is left out. */
export function listQuery(
  { queryParamMap }: ActivatedRouteSnapshot,
  { ids = [], values = {}, sorts = [], searched = false }: Asked,
): Record<string, string | number | undefined> {
  const text = (name: string) => queryParamMap.get(name) ?? "";
  const whole = (name: string) => (/^\d{1,15}$/.test(text(name)) ? Number(text(name)) : undefined);
  const one = (name: string, known: readonly string[]) =>
    known.includes(text(name)) ? text(name) : undefined;
  const q = text("q").trim().slice(0, LONGEST);
  return {
    limit: LIMIT,
    offset: whole("offset") ?? 0,
    ...Object.fromEntries(ids.map((name) => [name, whole(name)])),
    ...Object.fromEntries(Object.entries(values).map(([name, known]) => [name, one(name, known)])),
    sort: one(
      "sort",
      sorts.flatMap((name) => [name, `-${name}`]),
    ),
    q: searched && q !== "" ? q : undefined,
  };
}
