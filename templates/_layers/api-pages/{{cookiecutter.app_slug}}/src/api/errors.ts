/** What is wrong with one part of a request, as the API says it. */
export interface FieldProblem {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

/** A problem document (RFC 9457); what the API left out is undefined. */
export interface Problem {
  readonly type: string;
  readonly title: string | undefined;
  readonly detail: string | undefined;
  readonly errors: readonly FieldProblem[];
}

/**
 * Why a request failed. `http`: the API refused, see `status` and `problem`. `network`: it was not reached.
 * `timeout`: it did not answer in time. `format`: its answer was not understood.
 */
export type ApiErrorKind = "http" | "network" | "timeout" | "format";

const MESSAGES: Readonly<Record<ApiErrorKind, string>> = {
  http: "The server refused the request.",
  network: "The server cannot be reached.",
  timeout: "The server took too long to answer.",
  format: "The server's answer was not understood.",
};

/** Words in place of those of the API, which are for programs there. */
const OWN_WORDS: Readonly<Record<number, string>> = {
  412: "Somebody else changed it meanwhile, so nothing was done.",
};

interface Details {
  readonly status?: number | undefined;
  readonly problem?: Problem | undefined;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/** A failed request to the API. Its message is fit to be shown to a person. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly kind: ApiErrorKind;
  readonly status: number | undefined;
  readonly problem: Problem | undefined;
  /** What to look for in the API's log. */
  readonly requestId: string | undefined;

  constructor(kind: ApiErrorKind, { status, problem, requestId, cause }: Details = {}) {
    super(OWN_WORDS[status ?? 0] ?? problem?.detail ?? problem?.title ?? MESSAGES[kind], { cause });
    this.kind = kind;
    this.status = status;
    this.problem = problem;
    this.requestId = requestId;
  }
}

/** The problem in a body, whatever else it may be. */
export function toProblem(body: unknown): Problem | undefined {
  if (!isRecord(body)) {
    return undefined;
  }
  const { type, title, detail, errors } = body;
  if (typeof title !== "string" && typeof detail !== "string") {
    return undefined;
  }
  return {
    type: typeof type === "string" ? type : "about:blank",
    title: typeof title === "string" ? title : undefined,
    detail: typeof detail === "string" ? detail : undefined,
    errors: Array.isArray(errors) ? errors.filter(isFieldProblem) : [],
  };
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isRecord(value) && Array.isArray(value["loc"]) && typeof value["msg"] === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
