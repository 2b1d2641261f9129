// A trial run: starts the application, waits until it is well, and ends it again.
//
//   node scripts/smoke.mjs              in the harness
//   node scripts/smoke.mjs electron     on Electron; it needs a display (or xvfb-run -a before it)

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { setInterval } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const LIMIT_MS = 60_000;
const root = fileURLToPath(new URL("../", import.meta.url));
const onElectron = process.argv[2] === "electron";

/** @returns {[string, string[]]} */
function program() {
  if (!onElectron) {
    return [process.execPath, ["scripts/harness.mjs"]];
  }
  // The module `electron` is the path of its program; it is downloaded when it is not there.
  const path = String(createRequire(import.meta.url)("electron"));
  // Many machines without a display also lack what Chromium's sandbox needs.
  return [path, [".", ...(process.platform === "linux" ? ["--no-sandbox"] : [])]];
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

const PORT = String(await freePort());
const [command, words] = program();
const env = { ...process.env, APP_SMOKE: "1", HOST: "127.0.0.1", PORT };
const application = spawn(command, words, { cwd: root, env, stdio: "inherit" });
const ended = new Promise((resolve) => {
  application.once("exit", (code, signal) => resolve(code ?? signal));
});
const deadline = Date.now() + LIMIT_MS;
let report = "nothing answered";
let well = false;
for await (const now of setInterval(100, Date.now)) {
  const response = await fetch(`http://127.0.0.1:${PORT}/healthz`).catch(() => undefined);
  report = response ? await response.text() : report;
  well = response?.status === 200;
  if (well || application.exitCode !== null || now() > deadline) {
    break;
  }
}
application.kill("SIGTERM");
const kill = setTimeout(() => application.kill("SIGKILL"), 5000);
const code = await ended;
clearTimeout(kill);
// Windows has no signals to end a program by.
const clean = code === 0 || process.platform === "win32";
console.log(`${onElectron ? "Electron" : "harness"}: ${report.trim()}; ended with ${code}`);
process.exitCode = well && clean ? 0 : 1;
