import { sizeOf } from "./documents";
import type { Field } from "./fields";
import type { Stored } from "./lists";

export const NOTHING = "–";

/** A value as a table shows it. */
export function showValue(value: string | number | boolean | null): string {
  if (typeof value === "boolean") {
    return value ? "Yes" : "No";
  }
  return value === null || value === "" ? NOTHING : String(value);
}

/** How much an object or an array holds, where there is no place for all of it. */
export function showSize(value: object | null): string {
  return value === null ? NOTHING : sizeOf(value);
}

/** A moment in the words and the time of the place where it is shown. */
export function showMoment(moment: string | null): string {
  return moment === null ? NOTHING : new Date(moment).toLocaleString();
}

/** Names in a row, `most` of them, and how many more there are. */
export function listed(names: readonly string[], count = names.length): string {
  const more = count > names.length ? [`${count - names.length} more`] : [];
  return [...names, ...more].join(", ") || NOTHING;
}

/** What a resource is called after one of its fields: its text, or what else it says with the id. */
export function labelBy<T>(field: Pick<Field<T>, "show">, value: T, { id }: Stored): string {
  const shown = field.show(value).trim();
  if (shown === "") {
    return `#${id}`;
  }
  return typeof value === "string" ? shown : `#${id}: ${shown}`;
}
