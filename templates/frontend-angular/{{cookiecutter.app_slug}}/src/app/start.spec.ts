import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { APP_NAME } from "../app-name";
import { start } from "./start";

let root: HTMLElement;

beforeEach(() => {
  history.replaceState(null, "", "/");
  document.head.insertAdjacentHTML("beforeend", '<meta name="api-url" content="/api">');
  root = document.createElement("app-root");
  document.body.append(root);
});

afterEach(() => {
  root.remove();
  document.querySelector("meta[name=api-url]")?.remove();
});

it("shows the application", async () => {
  const app = await start();
  await app?.whenStable();
  expect(root.querySelector("h1")?.textContent).toBe(APP_NAME);
  app?.destroy();
});

it("says so when a setting is wrong", async () => {
  const reported = vi.spyOn(console, "error").mockReturnValue();
  document.querySelector("meta[name=api-url]")?.setAttribute("content", "nonsense");
  expect(await start()).toBeUndefined();
  expect(root.querySelector("[role=alert]")?.textContent).toBe("The application could not start.");
  expect(String(reported.mock.calls[0]?.[0])).toContain("bad setting: api-url");
  reported.mockClear();
});
