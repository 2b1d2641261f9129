import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { servePages } from "../../src/main/pages";
import { CONTENT_SECURITY_POLICY } from "../../src/main/policy";

const folder = mkdtempSync(join(tmpdir(), "pages ü-"));
let serve: ReturnType<typeof servePages>;

beforeAll(() => {
  const root = join(folder, "renderer");
  mkdirSync(join(root, "assets"), { recursive: true });
  writeFileSync(join(root, "index.html"), "<title>page</title>");
  writeFileSync(join(root, "assets", "a b.js"), "run()");
  writeFileSync(join(folder, "secret.txt"), "secret");
  serve = servePages(root);
});

afterAll(() => rmSync(folder, { recursive: true }));

function get(path: string, method = "GET") {
  return serve(new Request(`app://renderer${path}`, { method }));
}

describe("the pages", () => {
  it.each(["/", "/index.html", "/notes", "/notes/1?x=y"])("are at %s", async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("<title>page</title>");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  it("come with their policy", async () => {
    const { headers } = await get("/");
    expect(headers.get("content-security-policy")).toBe(CONTENT_SECURITY_POLICY);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  it("find their scripts", async () => {
    const response = await get("/assets/a%20b.js");
    expect(await response.text()).toBe("run()");
    expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  });

  it.each([
    "/assets/gone",
    "/gone.js",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/%.js",
  ])("have nothing at %s", async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("");
  });

  it("are not those of another host", async () => {
    expect((await serve(new Request("app://other/"))).status).toBe(404);
  });

  it("are read, not written", async () => {
    expect((await get("/", "POST")).status).toBe(405);
    const head = await get("/", "HEAD");
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });
});
