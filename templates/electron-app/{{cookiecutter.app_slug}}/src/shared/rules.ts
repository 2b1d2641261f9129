import { inUtc, isDate, isMoment } from "./dates";
import { documentProblem, isDocument, type Document } from "./documents";
import { z } from "./schema";

export const EMAIL = String.raw`[^@\s]+@[^@\s]+\.[^@\s]+`;
export const URL_PATTERN = String.raw`https?://[^\s/?#]+[^\s]*`;
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface TextRules {
  /** Least and greatest count of characters. */
  readonly min?: number;
  readonly max: number;
  /** What the whole text must match. */
  readonly pattern?: string;
}

export function text({ min = 0, max, pattern }: TextRules) {
  const form = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`);
  return z
    .string()
    .refine(
      (value) => count(value) >= min,
      stop(`Too short: at least ${min} characters are needed`),
    )
    .refine((value) => count(value) <= max, stop(`Too long: at most ${max} characters fit`))
    .refine((value) => form?.test(value) ?? true, "Not of the right form");
}

export function email() {
  return text({ max: 254, pattern: EMAIL });
}

export function url() {
  return text({ max: 2000, pattern: URL_PATTERN });
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

export function whole(bounds: Bounds) {
  return within(z.int(), bounds);
}

export function number(bounds: Bounds = {}) {
  return within(z.number(), bounds);
}

interface DecimalRules extends Bounds {
  /** Digits in all, and after the point. */
  readonly digits: number;
  readonly places: number;
}

/** An exact number: a text that always comes out with the same count of digits after the point. */
export function decimal({ digits, places, min = -Infinity, max = Infinity }: DecimalRules) {
  const fraction = places > 0 ? `(\\.\\d{1,${places}})?` : "";
  const form = new RegExp(`^-?\\d{1,${digits - places}}${fraction}$`);
  return z
    .string()
    .regex(form, stop(`Not a number of ${digits} digits, ${places} of them after the point`))
    .refine((value) => Number(value) >= min, stop(`Too small: at least ${min}`))
    .refine((value) => Number(value) <= max, `Too large: at most ${max}`)
    .transform((value) => exact(value, places));
}

/** A day, such as 2024-02-28. */
export function date() {
  return z.string().refine(isDate, "Not a date");
}

/** A moment with its zone; it comes out in UTC. */
export function datetime() {
  return z
    .string()
    .refine(isMoment, "Not a date and time with a zone")
    .transform((value) => (isMoment(value) ? inUtc(new Date(value)) : value));
}

export function uuid() {
  return z.string().regex(UUID, "Not a UUID").toLowerCase();
}

/** The id of a resource. */
export function reference() {
  return z.int().min(1);
}

const MOST = 100;

/** The ids of any number of resources, each once; they come out in their order. */
export function references() {
  return z
    .array(reference())
    .max(MOST)
    .refine((ids) => new Set(ids).size === ids.length, "Not each of them once")
    .transform((ids) => ids.toSorted((a, b) => a - b));
}

/** An object or an array of JSON; `max` bounds its characters without spaces. */
export function json({ max }: { readonly max: number }) {
  return z
    .custom<Document>(isDocument, stop("Neither an object nor an array"))
    .superRefine((value, { addIssue }) => {
      const message = documentProblem(value, max);
      if (message !== "") {
        addIssue({ code: "custom", message });
      }
    });
}

function within<T extends z.ZodNumber>(type: T, { min, max }: Bounds): z.ZodNumber {
  return type.min(min ?? -Infinity).max(max ?? Infinity);
}

/** Says one thing of a value, not all that follows from it. */
function stop(error: string) {
  return { error, abort: true };
}

function count(value: string): number {
  return [...value].length;
}

/** A decimal with all its digits after the point, and no needless ones before it. */
function exact(value: string, places: number): string {
  const [, sign = "", before = "", after = ""] = /^(-?)0*(\d+)(?:\.(\d*))?$/.exec(value) ?? [];
  return `${sign}${before}${places > 0 ? `.${after.padEnd(places, "0")}` : ""}`;
}
