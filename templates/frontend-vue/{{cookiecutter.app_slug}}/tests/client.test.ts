import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ApiClient } from "../src/api/client";
import { ApiError } from "../src/api/errors";

const asIs = (data: unknown) => data;

let server: Server;
let api: ApiClient;
let respond: (request: IncomingMessage, response: ServerResponse, body: string) => void;

beforeEach(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => respond(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  api = new ApiClient({ baseUrl: () => `http://127.0.0.1:${port}/v1` });
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function json(response: ServerResponse, status: number, body: unknown, type = "application/json") {
  response.writeHead(status, { "Content-Type": type, "X-Request-Id": "r1" });
  response.end(JSON.stringify(body));
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe("a request", () => {
  it("asks for JSON below the API's address, and parses it", async () => {
    respond = ({ method, url, headers }, response) =>
      json(response, 200, { method, url, accept: headers.accept });
    const query = { q: "a b&c", page: 2, draft: false, none: undefined, nil: null };
    const answer = await api.get("/notes", asIs, { query });
    expect(answer).toEqual({
      method: "GET",
      url: "/v1/notes?q=a+b%26c&page=2&draft=false",
      accept: "application/json, application/problem+json",
    });
  });

  it.each(["post", "put", "patch"] as const)("sends JSON with %s", async (method) => {
    respond = (request, response, body) =>
      json(response, 201, { [request.method ?? ""]: body, type: request.headers["content-type"] });
    const answer = await api[method]("/notes", asIs, { body: { title: "ü" } });
    expect(answer).toEqual({ [method.toUpperCase()]: '{"title":"ü"}', type: "application/json" });
  });

  it("sends a form as it is", async () => {
    respond = (request, response) => json(response, 200, request.headers["content-type"]);
    const body = new FormData();
    body.set("file", "x");
    expect(await api.post("/files", asIs, { body })).toMatch(/^multipart\/form-data; boundary=/);
  });

  it("takes an answer without a body", async () => {
    respond = (_request, response) => response.writeHead(204).end();
    await expect(api.delete("/notes/1")).resolves.toBeUndefined();
  });

  it.each(["notes", "//elsewhere.example.com/", "http://elsewhere.example.com/", "/a?b=c"])(
    "refuses the path %j",
    async (path) => {
      await expect(api.get(path, asIs)).rejects.toThrow(TypeError);
    },
  );
});

describe("a failure", () => {
  it("carries the problem of the API", async () => {
    const errors = [{ loc: ["body", "title"], msg: "too short", type: "x" }, "nonsense"];
    const problem = { title: "Unprocessable", status: 422, detail: "Not valid.", errors };
    respond = (_request, response) => json(response, 422, problem, "application/problem+json");
    const error = await failure(api.post("/notes", asIs, { body: {} }));
    expect(error).toMatchObject({ kind: "http", status: 422, requestId: "r1" });
    expect(error.message).toBe("Not valid.");
    expect(error.problem?.errors).toEqual([errors[0]]);
  });

  it.each([
    ["text/html", "<h1>Bad gateway</h1>"],
    ["application/json", "{"],
    ["application/json", "[]"],
    ["application/problem+json", '{"title": 1}'],
  ])("without a problem (%s, %s) has words of its own", async (type, body) => {
    respond = (_request, response) => response.writeHead(502, { "Content-Type": type }).end(body);
    const error = await failure(api.get("/notes", asIs));
    expect(error).toMatchObject({ kind: "http", status: 502, problem: undefined });
    expect(error.message).toBe("The server refused the request.");
  });

  it.each([
    ["is not JSON", "<html>", asIs],
    [
      "does not parse",
      "[]",
      () => {
        throw new TypeError("not a note");
      },
    ],
  ])("is told when the answer %s", async (_what, body, parse) => {
    respond = (_request, response) => response.end(body);
    const error = await failure(api.get("/notes", parse));
    expect(error).toMatchObject({ kind: "format", status: 200 });
  });

  it("is told when the server cannot be reached", async () => {
    respond = (request) => request.socket.destroy();
    const error = await failure(api.get("/notes", asIs));
    expect(error.kind).toBe("network");
    expect(error.message).toBe("The server cannot be reached.");
  });

  it("is told when no answer comes in time", async () => {
    respond = () => {};
    expect((await failure(api.get("/notes", asIs, { timeoutMs: 50 }))).kind).toBe("timeout");
  });

  it("is told when the answer stops half way", async () => {
    respond = (_request, response) => response.writeHead(200).write("[");
    expect((await failure(api.get("/notes", asIs, { timeoutMs: 50 }))).kind).toBe("timeout");
  });
});

describe("an abort by the caller", () => {
  it("is not a failure of the API", async () => {
    const abort = new AbortController();
    respond = () => abort.abort();
    const request = api.get("/notes", asIs, { signal: abort.signal });
    await expect(request).rejects.toMatchObject({ name: "AbortError" });
  });

  it("sends nothing when it came first", async () => {
    let asked = false;
    respond = () => (asked = true);
    const request = api.get("/notes", asIs, { signal: AbortSignal.abort() });
    await expect(request).rejects.toMatchObject({ name: "AbortError" });
    expect(asked).toBe(false);
  });
});
