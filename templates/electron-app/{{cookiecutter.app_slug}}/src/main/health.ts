import { createServer, type Server } from "node:http";

export interface Report {
  readonly status: "ok" | "starting" | "failed";
  readonly renderer: "rendered" | "waiting";
  readonly missing: readonly string[];
  readonly problems: readonly string[];
}

/** What is known of the application's well-being. */
export class Health {
  readonly #missing = new Set(["window", "renderer"]);
  readonly #problems: string[] = [];

  windowOpened(): void {
    this.#missing.delete("window");
  }

  /** The page stands, and has had an answer from the main process. */
  rendered(): void {
    this.#missing.delete("renderer");
  }

  failed(problem: string): void {
    this.#problems.push(problem);
  }

  report(): Report {
    const missing = [...this.#missing];
    const ready = missing.length === 0 ? "ok" : "starting";
    return {
      status: this.#problems.length > 0 ? "failed" : ready,
      renderer: this.#missing.has("renderer") ? "waiting" : "rendered",
      missing,
      problems: [...this.#problems],
    };
  }
}

/** Tells of health at /healthz: 200 when all is well, else 503 with what is missing. Rejects when it cannot listen. */
export function serveHealth(
  health: Health,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Server> {
  const headers = {
    "Cache-Control": "no-store",
    "Content-Type": "application/json",
    "X-Content-Type-Options": "nosniff",
  };
  const server = createServer((request, response) => {
    const report = health.report();
    if (request.url !== "/healthz" || request.method !== "GET") {
      response.writeHead(404, headers).end('{"status":"not found"}\n');
      return;
    }
    response.writeHead(report.status === "ok" ? 200 : 503, headers);
    response.end(`${JSON.stringify(report)}\n`);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}
