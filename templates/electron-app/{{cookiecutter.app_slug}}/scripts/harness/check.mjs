// What must be true of the application before a page of it is served.

import { existsSync } from "node:fs";

import { evaluate } from "./preload.mjs";

/** @typedef {ReturnType<typeof import("./electron.mjs").makeElectron>} Harness */

const SAFE = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
};

/**
 * The window of the application and its preload script. Throws when there is none or its page could do more than
 * it should.
 * @param {Harness["seen"]} seen
 */
export function checkWindow({ windows, permissions, sandboxed }) {
  const [window] = windows;
  if (!window || windows.length > 1) {
    throw new Error(`main opened ${windows.length} windows, not one`);
  }
  const preferences = { ...SAFE, ...window.options.webPreferences };
  for (const [name, wanted] of Object.entries(SAFE)) {
    if (preferences[/** @type {keyof typeof SAFE} */ (name)] !== wanted) {
      throw new Error(`unsafe window: ${name} is not ${wanted}`);
    }
  }
  if (!sandboxed) {
    throw new Error("unsafe application: app.enableSandbox() was not called");
  }
  if (window.webContents.opener({ url: "https://example.com/" }).action !== "deny") {
    throw new Error("unsafe window: it opens others");
  }
  if (!permissions["check"] || !permissions["request"]) {
    throw new Error("unsafe session: permissions are not decided upon");
  }
  const preload = preferences.preload ?? "";
  if (!existsSync(preload)) {
    throw new Error(`the window has no preload script at ${preload || "any path"}`);
  }
  return { url: window.url, preload };
}

/**
 * One round trip by the built preload script to the built main process; and the same from a strange page, which
 * must not be answered.
 * @param {{ url: string, preload: string }} window
 * @param {Harness["invoke"]} invoke
 */
export async function checkCalls({ url, preload }, invoke) {
  /** @param {string} from */
  const ask = async (from) => {
    const offered = evaluate(preload, (channel, input) =>
      invoke(channel, input, { url: from, parent: null }),
    );
    const info = offered["desktop"]?.["system"]?.["info"];
    if (!info) {
      throw new Error("the preload script offers no desktop.system.info");
    }
    return /** @type {{ ok?: boolean }} */ (await info({}));
  };
  const answer = await ask(url);
  if (answer?.ok !== true) {
    throw new Error(`main does not answer desktop.system.info: ${JSON.stringify(answer)}`);
  }
  if ((await ask("https://example.com/"))?.ok !== false) {
    throw new Error("main answers a page that is not its own");
  }
}
