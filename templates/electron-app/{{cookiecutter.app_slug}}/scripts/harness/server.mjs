// What a browser sees: the pages as main serves them, with the preload script before them, and the way to main.

import { createServer } from "node:http";

import { forBrowser } from "./preload.mjs";

/** @typedef {import("node:http").IncomingMessage} IncomingMessage */
/** @typedef {import("node:http").ServerResponse} ServerResponse */
/** @typedef {ReturnType<typeof import("./electron.mjs").makeElectron>} Harness */
/** @typedef {{ url: string, preload: string }} Window */

const MOST = 10 * 1024 * 1024;
const TAG = '<script src="/@harness/preload.js"></script>';

/**
 * @param {Harness} harness
 * @param {() => Window | undefined} window the window, once it has been checked
 * @param {() => Promise<{ status: number, body: object }>} health
 */
export function makeServer({ seen, invoke }, window, health) {
  return createServer((request, response) => {
    answer(request, response).catch((error) => {
      send(response, 500, "text/plain", String(error));
    });
  });

  /** @param {IncomingMessage} request @param {ServerResponse} response */
  async function answer(request, response) {
    const open = window();
    if (request.url === "/healthz") {
      const { status, body } = await health();
      send(response, status, "application/json", `${JSON.stringify(body)}\n`);
    } else if (!open) {
      send(response, 503, "text/plain", "starting");
    } else if (request.url === "/@harness/preload.js") {
      send(response, 200, "text/javascript; charset=utf-8", forBrowser(open.preload));
    } else if (request.url === "/@harness/invoke") {
      await relay(request, response, open);
    } else {
      await page(request, response, open);
    }
  }

  /**
   * The page asks main. Only pages that this server served may: any other in the same browser could, too.
   * @param {IncomingMessage} request @param {ServerResponse} response @param {Window} open
   */
  async function relay(request, response, open) {
    if (request.method !== "POST" || request.headers.origin !== `http://${request.headers.host}`) {
      send(response, 403, "application/json", '{"error":"not from this page"}');
      return;
    }
    const { channel, input, path } = JSON.parse(await bodyOf(request));
    /** @type {object} */
    let told;
    try {
      const frame = { url: new URL(path, open.url).href, parent: null };
      told = { value: await invoke(channel, input, frame) };
    } catch (error) {
      told = { error: String(error) };
    }
    send(response, 200, "application/json", JSON.stringify(told));
  }

  /** @param {IncomingMessage} request @param {ServerResponse} response @param {Window} open */
  async function page(request, response, open) {
    const handler = seen.pages.get(new URL(open.url).protocol.slice(0, -1));
    if (!handler) {
      throw new Error(`main serves no pages at ${open.url}`);
    }
    const url = new URL(request.url ?? "/", open.url).href;
    const answered = await handler(new Request(url, { method: request.method ?? "GET" }));
    const headers = Object.fromEntries(answered.headers);
    const body = Buffer.from(await answered.arrayBuffer());
    const isPage = String(headers["content-type"]).startsWith("text/html");
    response.writeHead(answered.status, headers);
    response.end(isPage ? body.toString("utf8").replace("<head>", `<head>${TAG}`) : body);
  }
}

/** @param {ServerResponse} response @param {number} status @param {string} type @param {string} text */
function send(response, status, type, text) {
  response.writeHead(status, {
    "Cache-Control": "no-store",
    "Content-Type": type,
    "X-Content-Type-Options": "nosniff",
  });
  response.end(text);
}

/** @param {IncomingMessage} request */
async function bodyOf(request) {
  let text = "";
  for await (const part of request.setEncoding("utf8")) {
    text += part;
    if (text.length > MOST) {
      throw new RangeError("too long");
    }
  }
  return text;
}
