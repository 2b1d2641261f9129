import { isDate, isMoment } from "../../shared/dates";
import { EMAIL, URL_PATTERN, UUID } from "../../shared/rules";
import { toLocal, toUtc } from "./dates";

export { json, references } from "./structured";

/** What a field of a resource takes: its value in JSON, and the text by which forms show it and read it. */
export interface Field<T> {
  readonly label: string;
  /** A form must not leave it empty. */
  readonly required: boolean;
  /** What a new form begins with. */
  readonly initial: string;
  /** Whether it is a value of this type; whether it keeps to the bounds is another question. */
  readonly is: (value: unknown) => value is T;
  /** What is wrong with a value of this type, in words for a person; empty when nothing is. */
  readonly problem: (value: T) => string;
  /** The value that a text means; undefined when it means none. */
  readonly read: (text: string) => T | undefined;
  readonly show: (value: T) => string;
  /** What to say of a text that means nothing. */
  readonly hint: string;
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

const LARGEST_ID = Number.MAX_SAFE_INTEGER;
const NEEDED = "This is needed.";

/** The same field, which may also be empty: null. */
export function optional<T>(field: Field<T>): Field<T | null> {
  return {
    ...field,
    required: false,
    initial: "",
    is: (value): value is T | null => value === null || field.is(value),
    problem: (value) => (value === null ? "" : field.problem(value)),
    read: (typed) => (typed.trim() === "" ? null : field.read(typed)),
    show: (value) => (value === null ? "" : field.show(value)),
  };
}

export function text({ label, initial, min = 0, max, pattern, example }: TextRules): Field<string> {
  const form = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`);
  const like = example === undefined ? "" : `, such as ${example}`;
  return {
    label,
    required: min > 0,
    initial: initial ?? "",
    is: (value) => typeof value === "string",
    problem: (value) => {
      const length = [...value].length;
      if (length < min) {
        return length === 0 ? NEEDED : `At least ${characters(min)} are needed.`;
      }
      if (max !== undefined && length > max) {
        return `At most ${characters(max)} fit, these are ${length}.`;
      }
      return form && !form.test(value) ? `This does not have the right form${like}.` : "";
    },
    read: (value) => value,
    show: (value) => value,
    hint: NEEDED,
  };
}

export function email({ label }: Naming<string>): Field<string> {
  return text({ label, min: 1, max: 254, pattern: EMAIL, example: "someone@example.com" });
}

export function url({ label }: Naming<string>): Field<string> {
  return text({ label, min: 1, max: 2000, pattern: URL_PATTERN, example: "https://example.com" });
}

/** A whole number; `min` and `max` are those of safe whole numbers when nothing else is said. */
export function whole({ label, initial, ...bounds }: Bounds<number>): Field<number> {
  return {
    ...number({ label, ...bounds }),
    initial: initial === undefined ? "" : String(initial),
    is: (value): value is number => Number.isSafeInteger(value),
    read: (value) => (/^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : undefined),
    problem: (value) =>
      Number.isSafeInteger(value) ? outside(value, bounds) : "This is too large.",
    hint: "Enter a whole number.",
  };
}

export function number({ label, initial, ...bounds }: Bounds<number>): Field<number> {
  return {
    label,
    required: true,
    initial: initial === undefined ? "" : String(initial),
    is: (value): value is number => Number.isFinite(value),
    problem: (value) => (Number.isFinite(value) ? outside(value, bounds) : "This is too large."),
    read: (value) =>
      /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : undefined,
    show: String,
    hint: "Enter a number.",
  };
}

interface DecimalRules extends Bounds<string> {
  /** Digits in all, and after the point. */
  readonly digits: number;
  readonly places: number;
}

/** An exact number, which is a text in JSON with always the same count of digits after the point. */
export function decimal(rules: DecimalRules): Field<string> {
  const { label, initial, min, max, digits, places } = rules;
  return {
    label,
    required: true,
    initial: initial ?? "",
    is: (value): value is string => typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value),
    problem: (value) => {
      const [before = "", after = ""] = value.replace(/^-?0*/, "").split(".");
      if (after.length > places) {
        return `At most ${places} digits after the point fit.`;
      }
      if (before.length > digits - places) {
        return `At most ${digits - places} digits before the point fit.`;
      }
      // So few digits are told apart as numbers.
      return outside(Number(value), {
        ...(min === undefined ? {} : { min: Number(min) }),
        ...(max === undefined ? {} : { max: Number(max) }),
      });
    },
    read: (value) => {
      const [, sign, before, after = ""] = /^\s*([+-]?)0*(\d+)(?:\.(\d*))?\s*$/.exec(value) ?? [];
      const rest = after.padEnd(places, "0");
      return before && `${sign === "-" ? "-" : ""}${before}${rest && `.${rest}`}`;
    },
    show: (value) => value,
    hint: "Enter a number.",
  };
}

/** Yes or no. */
export function flag({ label, initial = false }: Naming<boolean>): Field<boolean> {
  return {
    label,
    required: false,
    initial: String(initial),
    is: (value) => typeof value === "boolean",
    problem: () => "",
    read: (value) => ({ true: true, false: false })[value],
    show: String,
    hint: "Choose yes or no.",
  };
}

/** A day, such as 2024-02-28. */
export function date({ label }: Naming<string>): Field<string> {
  return {
    ...text({ label, min: 1 }),
    problem: (value) => (isDate(value) ? "" : "Enter a date."),
    read: (value) => (isDate(value) ? value : undefined),
    hint: "Enter a date.",
  };
}

/** A moment: in UTC in JSON, in the time of the place where it is shown in forms. */
export function datetime({ label }: Naming<string>): Field<string> {
  return {
    ...text({ label, min: 1 }),
    problem: (value) => (isMoment(value) ? "" : "Enter a date and a time."),
    read: toUtc,
    show: toLocal,
    hint: "Enter a date and a time.",
  };
}

export function uuid({ label }: Naming<string>): Field<string> {
  const hint = "Enter a UUID, such as 123e4567-e89b-42d3-a456-426614174000.";
  return {
    ...text({ label, min: 1 }),
    problem: (value) => (UUID.test(value) ? "" : hint),
    read: (value) => (UUID.test(value.trim()) ? value.trim().toLowerCase() : undefined),
    hint,
  };
}

export interface Choice<T extends string> extends Field<T> {
  readonly values: readonly T[];
}

/** One of some texts. */
export function choice<const T extends string>(
  rules: Naming<NoInfer<T>> & { readonly values: readonly T[] },
): Choice<T> {
  const { label, values, initial } = rules;
  const is = (value: unknown): value is T => values.some((one) => one === value);
  return {
    label,
    values,
    required: true,
    initial: initial ?? "",
    is,
    problem: () => "",
    read: (value) => (is(value) ? value : undefined),
    show: (value) => value,
    hint: "Choose one.",
  };
}

/** The id of another resource. */
export function reference({ label }: Naming<number>): Field<number> {
  return { ...whole({ label, min: 1, max: LARGEST_ID }), hint: "Choose one." };
}

function outside(value: number, { min, max }: { readonly min?: number; readonly max?: number }) {
  if (min !== undefined && value < min) {
    return `Enter ${min} or more.`;
  }
  return max !== undefined && value > max ? `Enter ${max} or less.` : "";
}

function characters(count: number): string {
  return count === 1 ? "1 character" : `${count} characters`;
}
