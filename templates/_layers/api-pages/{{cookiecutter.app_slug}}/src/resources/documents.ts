/** A value of JSON that may be kept as a whole: an object or an array. */
export type Document = Readonly<Record<string, unknown>> | readonly unknown[];

const DEEPEST = 16;

/** What is wrong with a text that should be an object or an array of JSON, within `max` characters without spaces. */
export function documentProblem(text: string, max: number): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `This is not JSON: ${(error as Error).message}.`;
  }
  if (typeof value !== "object" || value === null) {
    return 'Enter an object, such as {"a": 1}, or an array, such as [1, 2].';
  }
  const length = Array.from(JSON.stringify(value)).length;
  return length > max
    ? `At most ${max} characters fit without spaces, these are ${length}.`
    : partProblem(value, 1);
}

/** Numbers beyond this would be others when they are read back. */
function partProblem(value: unknown, depth: number): string {
  if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return `Numbers go up to ${Number.MAX_SAFE_INTEGER}: write this one as a text, between ".`;
  }
  if (typeof value !== "object" || value === null) {
    return "";
  }
  if (depth > DEEPEST) {
    return `At most ${DEEPEST} objects and arrays fit within each other.`;
  }
  return (
    Object.values(value)
      .map((part) => partProblem(part, depth + 1))
      .find((problem) => problem !== "") ?? ""
  );
}

/** A document with an indent, as forms and pages show it. */
export function showDocument(value: object | null): string {
  return value === null ? "" : JSON.stringify(value, null, 2);
}

/** How much a document holds, where there is no place for all of it. */
export function sizeOf(value: object): string {
  const count = Object.keys(value).length;
  const part = Array.isArray(value) ? "item" : "member";
  return `${count} ${count === 1 ? part : `${part}s`}`;
}
