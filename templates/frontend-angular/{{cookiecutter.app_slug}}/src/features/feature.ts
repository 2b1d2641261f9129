import { InjectionToken } from "@angular/core";
import type { Routes } from "@angular/router";

/** A part of the application with pages of its own, in the folder `src/features/<path>`. */
export interface Feature {
  /** Its folder, and the first part of the addresses of its pages. */
  readonly path: string;
  /** Its entry in the navigation, if there is to be one. */
  readonly label?: string;
  /** Its pages, which are loaded when they are first visited. */
  readonly loadChildren: () => Promise<{ readonly default: Routes }>;
}

/** The features of this application. */
export const APP_FEATURES = new InjectionToken<readonly Feature[]>("APP_FEATURES");
