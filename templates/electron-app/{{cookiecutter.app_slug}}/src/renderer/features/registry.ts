import type { Feature } from "./feature";

/** Every `feature.ts` or `feature.tsx`, one folder down: a new one takes part without an edit elsewhere. */
const MODULES: Record<string, unknown> = import.meta.glob("./*/feature.{ts,tsx}", {
  eager: true,
  import: "default",
});

/**
 * The features in order of their folders. `modules` is what each file exports as default, by path. Throws an
 * Error that names the file of a feature that is not one, or that has the name of another.
 */
export function findFeatures(modules: Record<string, unknown> = MODULES): readonly Feature[] {
  const found = new Map<string, Feature>();
  for (const [path, feature] of Object.entries(modules).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isFeature(feature)) {
      throw new Error(
        `src/renderer/features/${path.slice(2)} has no default export that is a Feature`,
      );
    }
    if (found.has(feature.name)) {
      throw new Error(
        `src/renderer/features/${path.slice(2)}: another feature is called ${feature.name}`,
      );
    }
    found.set(feature.name, feature);
  }
  return [...found.values()];
}

function isFeature(value: unknown): value is Feature {
  const feature = value as Partial<Feature> | null | undefined;
  return typeof feature?.name === "string" && Array.isArray(feature.routes);
}
