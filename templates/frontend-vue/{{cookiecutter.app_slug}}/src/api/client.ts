import { ApiError, toProblem } from "./errors";

const TIMEOUT_MS = 15_000;

/**
 * Makes a value of the application from the JSON and the headers of an answer; it throws when the JSON is not as
 * expected.
 */
export type Parse<T> = (data: unknown, headers: Headers) => T;

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  /** Sent as JSON; FormData is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the request; then it rejects with the signal's reason, as fetch does. */
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

export interface ApiSettings {
  /** Where the API is; asked for at each request. */
  readonly baseUrl: () => string;
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** Speaks JSON with the API. Every failure but the caller's own abort is an ApiError. */
export class ApiClient {
  readonly #settings: ApiSettings;

  constructor(settings: ApiSettings) {
    this.#settings = settings;
  }

  get<T>(path: string, parse: Parse<T>, options: Omit<RequestOptions, "body"> = {}): Promise<T> {
    return this.request("GET", path, parse, options);
  }

  post<T>(path: string, parse: Parse<T>, options: RequestOptions = {}): Promise<T> {
    return this.request("POST", path, parse, options);
  }

  put<T>(path: string, parse: Parse<T>, options: RequestOptions = {}): Promise<T> {
    return this.request("PUT", path, parse, options);
  }

  patch<T>(path: string, parse: Parse<T>, options: RequestOptions = {}): Promise<T> {
    return this.request("PATCH", path, parse, options);
  }

  delete(path: string, options: RequestOptions = {}): Promise<void> {
    return this.request("DELETE", path, () => undefined, options);
  }

  /** Sends a request; `parse` gets the JSON of the answer, or undefined when the answer has no body. */
  async request<T>(
    method: string,
    path: string,
    parse: Parse<T>,
    options: RequestOptions = {},
  ): Promise<T> {
    const url = this.#settings.baseUrl() + withQuery(path, options.query);
    const timeout = AbortSignal.timeout(
      options.timeoutMs ?? this.#settings.timeoutMs ?? TIMEOUT_MS,
    );
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    try {
      const send = this.#settings.fetch ?? fetch;
      const response = await send(url, { method, signal, ...content(options) });
      return parsed(response, await response.text(), parse);
    } catch (error) {
      if (error instanceof ApiError) {
        throw error;
      }
      if (options.signal?.aborted) {
        throw options.signal.reason;
      }
      throw new ApiError(timeout.aborted ? "timeout" : "network", { cause: error });
    }
  }
}

function withQuery(path: string, query: RequestOptions["query"] = {}): string {
  if (!/^\/(?!\/)[^?#]*$/.test(path)) {
    throw new TypeError(`an API path begins with one slash and has no query: ${path}`);
  }
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) {
      search.set(name, String(value));
    }
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

function content({ body, headers }: RequestOptions): { headers: Headers; body?: BodyInit } {
  const all = new Headers({ Accept: "application/json, application/problem+json", ...headers });
  if (body === undefined) {
    return { headers: all };
  }
  if (body instanceof FormData) {
    return { headers: all, body };
  }
  all.set("Content-Type", "application/json");
  return { headers: all, body: JSON.stringify(body) };
}

function parsed<T>(response: Response, text: string, parse: Parse<T>): T {
  const { status } = response;
  const requestId = response.headers.get("X-Request-Id") ?? undefined;
  if (!response.ok) {
    throw new ApiError("http", { status, requestId, problem: problemIn(response, text) });
  }
  try {
    return parse(text === "" ? undefined : JSON.parse(text), response.headers);
  } catch (cause) {
    throw new ApiError("format", { status, requestId, cause });
  }
}

function problemIn(response: Response, text: string): ReturnType<typeof toProblem> {
  if (!/^application\/([\w.-]+\+)?json\b/i.test(response.headers.get("Content-Type") ?? "")) {
    return undefined;
  }
  try {
    return toProblem(JSON.parse(text));
  } catch {
    return undefined;
  }
}
