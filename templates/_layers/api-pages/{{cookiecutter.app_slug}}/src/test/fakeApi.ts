import { vi } from "vitest";

interface Item {
  readonly id: number;
}

interface Sent {
  readonly method: string;
  /** Below the address of the API, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly ifMatch?: string;
}

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly loc: readonly string[]; readonly msg: string }[];
}

/**
 * An API that knows these resources by their paths, such as `/notes`, and remembers what it was sent. `refuse`
 * makes the next request with a method fail, `change` is what somebody else does meanwhile.
 */
export function fakeApi(resources: Readonly<Record<string, readonly Item[]>>) {
  const stored = new Map(Object.entries(resources));
  const versions = new Map<Item, number>();
  const refusals = new Map<string, Response>();
  const sent: Sent[] = [];

  function refuse(method: string, status: number, problem: Problem = {}): void {
    refusals.set(method, json({ title: "Refused", ...problem }, status));
  }

  function put(path: string, before: Item, item: Item): void {
    const all = stored.get(path) ?? [];
    stored.set(
      path,
      all.map((one) => (one === before ? item : one)),
    );
    versions.set(item, (versions.get(before) ?? 1) + 1);
  }

  function change(path: string, id: number, values: object): void {
    const found = stored.get(path)?.find((one) => one.id === id);
    if (found) {
      put(path, found, { ...found, ...values, ...later });
    }
  }

  function tag(item: Item): string {
    return `"${versions.get(item) ?? 1}"`;
  }

  function answer({ method, path, body, ifMatch }: Sent): Response {
    const { pathname, searchParams } = new URL(path, "http://api.test");
    const [, name = "", key] = pathname.split("/");
    const all = stored.get(`/${name}`);
    const found = all?.find(({ id }) => id === Number(key));
    if (!all || (key !== undefined && !found)) {
      return json({ title: "Not found" }, 404);
    }
    if (method === "POST") {
      return json({ ...(body as object), id: all.length + 1, ...moments }, 201);
    }
    if (!found) {
      return json(slice(all, searchParams));
    }
    if (method === "GET") {
      return json(found, 200, { ETag: tag(found) });
    }
    if (ifMatch !== undefined && ifMatch !== tag(found)) {
      return json({ title: "Precondition Failed" }, 412);
    }
    if (method === "DELETE") {
      const others = all.filter((one) => one !== found);
      stored.set(`/${name}`, others);
      return new Response(null, { status: 204 });
    }
    const data = { ...found, ...(body as object) };
    put(`/${name}`, found, data);
    return json(data, 200, { ETag: tag(data) });
  }

  async function fetchFake(request: Request): Promise<Response> {
    const { method, headers, url } = request;
    const text = await request.text();
    const tagSent = headers.get("If-Match");
    const one = {
      method,
      path: url.replace(/^.*?\/api(?=\/)/, ""),
      ...(text === "" ? {} : { body: JSON.parse(text) as unknown }),
      ...(tagSent === null ? {} : { ifMatch: tagSent }),
    };
    sent.push(one);
    const refusal = refusals.get(method);
    refusals.delete(method);
    return refusal ?? answer(one);
  }

  vi.stubGlobal("fetch", fetchFake);
  return {
    refuse,
    change,
    /** What it was sent with a method. */
    sent: (method: string) => sent.filter((one) => one.method === method),
  };
}

const moments = { created_at: "2024-01-01T00:00:00Z", updated_at: "2024-01-01T00:00:00Z" };
const later = { updated_at: "2030-01-01T00:00:00Z" };

function textOf(item: Item, name: string): string {
  return String(new Map<string, unknown>(Object.entries(item)).get(name));
}

/** What a field is found by: each of the ids of one that has several. */
function textsOf(item: Item, name: string): readonly string[] {
  const value = new Map<string, unknown>(Object.entries(item)).get(name);
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function order(a: Item, b: Item, sort: string): number {
  const [name, sign] = sort.startsWith("-") ? [sort.slice(1), -1] : [sort, 1];
  return sign * textOf(a, name).localeCompare(textOf(b, name), "en", { numeric: true });
}

function slice(all: readonly Item[], search: URLSearchParams) {
  const { limit, offset, sort = "id", q = "", ...filters } = Object.fromEntries(search);
  const found = all
    .filter((item) =>
      Object.entries(filters).every(([name, value]) => textsOf(item, name).includes(value)),
    )
    .filter((item) => Object.values(item).some((value) => `${value}`.includes(q)))
    .toSorted((a, b) => order(a, b, sort));
  const [from, count] = [Number(offset), Number(limit)];
  return {
    items: found.slice(from, from + count),
    total: found.length,
    limit: count,
    offset: from,
  };
}

function json(body: unknown, status = 200, more: Readonly<Record<string, string>> = {}): Response {
  const type = status < 400 ? "application/json" : "application/problem+json";
  const headers = { "Content-Type": type, ...more };
  return new Response(JSON.stringify(body), { status, headers });
}
