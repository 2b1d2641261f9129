import { vi } from "vitest";

import { makeElectron } from "../../scripts/harness/electron.mjs";
import type { Log } from "../../src/main/log";

/** A log that remembers. */
export function fakeLog() {
  return { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() } satisfies Log;
}

/** Stands in for Electron in everything that is imported after it. */
export function fakeElectron() {
  const exit = vi.fn<(code: number) => void>();
  const harness = makeElectron({ appName: "demo", version: "1.2.3", exit });
  vi.resetModules();
  vi.doMock("electron", () => ({ ...harness.electron }));
  return { ...harness, exit };
}
