import { FormControl, type ValidatorFn } from "@angular/forms";

/** A control that begins with a value and never has less. */
export function control<T>(value: T, ...validators: ValidatorFn[]): FormControl<T> {
  return new FormControl(value, { nonNullable: true, validators });
}

/** What is made of a text, or null of none. */
export function orNull<T>(text: string, make: (text: string) => T): T | null {
  return text === "" ? null : make(text);
}

/** What was chosen, where the form lets nobody go on without a choice. */
export function chosen<T>(value: T | "" | null): T {
  if (value === "" || value === null) {
    throw new TypeError("nothing is chosen");
  }
  return value;
}

/** A decimal number with exactly so many digits after the point. */
export function toDecimal(text: string, places: number): string {
  return Number(text).toFixed(places);
}

/** A moment as fields for date and time take it: in the time zone of the browser. */
export function toLocal(moment: string | null | undefined): string {
  if (!moment) {
    return "";
  }
  const date = new Date(moment);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace(/:00$/, "");
}

/** The moment that a date and time of the browser's time zone are, in UTC. */
export function fromLocal(local: string): string {
  return new Date(local).toISOString().replace(".000Z", "Z");
}
