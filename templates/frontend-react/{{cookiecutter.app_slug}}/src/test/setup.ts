import "@testing-library/jest-dom/vitest";

import { notifications } from "@mantine/notifications";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, expect, vi } from "vitest";

import { queryClient } from "../query";

configure({ asyncUtilTimeout: 10_000 });

class NoResizes implements ResizeObserver {
  disconnect(): void {}
  observe(): void {}
  unobserve(): void {}
}

beforeEach(() => {
  vi.spyOn(console, "error");
  vi.spyOn(console, "warn");
  // jsdom has no layout: nothing to scroll, nothing changes its size, and no media query fits.
  vi.stubGlobal("scrollTo", () => {});
  vi.stubGlobal("ResizeObserver", NoResizes);
  vi.stubGlobal("matchMedia", (media: string) =>
    Object.assign(new EventTarget(), { media, matches: false }),
  );
  Element.prototype.scrollIntoView = () => {};
  document.title = "As in index.html";
});

afterEach(() => {
  cleanup();
  queryClient.clear();
  notifications.clean();
  localStorage.clear();
  // What React or the router complains of fails the test; a test that expects it replaces the spy.
  expect(vi.mocked(console.error).mock.calls).toEqual([]);
  expect(vi.mocked(console.warn).mock.calls).toEqual([]);
});
