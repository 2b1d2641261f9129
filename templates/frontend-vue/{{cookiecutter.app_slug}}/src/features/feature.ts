import type { RouteRecordRaw } from "vue-router";

/**
 * A part of the application with pages of its own. `src/features/<name>/feature.ts` exports one as default;
 * its pages are in other files, so that they are loaded only when they are visited.
 */
export interface Feature {
  /** Unlike that of any other feature. */
  readonly name: string;
  readonly routes: readonly RouteRecordRaw[];
  /** The entry in the navigation, if there is to be one. */
  readonly navigation?: { readonly label: string; readonly to: string };
}
