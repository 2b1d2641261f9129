import { expect, it } from "vitest";

import { makeLog } from "../../src/main/log";

function logged(level: "debug" | "warn", tell: (log: ReturnType<typeof makeLog>) => void) {
  const lines: string[] = [];
  tell(makeLog(level, (line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it("writes one object a line, with time, level and fields", () => {
  const [entry] = logged("debug", (log) => log.info("two\nlines", { request_id: "r1" }));
  expect(entry).toMatchObject({ level: "info", message: "two\nlines", request_id: "r1" });
  expect(new Date(String(entry?.["timestamp"])).toJSON()).toBe(entry?.["timestamp"]);
});

it("leaves out what is below its level", () => {
  const entries = logged("warn", (log) => {
    log.debug("a");
    log.info("b");
    log.warn("c");
    log.error("d");
  });
  expect(entries.map(({ message }) => message)).toEqual(["c", "d"]);
});

it("tells an error with its stack", () => {
  const [entry] = logged("warn", (log) => log.error("failed", { error: new Error("why") }));
  expect(entry?.["error"]).toContain("Error: why\n    at ");
});
