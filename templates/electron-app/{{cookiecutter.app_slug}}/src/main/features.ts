import type { Contract } from "../shared/contract";
import type { Feature } from "./feature";

/** Every `feature.ts`, one folder down: a new one takes part without an edit elsewhere. */
const MODULES: Record<string, unknown> = import.meta.glob("./features/*/feature.ts", {
  eager: true,
  import: "default",
});

/**
 * The features in order of their folders. `modules` is what each file exports as default, by path. Throws an
 * Error that names the file of a feature that is not one, or that answers for the contract of another.
 */
export function findFeatures(modules: Record<string, unknown> = MODULES): readonly Feature[] {
  const found = new Map<string, Feature>();
  for (const [path, feature] of Object.entries(modules).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isFeature(feature)) {
      throw new Error(`src/main/${path.slice(2)} has no default export that is a Feature`);
    }
    const { name } = feature.contract;
    if (found.has(name)) {
      throw new Error(`src/main/${path.slice(2)}: another feature answers for ${name}`);
    }
    found.set(name, feature);
  }
  return [...found.values()];
}

/** Throws an Error when there is a contract that no feature answers for. */
export function checkComplete(contracts: readonly Contract[], features: readonly Feature[]): void {
  const answered = new Set(features.map(({ contract }) => contract.name));
  const open = contracts.find(({ name }) => !answered.has(name));
  if (open) {
    throw new Error(`no feature in src/main/features answers for the contract ${open.name}`);
  }
}

function isFeature(value: unknown): value is Feature {
  const feature = value as Partial<Feature> | null | undefined;
  return typeof feature?.start === "function" && typeof feature.contract?.name === "string";
}
