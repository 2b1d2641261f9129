import { afterEach, beforeEach, expect, vi, type MockInstance } from "vitest";

let spies: MockInstance[] = [];

// Far more than is needed, for busy machines.
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  spies = [vi.spyOn(console, "error"), vi.spyOn(console, "warn")];
  // jsdom has no layout, so nothing to scroll.
  vi.spyOn(window, "scrollTo").mockReturnValue();
  document.documentElement.lang = "en";
  document.title = "As in index.html";
});

afterEach(() => {
  // What Angular or the application complains of fails the test; a test that expects it clears the spy.
  const said = spies.flatMap(({ mock }) => mock.calls);
  vi.restoreAllMocks();
  expect(said).toEqual([]);
});
