import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { answer, tagged } from "../src/api/answers";
import { makeApi } from "../src/api/client";
import { ApiError } from "../src/api/errors";

interface Json<Data> {
  content: { "application/json": Data };
}

interface Paths {
  "/api/notes": {
    get: {
      parameters: { query?: Record<string, string | number | boolean | null> };
      responses: { 200: Json<unknown> };
    };
    post: { requestBody: Json<{ title: string }>; responses: { 201: Json<unknown> } };
  };
  "/api/notes/{id}": {
    get: { parameters: { path: { id: number } }; responses: { 200: Json<unknown> } };
    delete: { parameters: { path: { id: number } }; responses: { 204: { content?: never } } };
  };
}

let server: Server;
let address: string;
let api: ReturnType<typeof makeApi<Paths>>;
let respond: (request: IncomingMessage, response: ServerResponse, body: string) => void;

beforeEach(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => respond(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  api = makeApi<Paths>(() => address);
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function json(response: ServerResponse, status: number, body: unknown, type = "application/json") {
  response.writeHead(status, { "Content-Type": type, "X-Request-Id": "r1", ETag: 'W/"a1"' });
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

describe("a call", () => {
  it("asks for JSON where the API is, and gives it", async () => {
    respond = ({ method, url, headers }, response) =>
      json(response, 200, { method, url, accept: headers.accept });
    const query = { q: "a b&c", page: 2, draft: false, nil: null };
    expect(await answer(api.GET("/api/notes", { params: { query } }))).toEqual({
      method: "GET",
      url: "/v1/notes?q=a%20b%26c&page=2&draft=false",
      accept: "application/json, application/problem+json",
    });
  });

  it("sends JSON", async () => {
    respond = ({ headers }, response, body) => json(response, 201, [body, headers["content-type"]]);
    const made = answer(api.POST("/api/notes", { body: { title: "ü" } }));
    expect(await made).toEqual(['{"title":"ü"}', "application/json"]);
  });

  it("gives the tag of the state, also when a proxy made it weak", async () => {
    respond = ({ url }, response) => json(response, 200, url);
    const read = await tagged(api.GET("/api/notes/{id}", { params: { path: { id: 1 } } }));
    expect(read).toEqual({ item: "/v1/notes/1", etag: '"a1"' });
  });

  it("takes an answer without a body, and without a tag", async () => {
    respond = (_request, response) => response.writeHead(204).end();
    const gone = tagged(api.DELETE("/api/notes/{id}", { params: { path: { id: 1 } } }));
    expect(await gone).toEqual({ item: undefined, etag: null });
  });
});

describe("a failure", () => {
  it("carries the problem of the API", async () => {
    const errors = [{ loc: ["body", "title"], msg: "too short", type: "x" }, "nonsense"];
    const problem = { title: "Unprocessable", status: 422, detail: "Not valid.", errors };
    respond = (_request, response) => json(response, 422, problem, "application/problem+json");
    const error = await failure(answer(api.POST("/api/notes", { body: { title: "" } })));
    expect(error).toMatchObject({ kind: "http", status: 422, requestId: "r1" });
    expect(error.message).toBe("Not valid.");
    expect(error.problem?.errors).toEqual([errors[0]]);
  });

  it.each(["<h1>Bad gateway</h1>", "{", "[]", '{"title": 1}', ""])(
    "without a problem, %j, has words of its own",
    async (body) => {
      respond = (_request, response) => response.writeHead(502).end(body);
      const error = await failure(answer(api.GET("/api/notes")));
      expect(error).toMatchObject({ kind: "http", status: 502, problem: undefined });
      expect(error.message).toBe("The server refused the request.");
    },
  );

  it("is told when the answer is not JSON", async () => {
    respond = (_request, response) => response.end("<html>");
    const error = await failure(answer(api.GET("/api/notes")));
    expect(error.message).toBe("The server's answer was not understood.");
  });

  it("is told when the server cannot be reached", async () => {
    respond = (request) => request.socket.destroy();
    const error = await failure(answer(api.GET("/api/notes")));
    expect(error.message).toBe("The server cannot be reached.");
  });

  it.each([
    ["no answer comes", () => {}],
    ["the answer stops half way", (response: ServerResponse) => response.writeHead(200).write("[")],
  ])("is told when %s in time", async (_what, begin) => {
    respond = (_request, response) => begin(response);
    const error = await failure(answer(makeApi<Paths>(() => address, 50).GET("/api/notes")));
    expect(error.message).toBe("The server took too long to answer.");
  });
});

describe("an abort by the caller", () => {
  it("is not a failure of the API", async () => {
    const abort = new AbortController();
    respond = () => abort.abort();
    const call = answer(api.GET("/api/notes", { signal: abort.signal }));
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
  });

  it("sends nothing when it came first", async () => {
    let asked = false;
    respond = () => (asked = true);
    const call = answer(api.GET("/api/notes", { signal: AbortSignal.abort() }));
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
    expect(asked).toBe(false);
  });
});
