import {
  HttpClient,
  HttpContext,
  HttpParams,
  type HttpHeaders,
  type HttpResponse,
} from "@angular/common/http";
import { inject, Injectable } from "@angular/core";
import { map, type Observable } from "rxjs";

import { SETTINGS } from "../settings/settings";
import { ApiError } from "./api-error";
import { TIMEOUT_MS } from "./api-errors";

/**
 * Makes a value of the application from the JSON and the headers of an answer; it throws when the JSON is not as
 * expected.
 */
export type Parse<T> = (data: unknown, headers?: HttpHeaders) => T;

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  /** Sent as JSON; FormData is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Speaks JSON with the API. A request is sent when it is subscribed to; every failure is an ApiError. */
@Injectable({ providedIn: "root" })
export class ApiClient {
  readonly #http = inject(HttpClient);
  readonly #baseUrl = inject(SETTINGS).apiUrl;

  get<T>(path: string, parse: Parse<T>, options?: Omit<RequestOptions, "body">): Observable<T> {
    return this.request("GET", path, parse, options);
  }

  post<T>(path: string, parse: Parse<T>, options?: RequestOptions): Observable<T> {
    return this.request("POST", path, parse, options);
  }

  put<T>(path: string, parse: Parse<T>, options?: RequestOptions): Observable<T> {
    return this.request("PUT", path, parse, options);
  }

  patch<T>(path: string, parse: Parse<T>, options?: RequestOptions): Observable<T> {
    return this.request("PATCH", path, parse, options);
  }

  delete(path: string, options?: RequestOptions): Observable<void> {
    return this.request("DELETE", path, () => undefined, options);
  }

  /** `parse` gets the JSON of the answer, or undefined when the answer has no body. */
  request<T>(
    method: string,
    path: string,
    parse: Parse<T>,
    { query, body, headers = {}, timeoutMs }: RequestOptions = {},
  ): Observable<T> {
    if (!/^\/(?!\/)[^?#]*$/.test(path)) {
      throw new TypeError(`an API path begins with one slash and has no query: ${path}`);
    }
    const context = new HttpContext();
    if (timeoutMs !== undefined) {
      context.set(TIMEOUT_MS, timeoutMs);
    }
    const options = {
      body,
      context,
      headers,
      params: toParams(query),
      observe: "response",
    } as const;
    return this.#http
      .request<unknown>(method, this.#baseUrl + path, options)
      .pipe(map((response) => parsed(response, parse)));
  }
}

function toParams(query: RequestOptions["query"] = {}): HttpParams {
  let params = new HttpParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) {
      params = params.set(name, value);
    }
  }
  return params;
}

function parsed<T>({ body, headers, status }: HttpResponse<unknown>, parse: Parse<T>): T {
  try {
    return parse(body ?? undefined, headers);
  } catch (cause) {
    const requestId = headers.get("X-Request-Id") ?? undefined;
    throw new ApiError("format", { status, requestId, cause });
  }
}
