// What the main process uses of Electron, in plain Node: enough to run the application without its windows.
// Whatever is not here is an error that names it, never a quiet nothing.

import { EventEmitter } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { plain } from "./plain.mjs";

/** @typedef {{ url: string, parent: unknown }} Frame */
/** @typedef {(event: { senderFrame: Frame | null }, input: unknown) => unknown} Handler */
/** @typedef {(request: Request) => Response | Promise<Response>} PageHandler */
/** @typedef {{ appName: string, version: string, log?: (message: string, fields?: object) => void, exit?: (code: number) => void }} Options */

/**
 * The object, but one that says so when it lacks what it is asked for.
 * @template {object} T
 * @param {string} name
 * @param {T} object
 * @returns {T}
 */
function strict(name, object) {
  return new Proxy(object, {
    get(target, key, receiver) {
      if (
        typeof key === "string" &&
        !(key in target) &&
        !["then", "toJSON", "domain"].includes(key)
      ) {
        throw new Error(
          `the harness has no ${name}.${key}: add it to scripts/harness/electron.mjs`,
        );
      }
      return Reflect.get(target, key, receiver);
    },
  });
}

/** What an event is given: a listener may prevent the rest. */
function cancellable(more = {}) {
  return {
    ...more,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}

/**
 * A stand-in for the module `electron`, and `seen`: what the application did with it.
 * @param {Options} options
 */
export function makeElectron({ appName, version, log = () => {}, exit = () => {} }) {
  const seen = {
    /** @type {InstanceType<typeof BrowserWindow>[]} */
    windows: [],
    /** @type {Map<string, Handler>} */
    handlers: new Map(),
    /** @type {Map<string, PageHandler>} */
    pages: new Map(),
    /** @type {Record<string, Function | undefined>} */
    permissions: {},
    /** @type {Map<string, string>} */
    folders: new Map([["userData", join(tmpdir(), appName)]]),
    /** @type {string[]} */
    opened: [],
    schemes: /** @type {unknown[]} */ ([]),
    sandboxed: false,
    locked: true,
    ended: false,
  };

  class App extends EventEmitter {
    isPackaged = false;
    getName = () => appName;
    getVersion = () => version;
    requestSingleInstanceLock = () => seen.locked;
    whenReady = async () => {};
    isReady = () => true;
    disableHardwareAcceleration() {}
    enableSandbox() {
      seen.sandboxed = true;
    }

    /** @param {string} name @param {string} folder */
    setPath(name, folder) {
      seen.folders.set(name, folder);
    }

    /** @param {string} name */
    getPath(name) {
      const folder = seen.folders.get(name);
      if (folder === undefined) {
        throw new Error(
          `the harness has no folder ${name}: add it to scripts/harness/electron.mjs`,
        );
      }
      return folder;
    }

    quit() {
      const event = cancellable();
      this.emit("before-quit", event);
      for (const window of seen.windows.filter(() => !event.defaultPrevented)) {
        window.close();
      }
      if (!event.defaultPrevented && seen.windows.length === 0) {
        this.emit("will-quit", event);
        if (!event.defaultPrevented) {
          this.exit(0);
        }
      }
    }

    exit(code = 0) {
      if (!seen.ended) {
        seen.ended = true;
        this.emit("quit", {}, code);
        exit(code);
      }
    }
  }
  const app = strict("app", new App());

  class WebContents extends EventEmitter {
    /** @type {(details: { url: string }) => { action: string }} */
    opener = () => ({ action: "allow" });

    /** @param {typeof this.opener} opener */
    setWindowOpenHandler(opener) {
      this.opener = opener;
    }
    openDevTools() {}
  }

  class BrowserWindow extends EventEmitter {
    static getAllWindows = () => [...seen.windows];
    url = "";
    shown = false;
    minimized = false;
    focused = false;
    webContents = strict("webContents", new WebContents());

    /** @param {Electron.BrowserWindowConstructorOptions} options */
    constructor(options = {}) {
      super();
      this.options = options;
      app.emit("web-contents-created", {}, this.webContents);
      const window = strict("BrowserWindow", this);
      seen.windows.push(window);
      // oxlint-disable-next-line no-constructor-return
      return window;
    }

    /** @param {string} url */
    async loadURL(url) {
      this.url = url;
      setImmediate(() => this.emit("ready-to-show"));
    }
    show() {
      this.shown = true;
    }
    focus() {
      this.focused = true;
    }
    restore() {
      this.minimized = false;
    }
    isMinimized() {
      return this.minimized;
    }
    close() {
      const event = cancellable();
      this.emit("close", event);
      if (!event.defaultPrevented) {
        seen.windows = seen.windows.filter((window) => window.webContents !== this.webContents);
        this.emit("closed");
      }
    }
  }

  /** @param {string} kind */
  const keep = (kind) => (/** @type {Function} */ decide) => {
    seen.permissions[kind] = decide;
  };

  const electron = {
    app,
    BrowserWindow,
    ipcMain: strict("ipcMain", {
      /** @param {string} name @param {Handler} handler */
      handle(name, handler) {
        if (seen.handlers.has(name)) {
          throw new Error(`Attempted to register a second handler for '${name}'`);
        }
        seen.handlers.set(name, handler);
      },
    }),
    Menu: strict("Menu", { setApplicationMenu() {} }),
    protocol: strict("protocol", {
      /** @param {unknown[]} schemes */
      registerSchemesAsPrivileged(schemes) {
        seen.schemes.push(...schemes);
      },
      /** @param {string} scheme @param {PageHandler} handler */
      handle(scheme, handler) {
        seen.pages.set(scheme, handler);
      },
    }),
    session: strict("session", {
      defaultSession: strict("session.defaultSession", {
        setPermissionCheckHandler: keep("check"),
        setPermissionRequestHandler: keep("request"),
        setDevicePermissionHandler: keep("device"),
      }),
    }),
    shell: strict("shell", {
      /** @param {string} url */
      async openExternal(url) {
        seen.opened.push(url);
        log("would open a browser", { url });
      },
    }),
  };

  /**
   * Asks the main process as a page does.
   * @param {string} name
   * @param {unknown} input
   * @param {Frame | null} frame
   */
  async function invoke(name, input, frame) {
    const handler = seen.handlers.get(name);
    if (!handler) {
      throw new Error(`No handler registered for '${name}'`);
    }
    return plain(await handler({ senderFrame: frame }, plain(input, "input")), "answer");
  }

  return { electron: strict("electron", electron), seen, invoke };
}
