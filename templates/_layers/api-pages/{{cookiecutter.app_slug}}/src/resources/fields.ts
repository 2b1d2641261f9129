import * as z from "zod";

import { toLocal, toUtc } from "./dates";
import { documentProblem, showDocument } from "./documents";

// Zod compiles objects where it may, by what the content security policy does not allow.
z.config({ jitless: true });

/** What a field of a resource takes: its value in JSON, and the text by which forms show it and read it. */
export interface Field<T> {
  readonly label: string;
  /** A form must not leave it empty. */
  readonly required: boolean;
  /** What a new form begins with. */
  readonly initial: string;
  /** The value that a text in a form means, within the bounds; its issues are words for a person. */
  readonly typed: z.ZodType<T, string>;
  readonly show: (value: T) => string;
}

/** The fields of a resource, by their names in JSON. */
export type Fields<T> = { readonly [Name in keyof T]: Field<T[Name]> };

interface Naming<T> {
  readonly label: string;
  readonly initial?: T;
}

interface Bounds<T> extends Naming<T> {
  readonly min?: T;
  readonly max?: T;
}

interface TextRules extends Naming<string> {
  /** Least and greatest count of characters. */
  readonly min?: number;
  readonly max?: number;
  /** What the whole text must match. */
  readonly pattern?: string;
  readonly example?: string;
}

interface JsonRules {
  readonly label: string;
  readonly max?: number;
}

const EMAIL = String.raw`[^@\s]+@[^@\s]+\.[^@\s]+`;
const URL_PATTERN = String.raw`https?://[^\s/?#]+[^\s]*`;
const WHOLE = /^\s*[+-]?\d+\s*$/;
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const EXACT = /^\s*[+-]?\d+(\.\d*)?\s*$/;
const MOST = 100;
const filled = z.string().min(1, "This is needed.");

/** The same field, which may also be empty: null. */
export function optional<T>(field: Field<T>): Field<T | null> {
  return {
    ...field,
    required: false,
    initial: "",
    typed: z.preprocess(
      (value: string) => (value.trim() === "" ? null : value),
      field.typed.nullable(),
    ),
    show: (value) => (value === null ? "" : field.show(value)),
  };
}

export function text({
  label,
  initial = "",
  min = 0,
  max = Infinity,
  pattern,
  example,
}: TextRules): Field<string> {
  const form = pattern === undefined ? /^/ : new RegExp(`^(?:${pattern})$`);
  const like = example === undefined ? "" : `, such as ${example}`;
  const typed = z
    .string()
    .refine((value) => value !== "" || min === 0, { error: "This is needed.", abort: true })
    .refine((value) => lengthOf(value) >= min, `At least ${characters(min)} are needed.`)
    .refine((value) => lengthOf(value) <= max, {
      error: ({ input }) => `At most ${characters(max)} fit, these are ${lengthOf(String(input))}.`,
    })
    .regex(form, `This does not have the right form${like}.`);
  return { label, initial, required: min > 0, typed, show: String };
}

export function email({ label }: Naming<string>): Field<string> {
  return text({ label, min: 1, max: 254, pattern: EMAIL, example: "someone@example.com" });
}

export function url({ label }: Naming<string>): Field<string> {
  return text({ label, min: 1, max: 2000, pattern: URL_PATTERN, example: "https://example.com" });
}

/** A whole number; `min` and `max` are those of the API's type when nothing else is said. */
export function whole({ label, initial, ...bounds }: Bounds<number>): Field<number> {
  return wholeNumber({ label, ...bounds }, initial, "Enter a whole number.");
}

/** The id of another resource. */
export function reference({ label }: Naming<number>): Field<number> {
  return wholeNumber({ label, min: 1 }, undefined, "Choose one.");
}

/** The ids of any number of other resources, in their order; a text has commas between them. */
export function references({ label }: Naming<number[]>): Field<number[]> {
  const typed = z
    .string()
    .transform((value) => (value.match(/\d+/g) ?? []).map(Number))
    .transform((ids) => [...new Set(ids)].toSorted((a, b) => a - b))
    .refine((ids) => ids.length <= MOST, `At most ${MOST} can be chosen.`);
  return { label, initial: "", required: false, typed, show: (ids) => ids.join(",") };
}

/** An object or an array of JSON; `max` bounds its characters without spaces. */
export function json<T extends object>({ label, max = Infinity }: JsonRules): Field<T> {
  const typed = filled
    .superRefine((value, context) => {
      const message = documentProblem(value, max);
      if (message !== "") {
        context.addIssue({ code: "custom", message });
      }
    })
    .transform((value) => JSON.parse(value) as T);
  return { label, initial: "", required: true, typed, show: showDocument };
}

