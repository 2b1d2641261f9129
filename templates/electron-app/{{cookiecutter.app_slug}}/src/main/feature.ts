import type { Checked, Contract, Operations, Result } from "../shared/contract";
import type { z } from "../shared/schema";
import type { Log } from "./log";
import type { Resources } from "./resources";
import type { Store } from "./store";

/** How each operation of a contract is answered. The input has been checked; the result will be. */
export type Handlers<O extends Operations = Operations> = {
  readonly [K in keyof O]: (input: Checked<O[K]>) => Promise<Result<O[K]>> | Result<O[K]>;
};

/** What a feature is given. */
export interface Context {
  readonly log: Log;
  /** A file of the application's data: `initial` is its content until it is first written. */
  readonly store: <S extends z.ZodType>(
    name: string,
    schema: S,
    initial: z.output<S>,
  ) => Store<z.output<S>>;
  /** Keeps things that may refer to each other. */
  readonly resources: Resources;
}

/** The part of a feature that runs in the main process. */
export interface Feature {
  readonly contract: Contract;
  readonly start: (context: Context) => Handlers;
}

/** `src/main/features/<name>/feature.ts` exports one as default. */
export function defineFeature<O extends Operations>(
  contract: Contract<O>,
  start: (context: Context) => Handlers<O>,
): Feature {
  return { contract, start: start as Feature["start"] };
}
