import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { app, BrowserWindow, ipcMain, Menu, protocol, session, shell } from "electron";

import { findContracts } from "../shared/contracts";
import { checkComplete, findFeatures } from "./features";
import { Health, serveHealth } from "./health";
import { answerCalls } from "./ipc";
import { makeLog, type Log } from "./log";
import { SCHEME } from "./origin";
import { servePages } from "./pages";
import { denyPermissions, harden, isOwn } from "./policy";
import { openResources } from "./resources";
import { BadSetting, readSettings, type Settings } from "./settings";
import { openStore } from "./store";
import { systemFeature } from "./system";
import { openWindow } from "./window";

/** Starts the application. A bad setting ends it with one line that names it. */
export async function start(env: Readonly<NodeJS.ProcessEnv> = process.env): Promise<void> {
  let settings: Settings;
  try {
    settings = readSettings(env, { packaged: app.isPackaged });
  } catch (error) {
    if (!(error instanceof BadSetting)) {
      throw error;
    }
    process.stderr.write(`bad setting: ${error.message}\n`);
    app.exit(1);
    return;
  }
  const log = makeLog(settings.logLevel);
  chooseDataFolder(settings);
  if (!app.requestSingleInstanceLock()) {
    log.info("already running");
    app.quit();
    return;
  }
  prepare(settings, log);
  await app.whenReady();
  await run(settings, log);
}

/** A trial run has a folder of its own, which goes with it: it meets neither a person's data nor their window. */
function chooseDataFolder({ dataFolder, smoke }: Settings): void {
  if (dataFolder) {
    app.setPath("userData", dataFolder);
  } else if (smoke) {
    const folder = mkdtempSync(join(tmpdir(), "app-smoke-"));
    app.setPath("userData", folder);
    app.on("quit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  }
}

/** What must be said before Electron is ready. */
function prepare(settings: Settings, log: Log): void {
  app.enableSandbox();
  if (settings.smoke) {
    app.disableHardwareAcceleration();
  }
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true },
    },
  ]);
  app.on("web-contents-created", (_event, contents) => {
    harden(contents, settings, (url) => shell.openExternal(url), log);
  });
  app.on("second-instance", () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) {
      window.restore();
    }
    window?.focus();
  });
  const stop = (signal: string) => {
    log.info("stopping", { signal });
    app.quit();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

async function run(settings: Settings, log: Log): Promise<void> {
  const health = new Health();
  const own = (url: string) => isOwn(url, settings);
  denyPermissions(session.defaultSession, log);
  protocol.handle(SCHEME, servePages(join(__dirname, "../renderer")));
  const features = [systemFeature(health, { ...process.versions, app: app.getVersion() })];
  features.push(...findFeatures());
  checkComplete(findContracts(), features);
  const data = join(app.getPath("userData"), "data");
  const store: Parameters<typeof answerCalls>[2]["store"] = (name, schema, initial) =>
    openStore(data, name, schema, initial);
  answerCalls(ipcMain, features, { log, store, resources: openResources(store) }, own);
  if (app.isPackaged && process.platform !== "darwin") {
    Menu.setApplicationMenu(null);
  }
  if (settings.smoke) {
    const server = await serveHealth(health, settings.smoke);
    app.on("will-quit", () => {
      server.close();
      server.closeAllConnections();
    });
  }
  const open = () => openWindow(settings.home, !app.isPackaged, health, log);
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") {
      app.quit();
    }
  });
  app.on("activate", () => {
    if (BrowserWindow.getAllWindows().length === 0) {
      open();
    }
  });
  open();
  log.info("started", { version: app.getVersion(), smoke: settings.smoke !== undefined });
}
