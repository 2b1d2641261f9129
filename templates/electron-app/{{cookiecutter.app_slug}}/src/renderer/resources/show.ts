import type { Stored } from "../../shared/resource";
import type { Field } from "./fields";
import type { Option } from "./lists";

const NOTHING = "–";

/** A value as a table shows it. */
export function showValue(value: string | number | boolean | null): string {
  if (typeof value === "boolean") {
    return value ? "Yes" : "No";
  }
  return value === null || value === "" ? NOTHING : String(value);
}

/** A moment in the words and the time of the place where it is shown. */
export function showMoment(moment: string | null): string {
  return moment === null ? NOTHING : new Date(moment).toLocaleString();
}

/** What the resource with an id is called. */
export function showReference(options: readonly Option[], id: number | null): string {
  if (id === null) {
    return NOTHING;
  }
  return options.find(({ value }) => value === String(id))?.label ?? `#${id}`;
}

const FEW = 3;

/** What the resources with some ids are called, a few of them. */
export function showReferences(options: readonly Option[], ids: readonly number[]): string {
  const names = ids.slice(0, FEW).map((id) => showReference(options, id));
  const more = ids.length > FEW ? [`${ids.length - FEW} more`] : [];
  return [...names, ...more].join(", ") || NOTHING;
}

/** How much an object or an array holds. */
export function showSize(value: object | null): string {
  return value === null ? NOTHING : sizeOf(value);
}

function sizeOf(value: object): string {
  const count = Object.keys(value).length;
  const part = Array.isArray(value) ? "item" : "member";
  return `${count} ${count === 1 ? part : `${part}s`}`;
}

/** What a resource is called after one of its fields: its text, or what else it says with the id. */
export function labelBy<T>(field: Pick<Field<T>, "show">, value: T, { id }: Stored): string {
  const shown = field.show(value).trim();
  if (shown === "") {
    return `#${id}`;
  }
  return typeof value === "string" ? shown : `#${id}: ${shown}`;
}
