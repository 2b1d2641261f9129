import { randomUUID } from "node:crypto";

import type { IpcMain, IpcMainInvokeEvent } from "electron";

import { channel, type Answer, type Code, type Operation, type Problem } from "../shared/contract";
import type { z } from "../shared/schema";
import type { Context, Feature } from "./feature";
import type { Log } from "./log";

const INVALID = "The input is not valid.";

/** An error whose words are meant for the person: a feature throws it. */
export class CallError extends Error {
  readonly code: Code;

  constructor(code: Exclude<Code, "invalid" | "internal">, message: string) {
    super(message);
    this.code = code;
  }
}

/** Input that fits the contract and is wrong all the same: it says where, and why. */
export class InvalidInput extends Error {
  readonly issues: Problem["issues"];

  constructor(issues: Problem["issues"]) {
    super(INVALID);
    this.issues = issues;
  }
}

interface Caller {
  /** True when the page at an address may ask. */
  readonly isOwn: (url: string) => boolean;
  readonly log: Log;
}

/** Answers for every operation of the features, and for nothing else. */
export function answerCalls(
  ipc: Pick<IpcMain, "handle">,
  features: readonly Feature[],
  context: Context,
  isOwn: Caller["isOwn"],
): void {
  for (const { contract, start } of features) {
    const handlers = start(context);
    for (const [name, operation] of Object.entries(contract.operations)) {
      const handler = handlers[name];
      if (!handler) {
        throw new Error(`the contract ${contract.name} has no handler for ${name}`);
      }
      const address = channel(contract.name, name);
      ipc.handle(address, async (event, input: unknown) => {
        const begun = performance.now();
        const reference = randomUUID();
        const answer = isTrusted(event, isOwn)
          ? await call(operation, handler, input, reference, context.log)
          : refusal(reference);
        const outcome = answer.ok ? "ok" : answer.error.code;
        const duration = Math.round((performance.now() - begun) * 10) / 10;
        const told = { request_id: reference, channel: address, outcome, duration_ms: duration };
        context.log[outcome === "refused" ? "warn" : "debug"]("call", told);
        return answer;
      });
    }
  }
}

/** Only the window's own page may ask: no frame in it, and no page from elsewhere. */
function isTrusted(
  event: Pick<IpcMainInvokeEvent, "senderFrame">,
  isOwn: Caller["isOwn"],
): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isOwn(frame.url);
}

function refusal(reference: string): Answer {
  return failure("refused", "This page may not ask.", reference);
}

async function call(
  { input, output }: Operation,
  handler: (input: unknown) => unknown,
  given: unknown,
  reference: string,
  log: Log,
): Promise<Answer> {
  const checked = input.safeParse(given);
  if (!checked.success) {
    return failure("invalid", INVALID, reference, issuesOf(checked.error));
  }
  try {
    return { ok: true, value: output.parse(await handler(checked.data)) };
  } catch (error) {
    if (error instanceof CallError) {
      return failure(error.code, error.message, reference);
    }
    if (error instanceof InvalidInput) {
      return failure("invalid", error.message, reference, error.issues);
    }
    log.error("call failed", { request_id: reference, error });
    return failure("internal", "An unexpected error occurred.", reference);
  }
}

function issuesOf(error: z.ZodError): Problem["issues"] {
  return error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
}

function failure(
  code: Code,
  message: string,
  reference: string,
  issues: Problem["issues"] = [],
): Answer {
  return { ok: false, error: { code, message, reference, issues } };
}
