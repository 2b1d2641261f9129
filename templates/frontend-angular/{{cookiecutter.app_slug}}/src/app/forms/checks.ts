import type { AbstractControl, ValidatorFn } from "@angular/forms";

/** What is wrong with a text that somebody typed, in words for them; undefined when nothing is. */
export type Check = (text: string) => string | undefined;

/** The error of a control: what is wrong with its value. */
export interface Wrong {
  readonly wrong: string;
}

const WHOLE = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const DECIMAL = /^[+-]?0*(\d*)(?:\.(\d*?)0*)?$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What is typed must pass all checks; nothing typed is well, which `Validators.required` may refuse. */
export function checked(...checks: Check[]): ValidatorFn {
  return (control) => {
    if (isEmpty(control)) {
      return null;
    }
    for (const check of checks) {
      const wrong = check(String(control.value));
      if (wrong !== undefined) {
        return { wrong } satisfies Wrong;
      }
    }
    return null;
  };
}

export function atLeast(least: number): Check {
  return (text) =>
    wrongIf(
      length(text) < least,
      `At least ${counted(least)} ${least === 1 ? "is" : "are"} needed.`,
    );
}

export function atMost(most: number): Check {
  return (text) =>
    wrongIf(length(text) > most, `At most ${counted(most)} fit, these are ${length(text)}.`);
}

/** The whole text must match; `example` shows what does. */
export function matching(pattern: string, example: string): Check {
  const whole = new RegExp(`^(?:${pattern})$`);
  return (text) =>
    wrongIf(!whole.test(text), `This does not have the right form, such as ${example}.`);
}

export function whole(min: number, max: number): Check {
  return (text) => wrongIf(!WHOLE.test(text), "Enter a whole number.") ?? within(text, min, max);
}

export function numeric(min?: number, max?: number): Check {
  return (text) => wrongIf(!NUMBER.test(text), "Enter a number.") ?? within(text, min, max);
}

/** A number of so many digits before and after the point. */
export function decimal(before: number, after: number, min?: number, max?: number): Check {
  return (text) => {
    const [, front = "", back = ""] = DECIMAL.exec(text) ?? [];
    return (
      wrongIf(!DECIMAL.test(text) || !/\d/.test(text), "Enter a number.") ??
      wrongIf(back.length > after, `At most ${counted(after, "digit")} after the point fit.`) ??
      within(text, min, max) ??
      wrongIf(front.length > before, `At most ${counted(before, "digit")} before the point fit.`)
    );
  };
}

export const email: Check = (text) =>
  wrongIf(
    !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text),
    "Enter an e-mail address, such as someone@example.com.",
  );

export const webAddress: Check = (text) =>
  wrongIf(
    !/^https?:\/\/[^\s/?#]+[^\s]*$/.test(text),
    "Enter an address, such as https://example.com.",
  );

export const uuid: Check = (text) =>
  wrongIf(!UUID.test(text), "Enter a UUID, such as 123e4567-e89b-42d3-a456-426614174000.");

function within(text: string, min = -Infinity, max = Infinity): string | undefined {
  const value = Number(text);
  return (
    wrongIf(value < min, `Enter ${min} or more.`) ?? wrongIf(value > max, `Enter ${max} or less.`)
  );
}

/** An emoji is one character, not the two that it takes. */
function length(text: string): number {
  return Array.from(text).length;
}

function counted(count: number, what = "character"): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function wrongIf(wrong: boolean, words: string): string | undefined {
  return wrong ? words : undefined;
}

function isEmpty({ value }: AbstractControl<unknown>): boolean {
  return value === null || value === "";
}
