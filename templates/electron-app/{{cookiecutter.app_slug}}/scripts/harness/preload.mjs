// Runs the built preload script: once here, in an empty world, and in each page that a browser opens.

import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

/** @typedef {(channel: string, input: unknown) => Promise<unknown>} Invoke */
/** @typedef {Record<string, Record<string, (input: unknown) => Promise<unknown>>>} Bridge */

/**
 * Evaluates a preload script with what a sandbox has, and returns what it offers to the page.
 * @param {string} path
 * @param {Invoke} invoke
 * @returns {Record<string, Bridge>}
 */
export function evaluate(path, invoke) {
  /** @type {Record<string, Bridge>} */
  const offered = {};
  const electron = {
    contextBridge: {
      /** @param {string} name @param {Bridge} bridge */
      exposeInMainWorld(name, bridge) {
        offered[name] = bridge;
      },
    },
    ipcRenderer: { invoke },
  };
  /** @param {string} name */
  const require = (name) => {
    if (name !== "electron") {
      throw new Error(
        `module not found: ${name} (a preload script in a sandbox has Electron only)`,
      );
    }
    return electron;
  };
  const module = { exports: {} };
  const world = createContext({
    AbortController,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
    clearTimeout,
    console,
    exports: module.exports,
    module,
    queueMicrotask,
    require,
    setTimeout,
    structuredClone,
  });
  runInContext(`(() => {${readFileSync(path, "utf8")}\n})()`, world, { filename: path });
  return offered;
}

/**
 * The same for a browser: a script that stands before those of the page. It speaks to /@harness/invoke.
 * @param {string} path
 */
export function forBrowser(path) {
  const source = readFileSync(path, "utf8");
  return `(() => {
  const offer = (value) =>
    typeof value === "object" && value !== null
      ? Object.freeze(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, offer(item)])))
      : value;
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name, bridge) =>
        Object.defineProperty(window, name, { value: offer(bridge), enumerable: true }),
    },
    ipcRenderer: {
      invoke: async (channel, input) => {
        const response = await fetch("/@harness/invoke", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ channel, input, path: location.pathname }),
        });
        const { error, value } = await response.json();
        if (error) throw new Error("Error invoking remote method '" + channel + "': " + error);
        return value;
      },
    },
  };
  const require = (name) => {
    if (name !== "electron") throw new Error("module not found: " + name);
    return electron;
  };
  const module = { exports: {} };
  ((require, module, exports) => {${source}
  })(require, module, module.exports);
})();
`;
}
