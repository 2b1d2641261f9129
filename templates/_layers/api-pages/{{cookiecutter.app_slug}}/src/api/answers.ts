import { ApiError, toProblem, type ApiErrorKind } from "./errors";
import type { operations } from "./schema";

/** A resource as an answer had it, with the ETag of that state; null when the answer had none. */
export interface Tagged<T> {
  readonly item: T;
  readonly etag: string | null;
}

/** What an operation of the API answers when all is well. */
export type Answer<Name extends keyof operations> = operations[Name] extends {
  responses: { 200: { content: { "application/json": infer T } } };
}
  ? T
  : never;

/** What the query of an operation may hold. */
export type QueryOf<Name extends keyof operations> = operations[Name] extends {
  parameters: { query?: infer Q };
}
  ? NonNullable<Q>
  : never;

/** What openapi-fetch gives for a call. */
type Call<T> = Promise<{
  readonly data?: T | undefined;
  readonly error?: unknown;
  readonly response: Response;
}>;

/** The answer to a call with its ETag. Every failure but the caller's own abort is an ApiError. */
export async function tagged<T>(call: Call<T>): Promise<Tagged<T>> {
  const { data, error, response } = await call.catch(failed);
  const { status, headers } = response;
  if (!response.ok) {
    const requestId = headers.get("X-Request-Id") ?? undefined;
    throw new ApiError("http", { status, requestId, problem: toProblem(error) });
  }
  // Proxies that compress make a tag weak; the state is the same.
  return { item: data as T, etag: headers.get("ETag")?.replace(/^W\//, "") ?? null };
}

/** The answer to a call. Every failure but the caller's own abort is an ApiError. */
export async function answer<T>(call: Call<T>): Promise<T> {
  return (await tagged(call)).item;
}

const KINDS: Readonly<Record<string, ApiErrorKind>> = {
  SyntaxError: "format",
  TimeoutError: "timeout",
};

function failed(error: unknown): never {
  const name = error instanceof Error ? error.name : "";
  if (name === "AbortError") {
    throw error;
  }
  throw new ApiError(KINDS[name] ?? "network", { cause: error });
}
