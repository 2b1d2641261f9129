/** One of a few values: what it stands for, and what it is called. */
export interface Option {
  readonly value: string;
  readonly label: string;
}

/** Values that are called as they are, and those with names of their own. */
export function toOptions(values: readonly (string | Option)[]): readonly Option[] {
  return values.map((value) => (typeof value === "string" ? { value, label: value } : value));
}

export const YES_OR_NO: readonly Option[] = [
  { value: "true", label: "Yes" },
  { value: "false", label: "No" },
];
