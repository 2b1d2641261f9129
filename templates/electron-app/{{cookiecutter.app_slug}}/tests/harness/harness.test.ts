import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { checkCalls, checkWindow } from "../../scripts/harness/check.mjs";
import { makeElectron } from "../../scripts/harness/electron.mjs";
import { plain } from "../../scripts/harness/plain.mjs";
import { evaluate } from "../../scripts/harness/preload.mjs";
import { makeServer } from "../../scripts/harness/server.mjs";

const PRELOAD = `
const { contextBridge, ipcRenderer } = require("electron");
contextBridge.exposeInMainWorld("desktop", {
  system: { info: (input) => ipcRenderer.invoke("system:info", input) },
});`;

const stay = (event: { preventDefault: () => void }) => event.preventDefault();

let folder: string;
let preload: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "harness ü-"));
  preload = join(folder, "index.cjs");
  writeFileSync(preload, PRELOAD);
});

afterEach(() => rmSync(folder, { recursive: true }));

/** An application that does all as it should, but for the preferences of its window. */
function application(preferences: Electron.WebPreferences = {}) {
  const harness = makeElectron({ appName: "demo", version: "1.2.3" });
  const { app, BrowserWindow, ipcMain, session } = harness.electron;
  app.enableSandbox();
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setPermissionRequestHandler(() => {});
  ipcMain.handle("system:info", ({ senderFrame }) => ({
    ok: senderFrame?.url.startsWith("app://renderer/") ?? false,
  }));
  const window = new BrowserWindow({ webPreferences: { preload, ...preferences } });
  window.webContents.setWindowOpenHandler(() => ({ action: "deny" }));
  void window.loadURL("app://renderer/");
  return { ...harness, window };
}

/** The harness' server before an application that tells which address it was asked for. */
async function served() {
  const { seen, invoke, electron } = application();
  electron.protocol.handle("app", (request) => {
    const headers = { "content-type": "text/html", "x-url": request.url };
    return new Response("<head></head>", { headers });
  });
  const window = { url: "app://renderer/", preload };
  const server = makeServer(
    { seen, invoke, electron },
    () => window,
    async () => ({
      status: 503,
      body: { status: "starting" },
    }),
  );
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, [Symbol.asyncDispose]: async () => void server.close() };
}

describe("the stand-in for Electron", () => {
  it("says what it lacks", () => {
    const { electron } = makeElectron({ appName: "demo", version: "1" });
    const app = electron.app as unknown as Record<string, unknown>;
    expect(() => app["setBadgeCount"]).toThrow("the harness has no app.setBadgeCount: add it");
    expect(() => (electron as unknown as Record<string, unknown>)["dialog"]).toThrow(
      "electron.dialog",
    );
    expect(() => electron.app.getPath("music")).toThrow("no folder music");
  });

  it("has one handler for a channel", () => {
    const { electron } = application();
    expect(() => electron.ipcMain.handle("system:info", () => 1)).toThrow("second handler");
  });

  it("knows no other channels", async () => {
    await expect(application().invoke("other", {}, null)).rejects.toThrow("No handler registered");
  });

  it("quits by closing its windows, unless it is kept from it", () => {
    const exit = vi.fn();
    const { electron, seen } = makeElectron({ appName: "demo", version: "1", exit });
    const window = new electron.BrowserWindow();
    window.on("close", stay);
    electron.app.quit();
    expect(seen.windows).toHaveLength(1);
    window.off("close", stay);
    electron.app.quit();
    expect(seen.windows).toHaveLength(0);
    expect(exit).toHaveBeenCalledExactlyOnceWith(0);
  });

  it.each([new Date(0), new Map(), 1n, Number.NaN, () => 1, [Symbol("a")], { a: new Set() }])(
    "carries plain JSON only, not %s",
    (value) => {
      expect(() => plain(value, "answer")).toThrow("is not plain JSON");
    },
  );

  it("carries a copy", () => {
    const value = { a: [1, "b", true, null], c: undefined };
    expect(plain(value, "answer")).toEqual(value);
    expect(plain(value, "answer")).not.toBe(value);
  });
});

describe("the checks", () => {
  it("pass what is safe", async () => {
    const { seen, invoke } = application();
    const window = checkWindow(seen);
    expect(window).toEqual({ url: "app://renderer/", preload });
    await expect(checkCalls(window, invoke)).resolves.toBeUndefined();
  });

  it.each([
    [{ contextIsolation: false }, "contextIsolation is not true"],
    [{ sandbox: false }, "sandbox is not true"],
    [{ nodeIntegration: true }, "nodeIntegration is not false"],
    [{ webSecurity: false }, "webSecurity is not true"],
    [{ webviewTag: true }, "webviewTag is not false"],
    [{ preload: "/gone.cjs" }, "no preload script at /gone.cjs"],
  ])("refuse a window with %j", (preferences, said) => {
    expect(() => checkWindow(application(preferences).seen)).toThrow(said);
  });

  it("refuse one that opens others, and permissions for all", () => {
    const { seen, window } = application();
    window.webContents.setWindowOpenHandler(() => ({ action: "allow" }));
    expect(() => checkWindow(seen)).toThrow("it opens others");
    const other = application().seen;
    delete other.permissions["request"];
    expect(() => checkWindow(other)).toThrow("permissions are not decided upon");
    expect(() => checkWindow({ ...application().seen, sandboxed: false })).toThrow("enableSandbox");
    expect(() => checkWindow({ ...application().seen, windows: [] })).toThrow("0 windows");
  });

  it("refuse a main that answers strangers, or nobody", async () => {
    const { seen } = application();
    const window = checkWindow(seen);
    await expect(checkCalls(window, async () => ({ ok: true }))).rejects.toThrow("not its own");
    await expect(checkCalls(window, async () => ({ ok: false }))).rejects.toThrow(
      "does not answer",
    );
  });

  it("refuse a preload script that wants more than a sandbox has", () => {
    writeFileSync(preload, 'require("node:fs")');
    expect(() => evaluate(preload, async () => 1)).toThrow("module not found: node:fs");
    writeFileSync(preload, "process.exit()");
    expect(() => evaluate(preload, async () => 1)).toThrow("process is not defined");
  });
});

describe("the server", () => {
  it("serves main's pages, with the preload script first", async () => {
    await using server = await served();
    const response = await fetch(`${server.address}/notes?x`);
    expect(response.headers.get("x-url")).toBe("app://renderer/notes?x");
    expect(await response.text()).toBe('<head><script src="/@harness/preload.js"></script></head>');
    const script = await (await fetch(`${server.address}/@harness/preload.js`)).text();
    expect(script).toContain(PRELOAD);
    expect((await fetch(`${server.address}/healthz`)).status).toBe(503);
  });

  it("brings the calls of its pages to main, and no others", async () => {
    await using server = await served();
    const call = (origin: string, channel: string) =>
      fetch(`${server.address}/@harness/invoke`, {
        method: "POST",
        headers: { origin },
        body: JSON.stringify({ channel, input: {}, path: "/notes" }),
      });
    const answered = await call(server.address, "system:info");
    expect(await answered.json()).toEqual({ value: { ok: true } });
    const unknown = await call(server.address, "other");
    expect(await unknown.json()).toEqual({ error: expect.stringContaining("No handler") });
    expect((await call("https://example.com", "system:info")).status).toBe(403);
  });
});
