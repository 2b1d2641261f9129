import type { Parse } from "./api-client";

/** Reads the members of a JSON object; what is not as expected is a TypeError that names the member. */
export function members(data: unknown): <T>(name: string, parse: Parse<T>) => T {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new TypeError("not an object");
  }
  const values = new Map<string, unknown>(Object.entries(data));
  return (name, parse) => {
    try {
      return parse(values.get(name));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new TypeError(`${name}: ${why}`, { cause });
    }
  };
}

export function text(data: unknown): string {
  if (typeof data !== "string") {
    throw new TypeError("not a text");
  }
  return data;
}

export function number(data: unknown): number {
  if (typeof data !== "number") {
    throw new TypeError("not a number");
  }
  return data;
}

export function flag(data: unknown): boolean {
  if (typeof data !== "boolean") {
    throw new TypeError("neither true nor false");
  }
  return data;
}

/** One of some texts. */
export function oneOf<T extends string>(values: readonly T[]): Parse<T> {
  return (data) => {
    const found = values.find((value) => value === data);
    if (found === undefined) {
      throw new TypeError(`none of ${values.join(", ")}`);
    }
    return found;
  };
}

/** The same, or null. */
export function nullable<T>(parse: Parse<T>): Parse<T | null> {
  return (data) => (data === null ? null : parse(data));
}

export function listOf<T>(parse: Parse<T>): Parse<readonly T[]> {
  return (data) => {
    if (!Array.isArray(data)) {
      throw new TypeError("not a list");
    }
    return data.map((item) => parse(item));
  };
}