export function number({ label, initial, ...bounds }: Bounds<number>): Field<number> {
  const typed = filled
    .regex(NUMBER, "Enter a number.")
    .transform(Number)
    .pipe(within(z.number("This is too large."), bounds));
  const begin = initial === undefined ? "" : String(initial);
  return { label, initial: begin, required: true, typed, show: String };
}

interface DecimalRules extends Bounds<string> {
  /** Digits in all, and after the point. */
  readonly digits: number;
  readonly places: number;
}

/** An exact number, which is a text in JSON with always the same count of digits after the point. */
export function decimal(rules: DecimalRules): Field<string> {
  const { label, initial = "", min = "-Infinity", max = "Infinity", digits, places } = rules;
  const typed = filled
    .regex(EXACT, "Enter a number.")
    .transform((value) => exact(value, places))
    .refine((value) => after(value) <= places, `At most ${places} digits after the point fit.`)
    .refine(
      (value) => value.replace(/^-?0*/, "").split(".", 1).join("").length <= digits - places,
      `At most ${digits - places} digits before the point fit.`,
    )
    // So few digits are told apart as numbers.
    .refine((value) => Number(value) >= Number(min), `Enter ${Number(min)} or more.`)
    .refine((value) => Number(value) <= Number(max), `Enter ${Number(max)} or less.`);
  return { label, initial, required: true, typed, show: String };
}

/** Yes or no. */
export function flag({ label, initial = false }: Naming<boolean>): Field<boolean> {
  const typed = z.stringbool({ truthy: ["true"], falsy: ["false"], error: "Choose yes or no." });
  return {
    label,
    initial: String(initial),
    required: false,
    typed,
    show: String,
  };
}

/** A day, such as 2024-02-28. */
export function date({ label }: Naming<string>): Field<string> {
  const typed = filled.pipe(z.iso.date("Enter a date.").regex(/^(?!0000)/, "Enter a date."));
  return { label, initial: "", required: true, typed, show: String };
}

/** A moment: in UTC in JSON, in the time of the place where it is shown in forms. */
export function datetime({ label }: Naming<string>): Field<string> {
  const typed = filled
    .pipe(z.iso.datetime({ local: true, error: "Enter a date and a time." }))
    .transform(toUtc);
  return { label, initial: "", required: true, typed, show: toLocal };
}

export function uuid({ label }: Naming<string>): Field<string> {
  const typed = filled
    .trim()
    .toLowerCase()
    .pipe(z.guid("Enter a UUID, such as 123e4567-e89b-42d3-a456-426614174000."));
  return { label, initial: "", required: true, typed, show: String };
}

/** One of some texts. */
export function choice<const T extends string>(
  rules: Naming<NoInfer<T>> & { readonly values: readonly T[] },
): Field<T> {
  const { label, values, initial = "" } = rules;
  const typed = filled.pipe(z.enum(values, "Choose one."));
  return { label, initial, required: true, typed, show: String };
}

function wholeNumber(
  { label, ...bounds }: Bounds<number>,
  initial: number | undefined,
  hint: string,
): Field<number> {
  const typed = filled
    .regex(WHOLE, hint)
    .transform(Number)
    .pipe(within(z.int("This is too large."), bounds));
  const begin = initial === undefined ? "" : String(initial);
  return { label, initial: begin, required: true, typed, show: String };
}

function within(
  type: z.ZodNumber,
  { min = -Infinity, max = Infinity }: { readonly min?: number; readonly max?: number },
): z.ZodNumber {
  return type.gte(min, `Enter ${min} or more.`).lte(max, `Enter ${max} or less.`);
}

/** A number without what means nothing, and with so many digits after the point at least. */
function exact(value: string, places: number): string {
  const [, sign, before = "", rest = ""] = /^\s*([+-]?)0*(\d+)(?:\.(\d*))?/.exec(value) ?? [];
  const padded = rest.padEnd(places, "0");
  return `${sign === "-" ? "-" : ""}${before}${padded && `.${padded}`}`;
}

function after(value: string): number {
  return value.split(".")[1]?.length ?? 0;
}

function lengthOf(value: string): number {
  return Array.from(value).length;
}

function characters(count: number): string {
  return count === 1 ? "1 character" : `${count} characters`;
}
