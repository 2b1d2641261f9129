import { vi } from "vitest";

import type { Code, Problem } from "../../shared/contract";
import type { Query, Stored } from "../../shared/resource";
import { fakeDesktop } from "./fakeDesktop";

interface Sent {
  readonly resource: string;
  readonly operation: string;
  readonly input: unknown;
}

interface Input {
  readonly id?: number;
  readonly values?: object;
}

/**
 * A main process that keeps these resources by the names of their contracts, and remembers what it was asked.
 * `refuse` makes the next call of an operation fail.
 */
export function fakeResources(resources: Readonly<Record<string, readonly Stored[]>>) {
  const kept = new Map(Object.entries(resources));
  const refusals = new Map<string, unknown>();
  const sent: Sent[] = [];

  function refuse(
    operation: string,
    code: Code,
    message: string,
    issues: Problem["issues"] = [],
  ): void {
    refusals.set(operation, { ok: false, error: { code, message, reference: "r1", issues } });
  }

  function answer({ resource, operation, input }: Sent): unknown {
    const all = kept.get(resource) ?? [];
    const { id, values } = input as Input;
    const found = all.find((one) => one.id === id);
    if (id !== undefined && !found) {
      const message = "There is nothing like that.";
      return { ok: false, error: { code: "not_found", message, reference: "r1" } };
    }
    const others = all.filter((one) => one !== found);
    switch (operation) {
      case "list":
        return { ok: true, value: slice(all, input as Query) };
      case "delete":
        kept.set(resource, others);
        return { ok: true, value: {} };
      case "create":
        return { ok: true, value: { ...moments, ...(input as object), id: all.length + 1 } };
      default:
        return { ok: true, value: { ...found, ...values } };
    }
  }

  function ask(resource: string, operation: string) {
    return vi.fn(async (input: unknown) => {
      const call = { resource, operation, input };
      sent.push(call);
      const refusal = refusals.get(operation);
      refusals.delete(operation);
      return refusal ?? answer(call);
    });
  }

  const operations = ["list", "get", "create", "update", "delete"];
  const contracts = Object.keys(resources).map((resource) => [
    resource,
    Object.fromEntries(operations.map((operation) => [operation, ask(resource, operation)])),
  ]);
  fakeDesktop(Object.fromEntries(contracts));
  return {
    refuse,
    /** What it was asked by an operation. */
    sent: (operation: string) =>
      sent.filter((one) => one.operation === operation).map(({ input }) => input),
  };
}

const moments = { created_at: "2024-01-01T00:00:00Z", updated_at: "2024-01-01T00:00:00Z" };

function slice(all: readonly Stored[], { limit = 20, offset = 0, ...filters }: Query) {
  const found = all.filter((item) =>
    Object.entries(filters).every(([name, id]) => [Object(item)[name]].flat().includes(id)),
  );
  return { items: found.slice(offset, offset + limit), total: found.length, limit, offset };
}
