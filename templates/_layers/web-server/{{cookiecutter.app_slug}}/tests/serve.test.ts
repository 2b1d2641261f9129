import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { makeServer } from "../server/app.mjs";
import { config } from "../server/config.mjs";
import { readSettings } from "../server/settings.mjs";

const APP = join(import.meta.dirname, "..");
const SCRIPT = join(APP, "serve.mjs");
const HTML =
  '<!doctype html><meta name="api-url" content="/api"><title>x</title><div id="root"></div>';
const HTML_OF_NONCES =
  HTML + '<app-root ngcspnonce="none"></app-root><script src="main-ABCD1234.js" nonce="none">';
const SCRIPT_TEXT = `console.log(${JSON.stringify("x".repeat(2000))})`;

interface Answer {
  status: number | undefined;
  headers: IncomingMessage["headers"];
  body: Buffer;
  text: string;
}

let folder: string;
let root: string;
let servers: Server[];
let logged: Record<string, unknown>[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sérve 'test' "));
  root = join(folder, "dist");
  servers = [];
  logged = [];
  write("dist/index.html", HTML);
  write("dist/assets/index-ABCD1234.js", SCRIPT_TEXT);
  write("dist/robots.txt", "User-agent: *\n");
  write("dist/über uns.txt", "about");
  write("dist/.env", "SECRET=1");
  write("secret.txt", "secret");
  symlinkSync(join(folder, "secret.txt"), join(root, "link.txt"));
});

afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function serve(env: Record<string, string> = {}): Promise<number> {
  const settings = readSettings({ STATIC_ROOT: root, PORT: "0", ...env });
  const server = makeServer(settings, (entry) => logged.push(entry));
  servers.push(server);
  server.listen(settings.port, settings.host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Asks with the path as it is written, which fetch would tidy up. */
async function ask(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Answer> {
  const sent = request({ host: "127.0.0.1", port, path, method, headers }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const chunks = (await response.toArray()) as Buffer[];
  const body = Buffer.concat(chunks);
  return { status: response.statusCode, headers: response.headers, body, text: body.toString() };
}

/** The nonces in a page. */
function nonces({ text }: Answer): (string | undefined)[] {
  return [...text.matchAll(/nonce="([^"]*)"/g)].map((match) => match[1]);
}

describe("the server", () => {
  it("hands requests for the API on to API_PROXY, and says so when nothing answers there", async () => {
    const api = createServer((asked, answer) => {
      answer.writeHead(201, {
        "Content-Type": "application/json",
        ETag: '"1"',
        Connection: "close",
      });
      asked.pipe(answer);
    });
    servers.push(api);
    api.listen(0, "127.0.0.1");
    await once(api, "listening");
    const target = `http://127.0.0.1:${String((api.address() as AddressInfo).port)}`;
    const port = await serve({ API_URL: "/api", API_PROXY: target });
    const answer = await fetch(`http://127.0.0.1:${String(port)}/api/tasks`, {
      method: "POST",
      body: '{"title":"x"}',
    });
    expect([answer.status, answer.headers.get("etag"), await answer.text()]).toEqual([
      201,
      '"1"',
      '{"title":"x"}',
    ]);
    expect((await ask(port, "/apix")).headers["content-type"]).toContain("text/html");
    api.closeAllConnections();
    api.close();
    const none = await ask(port, "/api/tasks");
    expect(none).toMatchObject({ status: 502, text: "The API does not answer\n" });
    expect(none.headers["x-content-type-options"]).toBe("nosniff");
  });

  it("refuses an API_PROXY that is no origin, or whose API is not below this server", () => {
    const settings = { STATIC_ROOT: root, API_PROXY: "http://127.0.0.1:8000/api" };
    expect(() => readSettings(settings)).toThrow("API_PROXY");
    const other = { ...settings, API_PROXY: "http://127.0.0.1:8000", API_URL: "https://api.test" };
    expect(() => readSettings(other)).toThrow("API_PROXY");
  });

  it("serves the page and its files, each with its type", async () => {
    const port = await serve();
    const page = await ask(port, "/");
    expect(page).toMatchObject({ status: 200, text: HTML });
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    const script = await ask(port, "/assets/index-ABCD1234.js?v=1");
    expect(script).toMatchObject({ status: 200, text: SCRIPT_TEXT });
    expect(script.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect((await ask(port, "/%C3%BCber%20uns.txt")).text).toBe("about");
  });

  it("says that it is healthy", async () => {
    const answer = await ask(await serve(), "/healthz");
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(answer.text)).toEqual({ status: "ok" });
  });

  it.each(["/", "/healthz", "/missing.js", "/%00", "/robots.txt"])(
    "protects the answer to %s",
    async (path) => {
      const { headers } = await ask(await serve(), path);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["x-frame-options"]).toBe("DENY");
      expect(headers["referrer-policy"]).toBe("strict-origin-when-cross-origin");
      const policy = String(headers["content-security-policy"]);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers["strict-transport-security"]).toBeUndefined();
      expect(headers["x-powered-by"] ?? headers["server"]).toBeUndefined();
    },
  );

  it("gives each page a nonce of its own, which its policy allows", async () => {
    write("dist/index.html", HTML_OF_NONCES);
    const port = await serve();
    const [first, second] = [await ask(port, "/"), await ask(port, "/notes")];
    for (const page of [first, second]) {
      const [nonce] = nonces(page);
      expect(nonce).toMatch(/^[\w+/]{22}==$/);
      expect(nonces(page)).toEqual([nonce, nonce]);
      expect(page.text.replace(/nonce="[^"]*"/g, 'nonce="none"')).toBe(HTML_OF_NONCES);
      const policy = page.headers["content-security-policy"];
      expect(policy).toContain(`style-src 'self' 'nonce-${String(nonce)}';`);
      expect(page.headers["cache-control"]).toBe("no-store");
    }
    expect(nonces(first)).not.toEqual(nonces(second));
    const script = await ask(port, "/assets/index-ABCD1234.js");
    expect(script.headers["content-security-policy"]).toContain("style-src 'self';");
  });

  it.each(["/index.html", "/notes", "/notes/1", "/notes/", "/a.b/notes"])(
    "gives the page for %s",
    async (path) => {
      const answer = await ask(await serve(), path);
      expect(answer).toMatchObject({ status: 200, text: HTML });
      expect(answer.headers["cache-control"]).toBe("no-cache");
    },
  );

  it.each([
    "/missing.js",
    "/media/gone.woff2",
    ...["/assets/gone", "/assets/"].filter((path) => config.hashed.test(path)),
    "/favicon.ico",
    "/notes/x.png",
    "/api",
    "/api/notes",
    "/.env",
    "/link.txt",
    "/index.html/x.y",
  ])("has nothing at %s", async (path) => {
    const answer = await ask(await serve(), path);
    expect(answer).toMatchObject({ status: 404, text: "Not found\n" });
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  it.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%2f..%2f..%2fetc%2fpasswd",
    "/..%5csecret.txt",
    "/x/..",
    "//elsewhere.example.com",
    "/./",
    "/%00",
    "/a%0ab",
    "/%",
    "/%ff",
    "http://elsewhere.example.com/secret.txt",
  ])("refuses the path %s", async (path) => {
    expect(await ask(await serve(), path)).toMatchObject({ status: 400, text: "Bad request\n" });
  });

  it.each(["/", "/assets/index-ABCD1234.js", "/healthz", "/missing.js"])(
    "answers HEAD %s like GET, without the body",
    async (path) => {
      const port = await serve();
      const [get, head] = [await ask(port, path), await ask(port, path, {}, "HEAD")];
      expect(head.text).toBe("");
      expect(head.status).toBe(get.status);
      expect(head.headers["content-length"]).toBe(String(get.body.length));
      expect(head.headers["content-type"]).toBe(get.headers["content-type"]);
    },
  );

  it.each(["POST", "PUT", "DELETE", "OPTIONS"])("refuses %s", async (method) => {
    const answer = await ask(await serve(), "/", {}, method);
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe("GET, HEAD");
  });

  it("lets browsers keep hashed files, and ask again for the others", async () => {
    const port = await serve();
    const script = await ask(port, "/assets/index-ABCD1234.js");
    expect(script.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    const robots = await ask(port, "/robots.txt");
    expect(robots.headers["cache-control"]).toBe("no-cache");
    const again = await ask(port, "/robots.txt", { "if-none-match": String(robots.headers.etag) });
    expect(again).toMatchObject({ status: 304, text: "" });
    expect(again.headers.etag).toBe(robots.headers.etag);
    expect((await ask(port, "/robots.txt", { "if-none-match": '"other"' })).status).toBe(200);
    const page = await ask(port, "/");
    const known = { "if-none-match": String(page.headers.etag) };
    expect(await ask(port, "/notes", known)).toMatchObject({ status: 304, text: "" });
  });

  it("compresses for those who can read it", async () => {
    const port = await serve();
    const path = "/assets/index-ABCD1234.js";
    const zipped = await ask(port, path, { "accept-encoding": "gzip, deflate" });
    expect(zipped.headers["content-encoding"]).toBe("gzip");
    expect(zipped.headers.vary).toBe("Accept-Encoding");
    expect(gunzipSync(zipped.body).toString()).toBe(SCRIPT_TEXT);
    const smaller = await ask(port, path, { "accept-encoding": "gzip, deflate, br" });
    expect(smaller.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(smaller.body).toString()).toBe(SCRIPT_TEXT);
    const plain = await ask(port, path, { "accept-encoding": "gzip;q=0, identity" });
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(plain.headers.vary).toBe("Accept-Encoding");
  });

  it("gives the part of a file that is asked for, as it is", async () => {
    const port = await serve();
    const headers = { range: "bytes=8-1500", "accept-encoding": "br" };
    const part = await ask(port, "/assets/index-ABCD1234.js", headers);
    expect(part).toMatchObject({ status: 206, text: SCRIPT_TEXT.slice(8, 1501) });
    const beyond = await ask(port, "/assets/index-ABCD1234.js", { range: "bytes=9999-" });
    expect(beyond.status).toBe(416);
    expect(beyond.headers["x-content-type-options"]).toBe("nosniff");
  });

  it("puts the API's address into the page and allows it", async () => {
    const port = await serve({ API_URL: "https://api.example.com/v1" });
    const { text, headers } = await ask(port, "/notes");
    expect(text).toContain('<meta name="api-url" content="https://api.example.com/v1">');
    const policy = headers["content-security-policy"];
    expect(policy).toContain("connect-src 'self' https://api.example.com;");
  });

  it("allows the address that was built in", async () => {
    write("dist/index.html", HTML.replace('"/api"', '"http://127.0.0.1:8000/v1"'));
    const { headers } = await ask(await serve(), "/");
    const policy = headers["content-security-policy"];
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:8000;");
  });

  it("asks for HTTPS when told to", async () => {
    const { headers } = await ask(await serve({ HTTPS_ONLY: "true" }), "/");
    expect(headers["strict-transport-security"]).toMatch(/^max-age=\d+/);
    expect(headers["content-security-policy"]).toContain("upgrade-insecure-requests");
  });

  it("logs each request but not the probes, under the caller's id if it is harmless", async () => {
    const port = await serve();
    await ask(port, "/healthz");
    const first = await ask(port, "/notes?token=secret", { "x-request-id": "trace-1" });
    const second = await ask(port, "/gone.js", { "x-request-id": "a b" });
    expect(first.headers["x-request-id"]).toBe("trace-1");
    expect(second.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    await expect.poll(() => logged, { timeout: 10_000 }).toHaveLength(2);
    expect(logged[0]).toMatchObject({ request_id: "trace-1", path: "/notes", status: 200 });
    expect(logged[1]).toMatchObject({ method: "GET", path: "/gone.js", status: 404 });
  });

  it("goes on after a client that talks nonsense", async () => {
    const port = await serve();
    const socket = connect(port, "127.0.0.1");
    socket.end("nonsense\r\n\r\n");
    await once(socket.resume(), "close");
    expect((await ask(port, "/healthz")).status).toBe(200);
  });
});

describe("the settings", () => {
  it.each([
    [{ PORT: "http" }, "PORT"],
    [{ PORT: "65536" }, "PORT"],
    [{ PORT: "-1" }, "PORT"],
    [{ STATIC_ROOT: "/nowhere" }, "STATIC_ROOT"],
    [{ HTTPS_ONLY: "yes" }, "HTTPS_ONLY"],
    [{ API_URL: "nonsense" }, "API_URL"],
    [{ API_URL: "//example.com" }, "API_URL"],
    [{ API_URL: '/"><script>' }, "API_URL"],
    [{ API_URL: "https://user:secret@example.com" }, "API_URL"],
  ])("%j are refused by name", (env, name) => {
    const read = () => readSettings({ STATIC_ROOT: root, ...env });
    expect(read).toThrow(new RegExp(`^${name}: `));
    expect(read).not.toThrow(/secret/);
  });

  it("are refused when the page has no place for them", () => {
    write("dist/index.html", "<!doctype html>");
    const settings = readSettings({ STATIC_ROOT: root, API_URL: "/v2" });
    expect(() => makeServer(settings)).toThrow(/^API_URL: /);
  });

  it("have defaults", () => {
    const settings = readSettings({ STATIC_ROOT: root, PORT: "", HOST: "" });
    expect(settings).toMatchObject({ host: "127.0.0.1", port: 4173, httpsOnly: false });
  });
});

function run(env: Record<string, string>, script = SCRIPT) {
  const all = { ...process.env, STATIC_ROOT: root, PORT: "0", API_URL: "", ...env };
  const child = spawn(process.execPath, [script], { env: all, stdio: "pipe" });
  const output = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.err += chunk.toString()));
  return { child, output, ended: once(child, "close") };
}

async function started(program: ReturnType<typeof run>): Promise<number> {
  await expect.poll(() => program.output.out, { timeout: 10_000 }).toContain('"started"');
  const line = program.output.out.split("\n")[0] ?? "";
  return (JSON.parse(line) as { port: number }).port;
}

describe("the program", () => {
  it.skipIf(process.platform === "win32").each(["SIGTERM", "SIGINT"] as const)(
    "ends well on %s, whoever is still connected",
    async (signal) => {
      const program = run({});
      const port = await started(program);
      const idle = connect(port, "127.0.0.1").on("error", () => undefined);
      await once(idle, "connect");
      expect((await ask(port, "/healthz", { connection: "keep-alive" })).status).toBe(200);
      program.child.kill(signal);
      expect(await program.ended).toEqual([0, null]);
      const lines = program.output.out.trim().split("\n");
      const messages = lines.map((line) => (JSON.parse(line) as { message: string }).message);
      expect(messages).toEqual(["started", "stopping", "stopped"]);
      expect(program.output.err).toBe("");
      idle.destroy();
    },
  );

  it("ends with one line that names a bad setting", async () => {
    const program = run({ PORT: "http" });
    expect(await program.ended).toEqual([1, null]);
    expect(program.output.err).toBe("bad setting: PORT: not a number from 0 to 65535\n");
  });

  it("ends with one line when its port is taken", async () => {
    const port = await serve();
    const program = run({ PORT: String(port) });
    expect(await program.ended).toEqual([1, null]);
    expect(program.output.err).toMatch(/^cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*\n$/);
  });

  it("is one file in the image, which needs no packages beside it", async () => {
    const file = join(folder, "image", "serve.cjs");
    const image = readFileSync(join(APP, "Dockerfile"), "utf8");
    const command = /^RUN node (.+)\/out\/serve\.cjs$/m.exec(image)?.[1] ?? "";
    const words = `${command}FILE`.split(" ").map((word) => word.replace("FILE", file));
    const bundler = spawn(process.execPath, words, { cwd: APP, stdio: "ignore" });
    expect(await once(bundler, "close")).toEqual([0, null]);
    const program = run({}, file);
    const port = await started(program);
    expect((await ask(port, "/notes")).text).toBe(HTML);
    const zipped = await ask(port, "/assets/index-ABCD1234.js", { "accept-encoding": "br" });
    expect(brotliDecompressSync(zipped.body).toString()).toBe(SCRIPT_TEXT);
    program.child.kill();
    await program.ended;
    expect(program.output.err).toBe("");
  });
});
