import { join } from "node:path";

import { BrowserWindow } from "electron";

import type { Health } from "./health";
import type { Log } from "./log";
import { SAFE_PREFERENCES } from "./policy";

/** Opens the window and shows it when its page stands. What goes wrong in it is told. */
export function openWindow(
  home: string,
  devTools: boolean,
  health: Health,
  log: Log,
): BrowserWindow {
  const window = new BrowserWindow({
    width: 1024,
    height: 768,
    minWidth: 360,
    minHeight: 480,
    show: false,
    webPreferences: {
      ...SAFE_PREFERENCES,
      devTools,
      preload: join(__dirname, "../preload/index.cjs"),
    },
  });
  const { webContents } = window;
  window.once("ready-to-show", () => window.show());
  const failed = (problem: string, fields: Readonly<Record<string, unknown>>) => {
    health.failed(problem);
    log.error(problem, fields);
  };
  webContents.on("preload-error", (_event, path, error) => {
    failed("the preload script failed", { path, error });
  });
  webContents.on("did-fail-load", (_event, code, description, url, isMainFrame) => {
    if (isMainFrame) {
      failed("the page did not load", { code, description, url });
    }
  });
  webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
    failed("the page's process is gone", { reason, exit_code: exitCode });
  });
  health.windowOpened();
  window.loadURL(home).catch((error: unknown) => log.error("the page did not load", { error }));
  return window;
}
