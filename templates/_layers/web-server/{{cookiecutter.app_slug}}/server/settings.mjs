// The settings of the production server, read from the environment.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { config } from "./config.mjs";

/** @typedef {ReturnType<typeof readSettings>} Settings */

/** A setting that is wrong; its message names the variable. */
export class BadSetting extends Error {}

/**
 * @param {boolean} holds
 * @param {string} otherwise
 */
export function check(holds, otherwise) {
  if (!holds) {
    throw new BadSetting(otherwise);
  }
}

/** @param {string} value */
function parsed(value) {
  return URL.canParse(value) ? new URL(value) : undefined;
}

/**
 * The same rule as src/apiUrl.ts, which Node 20 cannot read.
 * @param {string} value
 */
function isApiUrl(value) {
  const url = parsed(value);
  const plain = url && !url.username && !url.password && !url.search && !url.hash;
  const path = value === "" || /^\/(?!\/)[^\s?#\\"<>]*$/.test(value);
  return path || (plain === true && /^https?:$/.test(url.protocol));
}

/**
 * The settings of an environment. Throws BadSetting.
 * @param {Record<string, string | undefined>} env
 */
export function readSettings(env) {
  const port = env["PORT"] || "4173";
  check(/^\d{1,5}$/.test(port) && Number(port) <= 65535, "PORT: not a number from 0 to 65535");
  const httpsOnly = (env["HTTPS_ONLY"] || "false").toLowerCase();
  check(/^(true|false)$/.test(httpsOnly), "HTTPS_ONLY: neither true nor false");
  const root = resolve(env["STATIC_ROOT"] || config.root);
  const absent = `STATIC_ROOT: no index.html in ${root} (has the application been built?)`;
  check(existsSync(join(root, "index.html")), absent);
  const apiUrl = (env["API_URL"] ?? "").trim();
  const kinds = "a path such as /api nor a URL such as https://api.example.com";
  check(isApiUrl(apiUrl), `API_URL: neither ${kinds}`);
  const apiProxy = (env["API_PROXY"] ?? "").trim();
  const target = parsed(apiProxy);
  const isOrigin = target?.protocol.startsWith("http") && target.href === `${target.origin}/`;
  const example = "API_PROXY: not the origin of a server such as http://127.0.0.1:8000";
  check(apiProxy === "" || isOrigin === true, example);
  const below = apiProxy === "" || /^\/./.test(apiUrl);
  check(below, "API_PROXY: API_URL must be a path such as /api then");
  const host = env["HOST"] || "127.0.0.1";
  return { host, port: Number(port), root, apiUrl, apiProxy, httpsOnly: httpsOnly === "true" };
}
