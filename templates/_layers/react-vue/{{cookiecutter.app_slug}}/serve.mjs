// The production server: serves the built application from memory, without dependencies.
//
//   node serve.mjs      settings by environment: HOST, PORT, STATIC_ROOT, API_URL, API_PROXY, HTTPS_ONLY
//
// Every file is read at start and found by its exact path, so that no request reaches another file.

import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** @import { IncomingMessage, Server, ServerResponse } from "node:http" */
/** @typedef {{ host: string, port: number, root: string, apiUrl: string, apiProxy?: string, httpsOnly: boolean }} Settings */
/** @typedef {{ body: Buffer, gzip: Buffer | undefined, etag: string, type: string, cache: string }} File */
/** @typedef {Record<string, string | number | undefined>} Entry */

const API_URL_META = /(<meta\s+name="api-url"\s+content=")([^"]*)(")/;
const STOP_AFTER_MS = 2000;
const SMALLEST_TO_COMPRESS = 1024;

/** @type {Record<string, string>} */
const TYPES = {
  ".avif": "image/avif",
  ".css": "text/css; charset=utf-8",
  ".gif": "image/gif",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".mp4": "video/mp4",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webm": "video/webm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};
const COMPRESSED = /^(text\/|image\/svg|application\/(json|manifest|wasm|xml))/;

/** A setting that is wrong; its message names the variable. */
export class BadSetting extends Error {}

/**
 * The settings of an environment. Throws BadSetting.
 * @param {Record<string, string | undefined>} env
 * @returns {Settings}
 */
export function readSettings(env) {
  const port = env["PORT"] || "4173";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new BadSetting("PORT: not a number from 0 to 65535");
  }
  const httpsOnly = (env["HTTPS_ONLY"] || "false").toLowerCase();
  if (!["true", "false"].includes(httpsOnly)) {
    throw new BadSetting("HTTPS_ONLY: neither true nor false");
  }
  const root = resolve(env["STATIC_ROOT"] || "dist");
  if (!statSync(join(root, "index.html"), { throwIfNoEntry: false })?.isFile()) {
    throw new BadSetting(`STATIC_ROOT: no index.html in ${root} (has the application been built?)`);
  }
  const apiUrl = checkApiUrl((env["API_URL"] ?? "").trim());
  return {
    host: env["HOST"] || "127.0.0.1",
    port: Number(port),
    root,
    apiUrl,
    apiProxy: checkApiProxy((env["API_PROXY"] ?? "").trim(), apiUrl),
    httpsOnly: httpsOnly === "true",
  };
}

/**
 * The same rule as src/apiUrl.ts; this file stands alone.
 * @param {string} value
 */
function checkApiUrl(value) {
  if (value === "" || /^\/(?!\/)[^\s?#\\"<>]*$/.test(value)) {
    return value;
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const plain = url && !url.username && !url.password && !url.search && !url.hash;
  if (!plain || !["http:", "https:"].includes(url.protocol)) {
    throw new BadSetting(
      "API_URL: neither a path such as /api nor a URL such as https://api.example.com",
    );
  }
  return url.href;
}

/**
 * @param {string} value
 * @param {string} apiUrl
 */
function checkApiProxy(value, apiUrl) {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (value !== "" && (!url?.protocol.startsWith("http") || url.href !== `${url.origin}/`)) {
    throw new BadSetting("API_PROXY: not the origin of a server such as http://127.0.0.1:8000");
  }
  if (value !== "" && !/^\/./.test(apiUrl)) {
    throw new BadSetting("API_PROXY: API_URL must be a path such as /api then");
  }
  return value;
}

/**
 * Every file below a folder, by the path of its URL. Hidden files and links are left out.
 * @param {string} folder
 * @param {string} [prefix]
 * @returns {Generator<[string, string]>}
 */
function* walk(folder, prefix = "/") {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") && entry.name !== ".well-known") {
      continue;
    }
    if (entry.isDirectory()) {
      yield* walk(path, `${prefix}${entry.name}/`);
    } else if (entry.isFile()) {
      yield [prefix + entry.name, path];
    }
  }
}

