import { documentProblem, isDocument, type Document } from "../../shared/documents";
import type { Field } from "./fields";

interface Rules {
  readonly label: string;
}

interface JsonRules extends Rules {
  readonly max: number;
}

const MOST = 100;
const HINT = 'Enter an object, such as {"a": 1}, or an array, such as [1, 2].';

/** An object or an array of JSON; `max` bounds its characters without spaces. */
export function json({ label, max }: JsonRules): Field<Document> {
  return {
    label,
    required: true,
    initial: "",
    is: isDocument,
    problem: (value) => documentProblem(value, max),
    read: (text) => {
      try {
        const value: unknown = JSON.parse(text);
        return isDocument(value) ? value : undefined;
      } catch {
        return undefined;
      }
    },
    show: (value) => JSON.stringify(value, null, 2),
    hint: `This is not JSON as it should be. ${HINT}`,
  };
}

/** The ids of any number of other resources, in their order; a text has commas between them. */
export function references({ label }: Rules): Field<number[]> {
  return {
    label,
    required: false,
    initial: "",
    is: (value): value is number[] => Array.isArray(value) && value.every(Number.isSafeInteger),
    problem: (ids) => (ids.length > MOST ? `At most ${MOST} can be chosen.` : ""),
    read: (text) => idsOf(text).toSorted((a, b) => a - b),
    show: (ids) => ids.join(","),
    hint: "Choose some.",
  };
}

/** The ids in a text with commas between them. */
export function idsOf(text: string): number[] {
  return text === "" ? [] : text.split(",").map(Number);
}
