// The production server: serves the built application.
//
//   node serve.mjs      settings by environment: HOST, PORT, STATIC_ROOT, API_URL, API_PROXY, HTTPS_ONLY

import { makeServer } from "./server/app.mjs";
import { BadSetting, readSettings } from "./server/settings.mjs";

const STOP_AFTER_MS = 2000;

/** @param {import("./server/app.mjs").Entry} entry */
function log(entry) {
  console.log(JSON.stringify({ timestamp: new Date().toISOString(), ...entry }));
}

/**
 * Starts to listen; SIGTERM and SIGINT end it, when what is under way has been answered.
 * @param {import("./server/settings.mjs").Settings} settings
 */
function start(settings) {
  const server = makeServer(settings, log);
  server.once("error", (error) => {
    console.error(`cannot listen on ${settings.host}:${settings.port}: ${error.message}`);
    process.exitCode = 1;
  });
  server.listen(settings.port, settings.host, () => {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : settings.port;
    log({ message: "started", host: settings.host, port });
  });
  /** @type {Set<import("node:net").Socket>} */
  const sockets = new Set();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  /** @param {string} signal */
  function stop(signal) {
    log({ message: "stopping", signal });
    server.close(() => log({ message: "stopped" }));
    // Browsers open connections ahead of use; Node does not count those as idle.
    [...sockets].filter((socket) => socket.bytesRead === 0).forEach((socket) => socket.destroy());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), STOP_AFTER_MS).unref();
  }
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

// Whoever read the log may go; the server stays.
process.stdout.on("error", () => {});
try {
  start(readSettings(process.env));
} catch (error) {
  if (!(error instanceof BadSetting)) {
    throw error;
  }
  console.error(`bad setting: ${error.message}`);
  process.exitCode = 1;
}
