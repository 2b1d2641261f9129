// Runs the API and the pages, both until Ctrl-C or until one of them ends.
//
//   node dev.mjs        for development
//   node dev.mjs run    as built
//
// API_PORT in the environment is the port of the API, MAKE another program than make.
//
// The API starts again after a change of its sources. The development server of the pages takes changes up by itself,
// and hands requests for /api on to the API.

import { spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { join } from "node:path";

const PORT = process.env["API_PORT"] || "8000";
const SOURCES = ["src", "migrations"].map((name) => join("api", name)).filter((path) => existsSync(path));
const QUIET_MS = 300;
const STOP_MS = 5000;
const MAKE = process.env["MAKE"] || "make";

const api = { HOST: "127.0.0.1", PORT, MIGRATE_ON_START: "true" };
const target = `http://127.0.0.1:${PORT}`;
const web = { DEV_API_URL: target, API_PROXY: target, VITE_API_URL: "/api", API_URL: "/api" };
const verb = process.argv[2] === "run" ? "run" : "dev";

let stopping = false;
let restarting = false;
/** @type {Map<string, import("node:child_process").ChildProcess>} */
const running = new Map();

/**
 * @param {string} part
 * @param {string} verb
 * @param {Record<string, string>} env
 */
function start(part, verb, env) {
  // In a group of its own, so that what make has started ends with it.
  const child = spawn(MAKE, ["--no-print-directory", "-C", part, verb], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  running.set(part, child);
  child.once("error", (error) => {
    console.error(`${part}: ${error.message}`);
    void stop(1);
  });
  child.once("exit", (code) => {
    running.delete(part);
    if (stopping || restarting) {
      return;
    }
    if (part === "api") {
      console.error(`api: ended with ${code ?? "a signal"}; it starts again after the next change`);
    } else {
      void stop(code ?? 1);
    }
  });
}

/** @param {string} part */
async function end(part) {
  const child = running.get(part);
  if (!child?.pid) {
    return;
  }
  const ended = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid, "SIGTERM");
  const late = setTimeout(() => child.pid && process.kill(-child.pid, "SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(late);
}

/** @param {number} code */
async function stop(code) {
  if (!stopping) {
    stopping = true;
    await Promise.all(["api", "web"].map(end));
    process.exit(code);
  }
}

async function restart() {
  if (stopping || restarting) {
    return;
  }
  restarting = true;
  await end("api");
  restarting = false;
  console.log("api: starts again");
  start("api", "run", api);
}

/** @type {NodeJS.Timeout | undefined} */
let due;
for (const folder of verb === "dev" ? SOURCES : []) {
  watch(folder, { recursive: true }, (_event, name) => {
    if (name && !/(^|[/\\])(__pycache__|\.)|~$/.test(name)) {
      clearTimeout(due);
      due = setTimeout(() => void restart(), QUIET_MS);
    }
  });
}

process.once("SIGINT", () => void stop(0));
process.once("SIGTERM", () => void stop(0));
start("api", "run", api);
start("web", verb, web);
