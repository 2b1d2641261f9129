import * as z from "zod";

import { ApiError } from "../api";
import type { Fields } from "./fields";

/** What a form shows: a text for each field. */
export type Draft = Readonly<Record<string, string>>;

/** What is wrong with the fields of a form; nothing for those that are well. */
export type Errors = Readonly<Record<string, string>>;

function namesOf<T extends object>(fields: Fields<T>): (keyof T & string)[] {
  return Object.keys(fields) as (keyof T & string)[];
}

/** The draft of a new resource, or of one that is there. */
export function toDraft<T extends object>(fields: Fields<T>, resource?: T): Draft {
  return Object.fromEntries(
    namesOf(fields).map((name) => [
      name,
      resource ? fields[name].show(resource[name]) : fields[name].initial,
    ]),
  );
}

/** What makes the values of a resource of a draft; its issues are what is wrong with the fields. */
export function formSchema<T extends object>(fields: Fields<T>): z.ZodType<T, Draft> {
  const typed = namesOf(fields).map((name) => [name, fields[name].typed]);
  return z.object(Object.fromEntries(typed)) as unknown as z.ZodType<T, Draft>;
}

/** What is wrong with the text of a field; empty when nothing is. */
export function problemIn<T>(fields: Fields<T>, name: keyof T, text: string): string {
  return fields[name].typed.safeParse(text).error?.issues[0]?.message ?? "";
}

export function problemsOf<T extends object>(fields: Fields<T>, draft: Draft): Errors {
  const all = namesOf(fields).map(
    (name) => [name, problemIn(fields, name, draft[name] ?? "")] as const,
  );
  return Object.fromEntries(all.filter(([, problem]) => problem !== ""));
}

/** Those of the values that a form shows as others than before. */
export function changed<T extends object>(fields: Fields<T>, before: T, values: T): Partial<T> {
  const differing = namesOf(fields).filter(
    (name) => fields[name].show(before[name]) !== fields[name].show(values[name]),
  );
  return Object.fromEntries(differing.map((name) => [name, values[name]])) as Partial<T>;
}

/**
 * A draft that was begun from one state of a resource, carried over to the newest: what was changed in it stays, and
 * everything else is as it is now. The notes are for fields that were changed on both sides.
 */
export function carried<T extends object>(
  fields: Fields<T>,
  before: T,
  newest: T,
  draft: Draft,
): { readonly draft: Draft; readonly notes: Errors } {
  const [old, now] = [toDraft(fields, before), toDraft(fields, newest)];
  const mine = Object.entries(draft).filter(([name, text]) => text !== old[name]);
  const both = mine.filter(([name, text]) => now[name] !== old[name] && now[name] !== text);
  return {
    draft: { ...now, ...Object.fromEntries(mine) },
    notes: Object.fromEntries(both.map(([name]) => [name, `Meanwhile: ${shownAs(now[name])}`])),
  };
}

function shownAs(text = ""): string {
  return text === "" ? "(empty)" : text;
}

interface Refusal {
  readonly errors: Errors;
  /** The error, unless all of it is said at the fields. */
  readonly failure: unknown;
}

/** What a failed request says of the fields of a form. */
export function refusedFields(names: readonly string[], error: unknown): Refusal {
  const problems = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  const errors: Record<string, string> = {};
  let rest = problems.length === 0;
  for (const { loc, msg } of problems) {
    const name = names.find((one) => loc.includes(one));
    if (name === undefined) {
      rest = true;
    } else {
      errors[name] ??= msg;
    }
  }
  return { errors, failure: rest ? error : undefined };
}
