// Generated from the folders beside it: one line for each, in order of their names, and nothing else.
import type { Feature } from "./feature";

export const findFeatures = (): readonly Feature[] => FEATURES;

// prettier-ignore
const FEATURES: readonly Feature[] = [
];
