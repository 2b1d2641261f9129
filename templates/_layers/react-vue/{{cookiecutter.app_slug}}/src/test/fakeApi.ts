import { vi } from "vitest";

interface Item {
  readonly id: number;
}

interface Sent {
  readonly method: string;
  /** Below the address of the API, with its query. */
  readonly path: string;
  readonly body?: unknown;
}

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly loc: readonly string[]; readonly msg: string }[];
}

/**
 * An API that knows these resources by their paths, such as `/notes`, and remembers what it was sent. `refuse`
 * makes the next request with a method fail.
 */
export function fakeApi(resources: Readonly<Record<string, readonly Item[]>>) {
  const stored = new Map(Object.entries(resources));
  const refusals = new Map<string, Response>();
  const sent: Sent[] = [];

  function refuse(method: string, status: number, problem: Problem = {}): void {
    refusals.set(method, json({ title: "Refused", ...problem }, status));
  }

  function answer({ method, path, body }: Sent): Response {
    const { pathname, searchParams } = new URL(path, "http://api.test");
    const [, name = "", key] = pathname.split("/");
    const all = stored.get(`/${name}`);
    const found = all?.find(({ id }) => id === Number(key));
    if (!all || (key !== undefined && !found)) {
      return json({ title: "Not found" }, 404);
    }
    if (method === "GET") {
      return json(found ?? slice(all, searchParams));
    }
    const data = { ...found, ...(body as object) };
    if (method === "POST") {
      return json({ ...data, id: all.length + 1, ...moments }, 201);
    }
    const others = all.filter((one) => one !== found);
    stored.set(
      `/${name}`,
      method === "DELETE" || !found ? others : [...others, { ...found, ...data }],
    );
    return method === "DELETE" ? new Response(null, { status: 204 }) : json(data);
  }

  async function fetchFake(address: string, init: RequestInit = {}): Promise<Response> {
    const body = typeof init.body === "string" ? { body: JSON.parse(init.body) as unknown } : {};
    const method = init.method ?? "GET";
    const request = { method, path: address.replace(/^\/api/, ""), ...body };
    sent.push(request);
    const refusal = refusals.get(method);
    refusals.delete(method);
    return refusal ?? answer(request);
  }

  vi.stubGlobal("fetch", fetchFake);
  return {
    refuse,
    /** What it was sent with a method. */
    sent: (method: string) => sent.filter((one) => one.method === method),
  };
}

const moments = { created_at: "2024-01-01T00:00:00Z", updated_at: "2024-01-01T00:00:00Z" };

function slice(all: readonly Item[], search: URLSearchParams) {
  const { limit, offset, ...filters } = Object.fromEntries(search);
  const found = all.filter((item) =>
    Object.entries(filters).every(([name, value]) => `${Object(item)[name]}` === value),
  );
  const [from, count] = [Number(offset), Number(limit)];
  return {
    items: found.slice(from, from + count),
    total: found.length,
    limit: count,
    offset: from,
  };
}

function json(body: unknown, status = 200): Response {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } });
}
