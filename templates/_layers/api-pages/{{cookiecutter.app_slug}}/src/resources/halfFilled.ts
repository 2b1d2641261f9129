import { problemIn, type Errors } from "./drafts";
import type { Fields } from "./fields";

/** Browsers give no text for a date that was begun and not finished, as if there were none. */
export function halfFilled<T extends object>(
  form: HTMLFormElement | null,
  fields: Fields<T>,
): Errors {
  const inputs = [...(form?.elements ?? [])].filter((one) => one instanceof HTMLInputElement);
  const half = inputs.filter(({ validity }) => validity.badInput).map(({ name }) => name);
  return Object.fromEntries(half.map((name) => [name, problemIn(fields, name as keyof T, "half")]));
}
