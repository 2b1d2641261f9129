import { screen } from "@testing-library/dom";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { APP_NAME } from "./app";
import { start } from "./start";

let container: HTMLElement;

function broken(): never {
  throw new Error("src/features/x/feature.ts has no default export");
}

beforeEach(() => {
  container = document.createElement("div");
  document.body.append(container);
});

afterEach(() => {
  container.remove();
  document.head.replaceChildren();
});

it("shows the application", async () => {
  const app = start(container);
  expect(await screen.findByRole("heading", { level: 1, name: APP_NAME })).toBeVisible();
  app?.unmount();
});

it("reports what no boundary took", () => {
  const reported = vi.spyOn(console, "error").mockReturnValue();
  const app = start(container);
  app?.config.errorHandler?.("failure", null, "");
  expect(reported).toHaveBeenCalledExactlyOnceWith("failure");
  reported.mockClear();
  app?.unmount();
});

it("says so when a setting is wrong", () => {
  const reported = vi.spyOn(console, "error").mockReturnValue();
  document.head.innerHTML = '<meta name="api-url" content="nonsense">';
  expect(start(container)).toBeUndefined();
  expect(screen.getByRole("alert")).toHaveTextContent("The application could not start.");
  expect(String(reported.mock.calls[0]?.[0])).toContain("api-url");
  reported.mockClear();
});

it("says so when a feature is broken", () => {
  const reported = vi.spyOn(console, "error").mockReturnValue();
  expect(start(container, broken)).toBeUndefined();
  expect(screen.getByRole("alert")).toBeVisible();
  expect(reported).toHaveBeenCalledOnce();
  reported.mockClear();
});
