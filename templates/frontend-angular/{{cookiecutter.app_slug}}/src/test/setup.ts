import "@testing-library/jest-dom/vitest";

import { configure } from "@testing-library/dom";
import { afterEach, beforeEach, expect, vi, type MockInstance } from "vitest";

import { queryClient } from "../query";

let spies: MockInstance[] = [];

// Far more than is needed, for busy machines.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });

beforeEach(() => {
  spies = [vi.spyOn(console, "error"), vi.spyOn(console, "warn")];
  // jsdom has no layout, so nothing to scroll, and no media but one for people who want nothing to move.
  vi.spyOn(window, "scrollTo").mockReturnValue();
  vi.stubGlobal("matchMedia", (media: string) =>
    Object.assign(new EventTarget(), {
      media,
      matches: media.includes("reduced-motion"),
      addListener: vi.fn(),
      removeListener: vi.fn(),
    }),
  );
  document.documentElement.lang = "en";
  document.title = "As in index.html";
});

afterEach(() => {
  queryClient.clear();
  localStorage.clear();
  document.documentElement.removeAttribute("style");
  // What Angular or the application complains of fails the test; a test that expects it clears the spy.
  const said = spies.flatMap(({ mock }) => mock.calls);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  expect(said).toEqual([]);
});
