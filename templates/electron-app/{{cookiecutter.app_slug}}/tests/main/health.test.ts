import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";

import { Health, serveHealth } from "../../src/main/health";

let server: Server;

afterEach(() => server.close());

async function served(health: Health) {
  server = await serveHealth(health, { host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("/healthz", () => {
  it("says what is missing until the page stands", async () => {
    const health = new Health();
    const address = await served(health);
    const ask = async () => {
      const response = await fetch(`${address}/healthz`);
      return [response.status, await response.json()];
    };
    const problems: string[] = [];
    let report = { status: "starting", renderer: "waiting", problems };
    expect(await ask()).toEqual([503, { ...report, missing: ["window", "renderer"] }]);
    health.windowOpened();
    expect(await ask()).toEqual([503, { ...report, missing: ["renderer"] }]);
    health.rendered();
    report = { status: "ok", renderer: "rendered", problems };
    expect(await ask()).toEqual([200, { ...report, missing: [] }]);
    health.failed("the page's process is gone");
    report = { status: "failed", renderer: "rendered", problems: ["the page's process is gone"] };
    expect(await ask()).toEqual([503, { ...report, missing: [] }]);
  });

  it("has the headers of data that is not kept", async () => {
    const { headers } = await fetch(`${await served(new Health())}/healthz`);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it.each([
    ["GET", "/"],
    ["POST", "/healthz"],
  ])("is all there is: %s %s", async (method, path) => {
    const response = await fetch((await served(new Health())) + path, { method });
    expect(response.status).toBe(404);
  });

  it("is not told when the port is taken", async () => {
    const { port } = new URL(await served(new Health()));
    const again = serveHealth(new Health(), { host: "127.0.0.1", port: Number(port) });
    await expect(again).rejects.toThrow("EADDRINUSE");
  });
});
