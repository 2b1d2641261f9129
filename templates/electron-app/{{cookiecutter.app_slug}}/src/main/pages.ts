import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

import { HOME, originOf } from "./origin";
import { CONTENT_SECURITY_POLICY } from "./policy";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

const HEADERS = {
  "Cache-Control": "no-cache",
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/**
 * Answers for the built pages in a folder. They are listed once and found by their exact path, so that no address
 * reaches another file; an address without an extension is a page, whose router does the rest.
 */
export function servePages(folder: string): (request: Request) => Promise<Response> {
  const files = new Map(list(folder));
  return async ({ url, method }) => {
    if (method !== "GET" && method !== "HEAD") {
      return refuse(405);
    }
    const path = originOf(url) === originOf(HOME) ? new URL(url).pathname : undefined;
    const file = path === undefined ? undefined : (files.get(decoded(path)) ?? page(path));
    if (file === undefined) {
      return refuse(404);
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    const body = method === "HEAD" ? null : new Uint8Array(await readFile(file));
    return new Response(body, { headers: { ...HEADERS, "Content-Type": type } });
  };

  function page(path: string): string | undefined {
    const isPage = !path.startsWith("/assets/") && !path.slice(path.lastIndexOf("/")).includes(".");
    return isPage ? files.get("/index.html") : undefined;
  }
}

function refuse(status: number): Response {
  const headers = { ...HEADERS, "Content-Type": "text/plain; charset=utf-8" };
  return new Response(null, { status, headers });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function* list(folder: string, prefix = "/"): Generator<[string, string]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* list(path, `${prefix}${entry.name}/`);
    } else if (entry.isFile()) {
      yield [prefix + entry.name, path];
    }
  }
}
