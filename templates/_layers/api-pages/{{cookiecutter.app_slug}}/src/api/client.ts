import createClient, { type Client } from "openapi-fetch";

import type { paths } from "./schema";

const TIMEOUT_MS = 15_000;

/**
 * A client of the API that the types of `schema.d.ts` describe. Its paths begin with /api; `address`, which is asked
 * for at each request, says where that is.
 */
export function makeApi<Paths extends object = paths>(
  address: () => string,
  timeoutMs = TIMEOUT_MS,
): Client<Paths> {
  class ApiRequest extends Request {
    constructor(path: RequestInfo | URL, init: RequestInit = {}) {
      const signals = [AbortSignal.timeout(timeoutMs), ...(init.signal ? [init.signal] : [])];
      const asked = path instanceof Request ? path.url : String(path);
      const url = asked.replace(/^\/api(?=\/)/, address);
      super(url, { ...init, signal: AbortSignal.any(signals) });
    }
  }
  return createClient<Paths>({
    Request: ApiRequest,
    fetch: (request) => fetch(request),
    headers: { Accept: "application/json, application/problem+json" },
  });
}
