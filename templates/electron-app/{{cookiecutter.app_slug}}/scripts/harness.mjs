// Runs the application as built where there is no Electron: main on Node, the page in any browser.
//
//   node scripts/harness.mjs      settings by environment: HOST, PORT, and those of the application
//
// Main, preload and renderer are the files in out/, untouched; of Electron there is a stand-in (harness/electron.mjs).
// What only Electron can do is not shown by it: processes, the sandbox, real windows. /healthz says "harness": true.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import Module, { createRequire } from "node:module";
import { setInterval } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { checkCalls, checkWindow } from "./harness/check.mjs";
import { makeElectron } from "./harness/electron.mjs";
import { makeServer } from "./harness/server.mjs";

const HOST = process.env["HOST"] || "127.0.0.1";
const PORT = process.env["PORT"] || "4174";
const root = new URL("../", import.meta.url);
const require = createRequire(import.meta.url);
const { name, version, main } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));

/** @param {string} message @param {object} [fields] */
function log(message, fields = {}) {
  const entry = { timestamp: new Date().toISOString(), level: "info", message, ...fields };
  console.log(JSON.stringify({ ...entry, harness: true }));
}

/** @param {unknown} error */
function fail(error) {
  console.error(`harness: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

const harness = makeElectron({
  appName: name,
  version,
  log,
  exit: (code) => {
    server.closeAllConnections();
    server.close(() => process.exit(code));
    if (!server.listening) {
      process.exit(code);
    }
  },
});
/** @type {{ url: string, preload: string } | undefined} */
let ready;
/** Main's own /healthz, as it has one on Electron. */
let inner = "";
const server = makeServer(harness, () => ready, health);

/** Well when main, the window and the preload script are; the page is a browser's to prove, main knows whether. */
async function health() {
  const response = await fetch(inner).catch(() => undefined);
  const report = response && /** @type {any} */ (await response.json());
  const rest = report?.missing.filter((/** @type {string} */ part) => part !== "renderer");
  const well = ready !== undefined && report?.status !== "failed" && rest?.length === 0;
  const body = { ...report, status: well ? "ok" : (report?.status ?? "starting"), harness: true };
  return { status: well ? 200 : 503, body };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** @param {() => boolean} done */
async function until(done) {
  const deadline = Date.now() + 20_000;
  for await (const now of setInterval(20, Date.now)) {
    if (done()) {
      return;
    }
    if (now() > deadline) {
      throw new Error("main opened no window within 20 s");
    }
  }
}

async function run() {
  if (!/^\d{1,5}$/.test(PORT) || Number(PORT) > 65535) {
    throw new Error("bad setting: PORT: not a number from 0 to 65535");
  }
  const port = await freePort();
  inner = `http://127.0.0.1:${port}/healthz`;
  const own = { APP_SMOKE: "1", HOST: "127.0.0.1", PORT: String(port), ELECTRON_RENDERER_URL: "" };
  Object.assign(process.env, own);
  const loader = /** @type {any} */ (Module);
  const load = loader._load;
  loader._load = (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) =>
    request === "electron" ? harness.electron : load(request, ...rest);
  require(fileURLToPath(new URL(main, root)));
  await until(() => harness.seen.windows.some(({ url }) => url !== ""));
  const window = checkWindow(harness.seen);
  await checkCalls(window, harness.invoke);
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(Number(PORT), HOST, () => resolve(undefined));
  });
  ready = window;
  const address = server.address();
  const told = typeof address === "object" && address ? address.port : PORT;
  log("started in the harness", { host: HOST, port: told });
}

process.on("unhandledRejection", fail);
run().catch(fail);
