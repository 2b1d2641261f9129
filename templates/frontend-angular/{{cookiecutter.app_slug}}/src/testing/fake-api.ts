import {
  HttpBackend,
  HttpErrorResponse,
  HttpHeaders,
  HttpResponse,
  type HttpEvent,
  type HttpRequest,
} from "@angular/common/http";
import type { Provider } from "@angular/core";
import { of, throwError, type Observable } from "rxjs";

const BASE = "/api";

interface Row {
  readonly id: number;
}

/** A request as the API got it. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly ifMatch?: string;
}

interface Refusal {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** An API in memory: lists of resources by their paths, with the rules that every list has. */
export class FakeApi implements HttpBackend {
  readonly sent: Sent[] = [];
  readonly #lists: Map<string, Row[]>;
  readonly #versions = new Map<string, number>();
  #refusal: Refusal | undefined;

  constructor(lists: Readonly<Record<string, readonly Row[]>>) {
    this.#lists = new Map(Object.entries(lists).map(([path, rows]) => [path, [...rows]]));
  }

  /** What makes an application use it. */
  get provider(): Provider {
    return { provide: HttpBackend, useValue: this };
  }

  /** Refuses the requests of this method to this path with a problem from now on. */
  refuse(method: string, path: string, status: number, problem: object = {}): void {
    const body = { title: "Refused", detail: "It was refused.", status, ...problem };
    this.#refusal = { method, path, status, body };
  }

  /** What somebody else does meanwhile with the resource at a path such as `/notes/1`. */
  change(path: string, values: object): void {
    const [, list = "", id] = path.split("/");
    const rows = this.#lists.get(`/${list}`) ?? [];
    const index = rows.findIndex((row) => row.id === Number(id));
    rows[index] = { ...(rows[index] ?? { id: Number(id) }), ...values };
    this.#versions.set(path, this.#version(path) + 1);
  }

  /** What was sent with this method. */
  sentBy(method: string): Sent[] {
    return this.sent.filter((sent) => sent.method === method);
  }

  handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    const path = request.url.slice(BASE.length);
    const query = Object.fromEntries(
      request.params.keys().map((name) => [name, request.params.get(name) ?? ""]),
    );
    const condition = request.headers.get("If-Match");
    const ifMatch = condition === null ? {} : { ifMatch: condition };
    this.sent.push({ method: request.method, path, query, body: request.body, ...ifMatch });
    if (request.method === this.#refusal?.method && path === this.#refusal.path) {
      return answer(this.#refusal.status, this.#refusal.body);
    }
    const [, list = "", id] = path.split("/");
    const rows = this.#lists.get(`/${list}`);
    if (rows === undefined) {
      return answer(404, { title: "Not found" });
    }
    if (id === undefined) {
      return ofList(rows, request, query);
    }
    if (condition !== null && condition !== `"${this.#version(path)}"`) {
      return answer(412, { title: "Precondition Failed" });
    }
    if (request.method === "PATCH") {
      this.#versions.set(path, this.#version(path) + 1);
    }
    return ofOne(rows, Number(id), request, `"${this.#version(path)}"`);
  }

  #version(path: string): number {
    return this.#versions.get(path) ?? 1;
  }
}

function ofList(
  rows: Row[],
  { method, body }: HttpRequest<unknown>,
  { limit = "20", offset = "0", sort = "id", q = "", ...filters }: Readonly<Record<string, string>>,
): Observable<HttpEvent<unknown>> {
  if (method === "POST") {
    const now = "2025-01-01T00:00:00Z";
    const made = { id: rows.length + 1, ...(body as object), created_at: now, updated_at: now };
    rows.push(made);
    return answer(201, made);
  }
  const found = rows
    .filter((row) => Object.entries(filters).every(([name, value]) => textOf(row, name) === value))
    .filter((row) => Object.keys(row).some((name) => textOf(row, name).includes(q)))
    .sort((a, b) => inOrder(a, b, sort));
  const items = found.slice(Number(offset), Number(offset) + Number(limit));
  return answer(200, {
    items,
    total: found.length,
    limit: Number(limit),
    offset: Number(offset),
  });
}

function textOf(row: Row, name: string): string {
  return String(row[name as keyof Row]);
}

function inOrder(a: Row, b: Row, sort: string): number {
  const [name, sign] = sort.startsWith("-") ? [sort.slice(1), -1] : [sort, 1];
  return sign * textOf(a, name).localeCompare(textOf(b, name), "en", { numeric: true });
}

function ofOne(
  rows: Row[],
  id: number,
  { method, body }: HttpRequest<unknown>,
  tag: string,
): Observable<HttpEvent<unknown>> {
  const index = rows.findIndex((row) => row.id === id);
  const row = rows[index];
  if (row === undefined) {
    return answer(404, { title: "Not found" });
  }
  if (method === "DELETE") {
    rows.splice(index, 1);
    return answer(204, null);
  }
  if (method === "PATCH") {
    rows[index] = { ...row, ...(body as object) };
  }
  return answer(200, rows[index], { ETag: tag });
}

/** As JSON would bring it. */
function answer(
  status: number,
  body: unknown,
  more: Readonly<Record<string, string>> = {},
): Observable<HttpEvent<unknown>> {
  const copy: unknown = structuredClone(body);
  const headers = new HttpHeaders({ "Content-Type": "application/json", ...more });
  return status < 400
    ? of(new HttpResponse({ status, body: copy, headers }))
    : throwError(() => new HttpErrorResponse({ status, error: copy, headers }));
}
