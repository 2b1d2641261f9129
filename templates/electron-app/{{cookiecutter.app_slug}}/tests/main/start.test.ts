import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { checkCalls, checkWindow } from "../../scripts/harness/check.mjs";
import { fakeElectron } from "./fakes";

const HOME = { url: "app://renderer/", parent: null };
let electron: ReturnType<typeof fakeElectron>;
let written: string[];

beforeEach(() => {
  electron = fakeElectron();
  written = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  vi.spyOn(process.stdout, "write").mockImplementation(write);
  vi.spyOn(process.stderr, "write").mockImplementation(write);
});

afterEach(() => {
  electron.electron.app.quit();
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.removeAllListeners(signal);
  }
});

async function start(env: Record<string, string> = {}) {
  const { start: begin } = await import("../../src/main/start");
  await begin(env);
  return electron.seen;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => {
    probe.listen(0, "127.0.0.1", done);
  });
  const address = probe.address();
  await new Promise((done) => {
    probe.close(done);
  });
  return typeof address === "object" && address ? address.port : 0;
}

describe("the application", () => {
  it("opens one safe window on its first page, and shows it when it stands", async () => {
    const seen = await start();
    const [window] = seen.windows;
    expect(seen.windows).toHaveLength(1);
    expect(window?.url).toBe("app://renderer/");
    expect(window?.options.webPreferences?.preload).toMatch(/preload[/\\]index\.cjs$/);
    expect(window?.options.show).toBe(false);
    await vi.waitFor(() => expect(window?.shown).toBe(true));
    expect(() => checkWindow(seen)).toThrow("no preload script at");
  });

  it("has a scheme of its own for its pages, and serves them", async () => {
    const { schemes, pages } = await start();
    expect(schemes).toEqual([
      expect.objectContaining({
        scheme: "app",
        privileges: expect.objectContaining({ standard: true, secure: true }),
      }),
    ]);
    const response = await pages.get("app")?.(new Request("app://renderer/"));
    expect(await response?.text()).toContain('<div id="root">');
  });

  it("hardens whatever page comes up", async () => {
    const { windows } = await start({ EXTERNAL_HOSTS: "docs.example" });
    const contents = windows[0]?.webContents;
    expect(contents?.opener({ url: "https://docs.example/" }).action).toBe("deny");
    expect(electron.seen.opened).toEqual(["https://docs.example/"]);
    expect(electron.seen.sandboxed).toBe(true);
    expect(Object.keys(electron.seen.permissions)).toEqual(["check", "request", "device"]);
  });

  it("answers its own page", async () => {
    await start();
    expect(await electron.invoke("system:info", {}, HOME)).toMatchObject({
      ok: true,
      value: { version: "1.2.3", node: process.versions.node },
    });
  });

  it("ends with one line when a setting is wrong", async () => {
    await start({ LOG_LEVEL: "loud" });
    expect(written).toEqual([expect.stringMatching(/^bad setting: LOG_LEVEL: [^\n]+\n$/)]);
    expect(electron.exit).toHaveBeenCalledExactlyOnceWith(1);
    expect(electron.seen.windows).toEqual([]);
  });

  it("runs once: a second one ends, and the first comes to the front", async () => {
    const { windows } = await start();
    const [window] = windows;
    expect.assert(window);
    window.minimized = true;
    electron.electron.app.emit("second-instance");
    expect([window.minimized, window.focused]).toEqual([false, true]);

    electron = fakeElectron();
    electron.seen.locked = false;
    await start();
    expect(electron.seen.windows).toEqual([]);
    expect(electron.exit).toHaveBeenCalledExactlyOnceWith(0);
  });

  it("ends on SIGTERM", async () => {
    await start();
    process.emit("SIGTERM");
    expect(electron.exit).toHaveBeenCalledExactlyOnceWith(0);
    expect(electron.seen.windows).toEqual([]);
  });

  it("puts its data where it is told", async () => {
    await start({ APP_DATA: "/srv/data" });
    expect(electron.seen.folders.get("userData")).toBe("/srv/data");
  });

  it.each([
    ["preload-error", ["/preload.cjs", new Error("why")]],
    ["did-fail-load", [-105, "ERR_NAME_NOT_RESOLVED", "app://renderer/", true]],
    ["render-process-gone", [{ reason: "crashed", exitCode: 5 }]],
  ])("tells of %s", async (name, words) => {
    const { windows } = await start();
    windows[0]?.webContents.emit(name, {}, ...words);
    const told = written.map((line) => JSON.parse(line) as { level: string });
    expect(told.filter(({ level }) => level === "error")).toHaveLength(1);
  });
});

describe("a trial run", () => {
  it("tells of health until it ends, from a folder that goes with it", async () => {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}/healthz`;
    const seen = await start({ APP_SMOKE: "1", PORT: String(port) });
    const folder = seen.folders.get("userData") ?? "";
    expect(existsSync(folder)).toBe(true);
    expect((await fetch(address)).status).toBe(503);
    expect(await electron.invoke("system:rendered", {}, HOME)).toEqual({ ok: true, value: {} });
    const response = await fetch(address);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: "ok", renderer: "rendered" });
    electron.electron.app.quit();
    await expect(fetch(address)).rejects.toThrow();
    expect(existsSync(folder)).toBe(false);
  });

  it("says when the page's process is gone", async () => {
    const port = await freePort();
    const { windows } = await start({ APP_SMOKE: "1", PORT: String(port) });
    await electron.invoke("system:rendered", {}, HOME);
    windows[0]?.webContents.emit("render-process-gone", {}, { reason: "crashed", exitCode: 5 });
    const response = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ problems: ["the page's process is gone"] });
  });
});

it("is what the harness wants to see", async () => {
  await start();
  const own = { url: "app://renderer/", preload: "" };
  await expect(checkCalls(own, electron.invoke)).rejects.toThrow("ENOENT");
});