/**
 * @param {string} urlPath
 * @param {Buffer} body
 * @returns {File}
 */
function load(urlPath, body) {
  const type = TYPES[extname(urlPath).toLowerCase()] ?? "application/octet-stream";
  const small = body.length < SMALLEST_TO_COMPRESS || !COMPRESSED.test(type);
  return {
    body,
    gzip: small ? undefined : gzipSync(body),
    etag: `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`,
    type,
    // Vite puts a hash of the content into the names below /assets/.
    cache: urlPath.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
  };
}

/**
 * The headers that every answer has.
 * @param {string} apiUrl
 * @param {boolean} httpsOnly
 * @returns {Record<string, string>}
 */
function securityHeaders(apiUrl, httpsOnly) {
  const api = URL.canParse(apiUrl) ? ` ${new URL(apiUrl).origin}` : "";
  const policy = [
    "default-src 'none'",
    "base-uri 'none'",
    `connect-src 'self'${api}`,
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "manifest-src 'self'",
    "media-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    ...(httpsOnly ? ["upgrade-insecure-requests"] : []),
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    ...(httpsOnly ? { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" } : {}),
  };
}

/**
 * The decoded path of a request's target; undefined when it could not be that of a page or file.
 * @param {string} target
 */
function pathOf(target) {
  let path;
  try {
    path = decodeURIComponent(target.split(/[?#]/, 1)[0] ?? "");
  } catch {
    return undefined;
  }
  const odd = /[\\\p{Cc}]/u.test(path) || /\/\.{0,2}\//.test(path) || /\/\.{1,2}$/.test(path);
  return path.startsWith("/") && !odd ? path : undefined;
}

/**
 * The server of the built application; it listens when told to. Throws BadSetting.
 * @param {Settings} settings
 * @param {(entry: Entry) => void} [log]
 * @returns {Server}
 */
export function makeServer(settings, log = () => {}) {
  /** @type {Map<string, File>} */
  const files = new Map();
  for (const [urlPath, path] of walk(settings.root)) {
    files.set(urlPath, load(urlPath, readFileSync(path)));
  }
  let html = files.get("/index.html")?.body.toString("utf8") ?? "";
  const built = API_URL_META.exec(html)?.[2];
  if (settings.apiUrl && built === undefined) {
    throw new BadSetting('API_URL: index.html has no <meta name="api-url"> to put it into');
  }
  const apiUrl = settings.apiUrl || (built ?? "");
  html = html.replace(API_URL_META, (_all, start, _old, end) => start + apiUrl + end);
  const page = load("/index.html", Buffer.from(html));
  files.set("/index.html", page).set("/", page);
  const headers = securityHeaders(apiUrl, settings.httpsOnly);
  const api = apiUrl.startsWith("/") && apiUrl !== "/" ? apiUrl.replace(/\/+$/, "") : undefined;

  /** @param {string} path */
  function ofApi(path) {
    return api !== undefined && `${path}/`.startsWith(`${api}/`);
  }

  /** @param {string} path */
  function find(path) {
    const exact = files.get(path);
    if (exact) {
      return exact;
    }
    const isPage = !path.startsWith("/assets/") && !path.slice(path.lastIndexOf("/")).includes(".");
    return isPage && !ofApi(path) ? page : undefined;
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  function answer(request, response) {
    const begun = performance.now();
    const method = request.method ?? "";
    const given = request.headers["x-request-id"];
    const id = typeof given === "string" && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    const path = pathOf(request.url ?? "");

    /**
     * @param {number} status
     * @param {Record<string, string>} more
     * @param {Buffer | string} [body]
     */
    function send(status, more, body) {
      response.writeHead(status, {
        ...headers,
        "X-Request-Id": id,
        ...(body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) }),
        ...more,
      });
      response.end(method === "HEAD" ? undefined : body);
    }

    /**
     * @param {number} status
     * @param {string} text
     * @param {Record<string, string>} [more]
     */
    function refuse(status, text, more = {}) {
      const type = "text/plain; charset=utf-8";
      send(status, { "Content-Type": type, "Cache-Control": "no-store", ...more }, `${text}\n`);
    }

    if (path !== "/healthz") {
      response.once("close", () => {
        const duration = Math.round((performance.now() - begun) * 10) / 10;
        const told = { request_id: id, method, path: path ?? "(malformed)" };
        log({ message: "request", ...told, status: response.statusCode, duration_ms: duration });
      });
    }
    if (settings.apiProxy && ofApi(path ?? "")) {
      forward(request, response, settings.apiProxy, id, () => {
        refuse(502, "The API does not answer");
      });
      return;
    }
    if (method !== "GET" && method !== "HEAD") {
      refuse(405, "Method not allowed", { Allow: "GET, HEAD" });
      return;
    }
    if (path === undefined) {
      refuse(400, "Bad request");
      return;
    }
    if (path === "/healthz") {
      const type = "application/json";
      send(200, { "Content-Type": type, "Cache-Control": "no-store" }, '{"status":"ok"}\n');
      return;
    }
    const file = find(path);
    if (!file) {
      refuse(404, "Not found");
      return;
    }
    const zip = file.gzip && /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(acceptedBy(request));
    const common = {
      ETag: file.etag,
      "Cache-Control": file.cache,
      ...(file.gzip ? { Vary: "Accept-Encoding" } : {}),
    };
    if (isKnown(request, file.etag)) {
      send(304, common);
      return;
    }
    const coding = zip ? { "Content-Encoding": "gzip" } : {};
    send(200, { ...common, "Content-Type": file.type, ...coding }, zip ? file.gzip : file.body);
  }

  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, answer);
  return server;
}

/**
 * Hands a request on to the server of the API, and its answer back; `fail` is called when there is none.
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 * @param {string} origin
 * @param {string} id
 * @param {() => void} fail
 */
function forward(request, response, origin, id, fail) {
  const headers = { ...request.headers, "x-request-id": id };
  delete headers.connection;
  const onward = (origin.startsWith("https:") ? httpsRequest : httpRequest)(
    new URL(request.url ?? "", origin),
    { method: request.method, headers },
    (answer) => {
      delete answer.headers.connection;
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on("error", () => response.destroy()).pipe(response);
    },
  );
  onward.on("error", () => (response.headersSent ? response.destroy() : fail()));
  response.once("close", () => onward.destroy());
  request.pipe(onward);
}

/** @param {IncomingMessage} request */
function acceptedBy(request) {
  return String(request.headers["accept-encoding"] ?? "");
}

/**
 * True when the client says that it has this very content.
 * @param {IncomingMessage} request
 * @param {string} etag
 */
function isKnown(request, etag) {
  const known = request.headers["if-none-match"];
  return known !== undefined && (known.trim() === "*" || known.includes(etag.slice(2)));
}

/** @param {Entry} entry */
function logLine(entry) {
  console.log(JSON.stringify({ timestamp: new Date().toISOString(), ...entry }));
}

function main() {
  // Whoever read the log may go; the server stays.
  process.stdout.on("error", () => {});
  /** @type {Settings} */
  let settings;
  /** @type {Server} */
  let server;
  try {
    settings = readSettings(process.env);
    server = makeServer(settings, logLine);
  } catch (error) {
    if (!(error instanceof BadSetting)) {
      throw error;
    }
    console.error(`bad setting: ${error.message}`);
    process.exitCode = 1;
    return;
  }
  server.once("error", (error) => {
    console.error(`cannot listen on ${settings.host}:${settings.port}: ${error.message}`);
    process.exitCode = 1;
  });
  server.listen(settings.port, settings.host, () => {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : settings.port;
    logLine({ message: "started", host: settings.host, port });
  });
  /** @type {Set<import("node:net").Socket>} */
  const sockets = new Set();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  /** @param {string} signal */
  function stop(signal) {
    logLine({ message: "stopping", signal });
    server.close(() => logLine({ message: "stopped" }));
    // Browsers open connections ahead of use; Node does not count those as idle.
    for (const socket of sockets) {
      if (socket.bytesRead === 0) {
        socket.destroy();
      }
    }
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), STOP_AFTER_MS).unref();
  }
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

const started = process.argv[1];
if (started && import.meta.url === pathToFileURL(realpathSync(started)).href) {
  main();
}
