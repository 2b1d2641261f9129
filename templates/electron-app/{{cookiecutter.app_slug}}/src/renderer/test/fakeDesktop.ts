import { vi, type Mock } from "vitest";

import type { Code } from "../../shared/contract";

export const INFO = {
  version: "1.2.3",
  platform: "linux",
  electron: "45.0.0",
  chrome: "150.0.0",
  node: "24.0.0",
};

type Ask = Mock<(input: unknown) => Promise<unknown>>;

/** Answers with a value, as the main process does. */
export function answering(value: unknown): Ask {
  return vi.fn<(input: unknown) => Promise<unknown>>().mockResolvedValue({ ok: true, value });
}

/** Answers that it did not work. */
export function failing(code: Code, message: string): Ask {
  const error = { code, message, reference: "r1" };
  return vi.fn<(input: unknown) => Promise<unknown>>().mockResolvedValue({ ok: false, error });
}

/** Stands in for the preload script and the main process until the end of the test. */
export function fakeDesktop(more: Record<string, Record<string, Ask>> = {}) {
  const desktop = { system: { info: answering(INFO), rendered: answering({}) }, ...more };
  vi.stubGlobal("desktop", desktop);
  return desktop;
}
