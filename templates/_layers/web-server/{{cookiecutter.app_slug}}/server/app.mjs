// The server of the built application: Express, with helmet, compression and httpxy.

import { randomBytes, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, STATUS_CODES } from "node:http";
import { join, relative, sep } from "node:path";
import { constants } from "node:zlib";

import compression from "compression";
import express from "express";
import { createProxyServer } from "httpxy";

import { config } from "./config.mjs";
import { protection } from "./protection.mjs";
import { check } from "./settings.mjs";

/** @import { NextFunction, Request, Response } from "express" */
/** @import { Settings } from "./settings.mjs" */
/** @typedef {Record<string, string | number | undefined>} Entry */

const API_URL_META = /(<meta\s+name="api-url"\s+content=")([^"]*)(")/;
const NONCE = /(\s(?:ngcspnonce|nonce)=")[^"]*(")/gi;

/**
 * The paths of the files below a folder, as they are in URLs. Hidden files and links are left out.
 * @param {string} root
 */
function filesBelow(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `/${relative(root, join(entry.parentPath, entry.name)).split(sep).join("/")}`)
    .filter((path) => !/\/\.(?!well-known\/)/.test(path));
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
 * Answers with a line of text in place of what was asked for.
 * @param {Response} response
 * @param {number} status
 */
function refuse(response, status, text = STATUS_CODES[status] ?? "") {
  response.status(status).set("Cache-Control", "no-store").type("text").send(`${text}\n`);
}

/**
 * Answers in place of what failed, such as a part of a file that is beyond its end.
 * @param {any} error
 * @param {Request} _request
 * @param {Response} response
 * @param {NextFunction} next
 */
function failed(error, _request, response, next) {
  if (response.headersSent) {
    next(error);
  } else {
    refuse(response, error.status ?? 500);
  }
}

/**
 * The server of the built application; it listens when told to. Throws BadSetting.
 * @param {Settings} settings
 * @param {(entry: Entry) => void} [log]
 */
export function makeServer({ root, apiUrl: given, apiProxy, httpsOnly }, log = () => {}) {
  const files = new Set(filesBelow(root));
  const built = readFileSync(join(root, "index.html"), "utf8");
  const [, , builtIn] = API_URL_META.exec(built) ?? [];
  const placeless = 'API_URL: index.html has no <meta name="api-url"> to put it into';
  check(!given || builtIn !== undefined, placeless);
  const apiUrl = given || (builtIn ?? "");
  const html = built.replace(API_URL_META, (_all, start, _old, end) => start + apiUrl + end);
  const hasNonces = html.search(NONCE) >= 0;
  const api = apiUrl.startsWith("/") && apiUrl !== "/" ? apiUrl.replace(/\/+$/, "") : undefined;
  const protect = protection(apiUrl, httpsOnly);

  /** @param {string | undefined} path */
  const ofApi = (path) => api !== undefined && `${path ?? ""}/`.startsWith(`${api}/`);

  /**
   * True when the page answers for a path: its router knows the rest.
   * @param {string} path
   */
  function isPage(path) {
    const named = config.hashed.test(path) || path.slice(path.lastIndexOf("/")).includes(".");
    return path === "/index.html" || (!named && !files.has(path) && !ofApi(path));
  }

  const app = express().disable("x-powered-by");

  app.use((request, response, next) => {
    const begun = performance.now();
    const { method } = request;
    const id = /^[\w.-]{1,64}$/.exec(request.get("x-request-id") ?? "")?.[0] ?? randomUUID();
    const path = pathOf(request.originalUrl);
    response.locals["path"] = path;
    request.headers["x-request-id"] = id;
    response.set("X-Request-Id", id);
    response.once("close", () => {
      if (path === "/healthz") {
        return;
      }
      const duration = Math.round((performance.now() - begun) * 10) / 10;
      const told = { request_id: id, method, path: path ?? "(malformed)" };
      log({ message: "request", ...told, status: response.statusCode, duration_ms: duration });
    });
    next();
  });

  if (apiProxy) {
    const proxy = createProxyServer({ target: apiProxy });
    app.use((request, response, next) => {
      if (!ofApi(response.locals["path"])) {
        next();
        return;
      }
      proxy.web(request, response).catch(() => {
        if (response.headersSent) {
          response.destroy();
        } else {
          protect(request, response, () => refuse(response, 502, "The API does not answer"));
        }
      });
    });
  }

  app.use((request, response, next) => {
    const { path } = response.locals;
    if (hasNonces && path !== undefined && isPage(path)) {
      response.locals["nonce"] = randomBytes(16).toString("base64");
    }
    protect(request, response, next);
  });
  // Of this quality, Brotli takes less time than gzip and leaves less; of the package's default, more.
  const whole = compression({ brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } } });
  // A part of a file is a part of it as it is, not as it is compressed.
  app.use((request, response, next) =>
    request.headers.range ? next() : whole(request, response, next),
  );
  app.use((request, response) => {
    const { path, nonce } = response.locals;
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.set("Allow", "GET, HEAD");
      refuse(response, 405, "Method not allowed");
    } else if (path === undefined) {
      refuse(response, 400, "Bad request");
    } else if (path === "/healthz") {
      // Without a charset, which Express adds.
      response.setHeader("Content-Type", "application/json").set("Cache-Control", "no-store");
      response.send(Buffer.from('{"status":"ok"}\n'));
    } else if (isPage(path)) {
      // A nonce is for one answer, which nobody keeps then.
      response.vary("Accept-Encoding").set("Cache-Control", nonce ? "no-store" : "no-cache");
      response.type("html").send(html.replace(NONCE, `$1${nonce}$2`));
    } else if (files.has(path)) {
      const hashed = config.hashed.test(path);
      const cache = hashed ? "public, max-age=31536000, immutable" : "no-cache";
      response.vary("Accept-Encoding").set("Cache-Control", cache);
      response.sendFile(path, { root, dotfiles: "allow", cacheControl: false });
    } else {
      refuse(response, 404, "Not found");
    }
  });
  app.use(failed);
  return createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, app);
}
