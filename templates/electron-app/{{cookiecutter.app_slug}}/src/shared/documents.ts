/** A value of JSON that may be kept as a whole: an object or an array. */
export type Document = Record<string, unknown> | unknown[];

const DEEPEST = 16;

export function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null;
}

/** What is wrong with a document that may have `max` characters without spaces; empty when nothing is. */
export function documentProblem(value: Document, max: number): string {
  const length = [...JSON.stringify(value)].length;
  return length > max
    ? `At most ${max} characters fit without spaces, these are ${length}.`
    : partProblem(value, 1);
}

/** Numbers beyond this would be others when they are read back. */
function partProblem(value: unknown, depth: number): string {
  if (typeof value === "number" && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
    return `Numbers go up to ${Number.MAX_SAFE_INTEGER}: write this one as a text, between ".`;
  }
  if (!isDocument(value)) {
    return "";
  }
  if (depth > DEEPEST) {
    return `At most ${DEEPEST} objects and arrays fit within each other.`;
  }
  const problems = Object.values(value).map((part) => partProblem(part, depth + 1));
  return problems.find((problem) => problem !== "") ?? "";
}
