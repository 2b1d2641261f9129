import {
  answer,
  type Answered,
  type Contract,
  type Given,
  type Operations,
  type Problem,
} from "../shared/contract";

declare global {
  interface Window {
    /** What the preload script offers: one function for each operation of each contract. */
    readonly desktop?: Readonly<
      Record<string, Readonly<Record<string, (input: unknown) => Promise<unknown>>>>
    >;
  }
}

export type Client<O extends Operations> = {
  readonly [K in keyof O]: (input: Given<O[K]>) => Promise<Answered<O[K]>>;
};

/** The main process could not do what it was asked for; the message is meant for the person. */
export class CallError extends Error {
  readonly code: Problem["code"];
  readonly issues: Problem["issues"];
  readonly reference: string | undefined;

  constructor({ code, message, issues, reference }: Omit<Problem, "reference"> & Partial<Problem>) {
    super(message);
    this.code = code;
    this.issues = issues;
    this.reference = reference;
  }
}

/** Asks the main process for what is in a contract. The functions reject with CallError. */
export function client<O extends Operations>({ name, operations }: Contract<O>): Client<O> {
  const calls = Object.keys(operations).map((operation) => [
    operation,
    (input: unknown) => call(name, operation, input),
  ]);
  return Object.fromEntries(calls) as Client<O>;
}

async function call(contract: string, operation: string, input: unknown): Promise<unknown> {
  const ask = window.desktop?.[contract]?.[operation];
  if (!ask) {
    throw unavailable();
  }
  const read = answer.safeParse(await ask(input).catch(() => undefined));
  if (!read.success) {
    throw unavailable();
  }
  if (!read.data.ok) {
    throw new CallError(read.data.error);
  }
  return read.data.value;
}

function unavailable(): CallError {
  return new CallError({
    code: "unavailable",
    message: "The application's main process does not answer.",
    issues: [],
  });
}
