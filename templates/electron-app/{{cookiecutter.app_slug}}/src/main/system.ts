import contract from "../shared/system/contract";
import { defineFeature, type Feature } from "./feature";
import type { Health } from "./health";

export interface Versions {
  readonly app: string;
  readonly electron?: string | undefined;
  readonly chrome?: string | undefined;
  readonly node?: string | undefined;
}

/** Answers for the contract that every window needs. */
export function systemFeature(health: Health, versions: Versions): Feature {
  return defineFeature(contract, ({ log }) => ({
    info: () => ({
      version: versions.app,
      platform: process.platform,
      electron: versions.electron ?? "none",
      chrome: versions.chrome ?? "none",
      node: versions.node ?? "none",
    }),
    rendered: () => {
      health.rendered();
      log.info("rendered");
      return {};
    },
  }));
}
