import { z } from "./schema";

/** One thing that a page can ask of the main process: what goes in and what comes out. Both are plain JSON. */
export interface Operation {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

export type Operations = Readonly<Record<string, Operation>>;

/** All that a page can ask about one subject. */
export interface Contract<O extends Operations = Operations> {
  readonly name: string;
  readonly operations: O;
}

/** What a page gives, and what the main process is then given by the checks of the contract. */
export type Given<O extends Operation> = z.input<O["input"]>;
export type Checked<O extends Operation> = z.output<O["input"]>;
export type Result<O extends Operation> = z.input<O["output"]>;
export type Answered<O extends Operation> = z.output<O["output"]>;

const CODES = ["invalid", "not_found", "conflict", "refused", "unavailable", "internal"] as const;

export type Code = (typeof CODES)[number];

const problem = z.object({
  code: z.enum(CODES),
  message: z.string(),
  /** Finds the line in the log. */
  reference: z.string(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

export type Problem = z.output<typeof problem>;

/** How the main process answers: errors are data, because Electron would keep only their words. */
export const answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: problem }),
]);

export type Answer = z.output<typeof answer>;

const NAME = /^[a-z][a-zA-Z0-9]*$/;

/** Throws an Error when a name is not one in camelCase. */
export function defineContract<const O extends Operations>(
  name: string,
  operations: O,
): Contract<O> {
  const odd = [name, ...Object.keys(operations)].find((word) => !NAME.test(word));
  if (odd !== undefined) {
    throw new Error(`contract ${name}: "${odd}" is not a name in camelCase`);
  }
  return { name, operations };
}

/** The name of an operation between the processes. */
export function channel(contract: string, operation: string): string {
  return `${contract}:${operation}`;
}
