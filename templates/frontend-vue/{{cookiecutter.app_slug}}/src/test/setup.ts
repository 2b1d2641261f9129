import "@testing-library/jest-dom/vitest";

import { configure } from "@testing-library/dom";
import { config, enableAutoUnmount } from "@vue/test-utils";
import { ElMessage } from "element-plus/es/components/message/index.mjs";
import { afterEach, beforeEach, expect, vi } from "vitest";

import { queryClient } from "../query";

configure({ asyncUtilTimeout: 10_000 });
// Dialogs tell that they are open at the end of their transition.
config.global.stubs = { transition: false, "transition-group": false };

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
  document.title = "As in index.html";
});

afterEach(() => {
  // What is beside the application in the page, such as messages, goes as well.
  queryClient.clear();
  ElMessage.closeAll();
  document.body.replaceChildren();
  localStorage.clear();
  // What Vue or the router complains of fails the test; a test that expects it replaces the spy.
  expect(vi.mocked(console.error).mock.calls).toEqual([]);
  expect(vi.mocked(console.warn).mock.calls).toEqual([]);
});

enableAutoUnmount(afterEach);
