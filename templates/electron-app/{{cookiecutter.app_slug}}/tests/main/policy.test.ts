import type { Session, WebContents } from "electron";
import { describe, expect, it, vi } from "vitest";

import { HOME } from "../../src/main/origin";
import {
  CONTENT_SECURITY_POLICY,
  denyPermissions,
  harden,
  isAllowedOutside,
  isOwn,
  SAFE_PREFERENCES,
} from "../../src/main/policy";
import { fakeElectron, fakeLog } from "./fakes";

const policy = { home: HOME, externalHosts: new Set(["docs.example"]) };

function hardened(open = vi.fn<(url: string) => Promise<void>>().mockResolvedValue()) {
  const { electron } = fakeElectron();
  const { webContents } = new electron.BrowserWindow();
  const log = fakeLog();
  harden(webContents as unknown as WebContents, policy, open, log);
  return { webContents, open, log };
}

describe("addresses", () => {
  it.each(["app://renderer/", "app://renderer/notes/1?x#y"])(
    "%s is the application's own",
    (url) => {
      expect(isOwn(url, policy)).toBe(true);
    },
  );

  it.each([
    "app://other/",
    "app://renderer.example/",
    "app://renderer:80/",
    "file:///etc/passwd",
    "https://renderer/",
    "about:blank",
    "data:text/html,hello",
    "",
  ])("%s is not", (url) => {
    expect(isOwn(url, policy)).toBe(false);
  });

  it("is the development server's while that serves the pages", () => {
    const dev = { home: "http://localhost:5173" };
    expect(isOwn("http://localhost:5173/notes", dev)).toBe(true);
    expect(isOwn("http://localhost:5174/", dev)).toBe(false);
    expect(isOwn(HOME, dev)).toBe(false);
  });

  it("may be opened outside when its host is allowed", () => {
    expect(isAllowedOutside("https://docs.example/a?b", policy)).toBe(true);
  });

  it.each([
    "http://docs.example/",
    "https://evil.example/",
    "https://docs.example.evil.example/",
    "https://docs.example:8443/",
    "https://docs.example@evil.example/",
    "https://ann:secret@docs.example/",
    "file:///usr/bin/true",
    "javascript:alert(1)",
    "mailto:ann@docs.example",
    "docs.example",
  ])("%s may not be opened outside", (url) => {
    expect(isAllowedOutside(url, policy)).toBe(false);
  });
});

describe("a page", () => {
  it("opens no window; an allowed address goes to the browser", () => {
    const { webContents, open } = hardened();
    expect(webContents.opener({ url: "https://docs.example/" })).toEqual({ action: "deny" });
    expect(open).toHaveBeenCalledExactlyOnceWith("https://docs.example/");
  });

  it("opens nothing else", () => {
    const { webContents, open, log } = hardened();
    expect(webContents.opener({ url: "https://evil.example/" })).toEqual({ action: "deny" });
    expect(webContents.opener({ url: HOME })).toEqual({ action: "deny" });
    expect(open).not.toHaveBeenCalled();
    expect(log.warn).toHaveBeenCalledTimes(2);
  });

  it("goes on when no browser can be opened", async () => {
    const { webContents, log } = hardened(vi.fn().mockRejectedValue(new Error("none")));
    webContents.opener({ url: "https://docs.example/" });
    await vi.waitFor(() => expect(log.error).toHaveBeenCalledOnce());
  });

  it.each(["will-navigate", "will-frame-navigate", "will-redirect"])("stays home: %s", (name) => {
    const { webContents } = hardened();
    const away = { url: "https://docs.example/", preventDefault: vi.fn() };
    webContents.emit(name, away);
    expect(away.preventDefault).toHaveBeenCalledOnce();
    const own = { url: `${HOME}notes`, preventDefault: vi.fn() };
    webContents.emit(name, own);
    expect(own.preventDefault).not.toHaveBeenCalled();
  });

  it("embeds no other", () => {
    const { webContents } = hardened();
    const event = { preventDefault: vi.fn() };
    webContents.emit("will-attach-webview", event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
  });

  it("gets no permission", () => {
    const { electron, seen } = fakeElectron();
    denyPermissions(electron.session.defaultSession as unknown as Session, fakeLog());
    const decide = vi.fn();
    seen.permissions["request"]?.(undefined, "media", decide);
    expect(decide).toHaveBeenCalledExactlyOnceWith(false);
    expect(seen.permissions["check"]?.()).toBe(false);
    expect(seen.permissions["device"]?.()).toBe(false);
  });

  it("is isolated, in a sandbox, without Node", () => {
    expect(SAFE_PREFERENCES).toEqual({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    });
  });

  it("runs no script but the application's", () => {
    const rules = new Map(
      CONTENT_SECURITY_POLICY.split("; ").map((rule) => {
        const [name, ...sources] = rule.split(" ");
        return [name, sources.join(" ")];
      }),
    );
    expect(rules.get("default-src")).toBe("'none'");
    expect(rules.get("script-src")).toBe("'self'");
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:|data:/);
  });
});
