import { HttpTestingController, type TestRequest } from "@angular/common/http/testing";
import { TestBed } from "@angular/core/testing";
import { firstValueFrom, type Observable } from "rxjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { provideApp } from "../../testing/show-app";
import { appProviders } from "../app.config";
import { ApiClient } from "./api-client";
import { ApiError } from "./api-error";

const asIs = (data: unknown) => data;

let api: ApiClient;
let http: HttpTestingController;

/** With an API that the test answers for. */
function useTestApi(): void {
  beforeEach(() => {
    provideApp();
    api = TestBed.inject(ApiClient);
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => http.verify());
}

/** Sends a request and answers it; what comes of it. */
async function sent<T>(request: Observable<T>, answer: (sent: TestRequest) => void): Promise<T> {
  const result = firstValueFrom(request);
  answer(http.expectOne(() => true));
  return result;
}

async function failure<T>(request: Observable<T>, answer: (sent: TestRequest) => void) {
  const error: unknown = await sent(request, answer).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe("a request", () => {
  useTestApi();

  it("asks below the API's address, and parses the answer", async () => {
    const query = { q: "a b&c", page: 2, draft: false, none: undefined, nil: null };
    const request = api.get("/notes", (data) => [data], { query, headers: { "X-Odd": "1" } });
    const answer = await sent(request, (sent) => {
      expect(sent.request.urlWithParams).toBe("/api/notes?q=a%20b%26c&page=2&draft=false");
      expect(sent.request.headers.get("X-Odd")).toBe("1");
      sent.flush({ title: "ü" });
    });
    expect(answer).toEqual([{ title: "ü" }]);
  });

  it.each(["post", "put", "patch"] as const)("sends a body with %s", async (method) => {
    await sent(api[method]("/notes", asIs, { body: { title: "ü" } }), (sent) => {
      expect(sent.request.method).toBe(method.toUpperCase());
      expect(sent.request.serializeBody()).toBe('{"title":"ü"}');
      expect(sent.request.detectContentTypeHeader()).toBe("application/json");
      sent.flush({}, { status: 201, statusText: "Created" });
    });
  });

  it("takes an answer without a body", async () => {
    const none = (sent: TestRequest) => sent.flush(null, { status: 204, statusText: "None" });
    expect(await sent(api.post("/notes/1/archive", asIs), none)).toBeUndefined();
    await sent(api.delete("/notes/1"), (sent) => {
      expect(sent.request.method).toBe("DELETE");
      none(sent);
    });
  });

  it("is ended with its subscription", () => {
    const subscription = api.get("/notes", asIs).subscribe();
    const sent = http.expectOne("/api/notes");
    subscription.unsubscribe();
    expect(sent.cancelled).toBe(true);
  });

  it.each(["notes", "//elsewhere.example.com/", "http://elsewhere.example.com/", "/a?b=c"])(
    "refuses the path %j",
    (path) => {
      expect(() => api.get(path, asIs)).toThrow(TypeError);
    },
  );
});

describe("a failure", () => {
  useTestApi();

  it("carries the problem of the API", async () => {
    const errors = [{ loc: ["body", "title"], msg: "too short", type: "x" }, "nonsense"];
    const problem = { title: "Unprocessable", status: 422, detail: "Not valid.", errors };
    const headers = { "Content-Type": "application/problem+json", "X-Request-Id": "r1" };
    const error = await failure(api.post("/notes", asIs, { body: {} }), (sent) =>
      sent.flush(problem, { status: 422, statusText: "Unprocessable", headers }),
    );
    expect(error).toMatchObject({ kind: "http", status: 422, requestId: "r1" });
    expect(error.message).toBe("Not valid.");
    expect(error.problem?.errors).toEqual([errors[0]]);
  });

  it.each([
    ["text/html", { title: "Bad gateway" }],
    ["application/json", []],
    ["application/problem+json", { title: 1 }],
  ])("without a problem (%s, %j) has words of its own", async (type, body) => {
    const error = await failure(api.get("/notes", asIs), (sent) =>
      sent.flush(body, {
        status: 502,
        statusText: "Bad gateway",
        headers: { "Content-Type": type },
      }),
    );
    expect(error).toMatchObject({ kind: "http", status: 502, problem: undefined });
    expect(error.message).toBe("The server refused the request.");
  });

  it("is told when the answer does not parse", async () => {
    const parse = () => {
      throw new TypeError("not a note");
    };
    const error = await failure(api.get("/notes", parse), (sent) => sent.flush([]));
    expect(error).toMatchObject({ kind: "format", status: 200 });
  });

  it("is told when the server cannot be reached", async () => {
    const error = await failure(api.get("/notes", asIs), (sent) =>
      sent.error(new ProgressEvent("error")),
    );
    expect(error.kind).toBe("network");
    expect(error.message).toBe("The server cannot be reached.");
  });

  it("is told when no answer comes in time", async () => {
    const error = await failure(api.get("/notes", asIs, { timeoutMs: 50 }), () => undefined);
    expect(error.kind).toBe("timeout");
  });
});

describe("over the network", () => {
  beforeEach(() => {
    TestBed.configureTestingModule({ providers: appProviders({ apiUrl: "/api" }, []) });
    api = TestBed.inject(ApiClient);
  });

  function answering(body: string, status: number, type: string) {
    const headers = { "Content-Type": type };
    return vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(body, { status, headers }));
  }

  it("a request is sent by fetch", async () => {
    const fetched = answering('{"title":"ü"}', 200, "application/json");
    expect(await firstValueFrom(api.get("/notes", asIs))).toEqual({ title: "ü" });
    expect(fetched.mock.calls[0]?.[0]).toBe("/api/notes");
  });

  it("an answer that is not JSON is not understood", async () => {
    answering("<html>", 200, "text/html");
    const request = firstValueFrom(api.get("/notes", asIs));
    await expect(request).rejects.toMatchObject({ name: "ApiError", kind: "format", status: 200 });
  });

  it("a problem of the API is read", async () => {
    answering('{"title":"Taken","detail":"It is taken."}', 409, "application/problem+json");
    const request = firstValueFrom(api.get("/notes", asIs));
    await expect(request).rejects.toMatchObject({ kind: "http", message: "It is taken." });
  });
});
