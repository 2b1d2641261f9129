import "@testing-library/jest-dom/vitest";

import { configure } from "@testing-library/dom";
import { enableAutoUnmount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, vi } from "vitest";

configure({ asyncUtilTimeout: 10_000 });

beforeEach(() => {
  vi.spyOn(console, "error");
  vi.spyOn(console, "warn");
  // jsdom has no layout, so nothing to scroll.
  vi.stubGlobal("scrollTo", () => {});
  document.title = "As in index.html";
});

afterEach(() => {
  // What Vue or the router complains of fails the test; a test that expects it replaces the spy.
  expect(vi.mocked(console.error).mock.calls).toEqual([]);
  expect(vi.mocked(console.warn).mock.calls).toEqual([]);
});

enableAutoUnmount(afterEach);
