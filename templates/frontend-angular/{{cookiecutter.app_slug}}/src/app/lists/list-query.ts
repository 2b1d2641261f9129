import type { ActivatedRouteSnapshot } from "@angular/router";

/** How many a page of a list shows. */
const LIMIT = 20;

/** What a list is asked for by the address of its page: where it begins, and the filters with these names. */
export function listQuery(
  { queryParamMap }: ActivatedRouteSnapshot,
  ...filters: string[]
): Record<string, number | undefined> {
  const whole = (name: string) => {
    const text = queryParamMap.get(name) ?? "";
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  const found = filters.map((name) => [name, whole(name)] as const);
  return { limit: LIMIT, offset: whole("offset") ?? 0, ...Object.fromEntries(found) };
}
