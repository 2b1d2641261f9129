// Generated from the folders beside it: one line for each, in order of their names, and nothing else.
import type { Feature } from "./feature";

// prettier-ignore
export const FEATURES: readonly Feature[] = [
];
