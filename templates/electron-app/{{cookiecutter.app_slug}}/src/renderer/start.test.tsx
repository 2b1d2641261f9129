import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { APP_NAME } from "../shared/app";
import { start } from "./start";
import { fakeDesktop } from "./test/fakeDesktop";

let container: HTMLElement;

function broken(): never {
  throw new Error("src/renderer/features/x/feature.ts has no default export");
}

beforeEach(() => {
  container = document.createElement("div");
  document.body.append(container);
});

afterEach(() => container.remove());

it("shows the application", async () => {
  fakeDesktop();
  const root = await act(async () => start(container));
  expect(await screen.findByRole("heading", { level: 1, name: APP_NAME })).toBeVisible();
  await act(async () => root?.unmount());
});

it("says so when a feature is broken", () => {
  const reported = vi.spyOn(console, "error").mockReturnValue();
  expect(start(container, broken)).toBeUndefined();
  expect(screen.getByRole("alert")).toHaveTextContent("The application could not start.");
  expect(reported).toHaveBeenCalledOnce();
  reported.mockClear();
});
