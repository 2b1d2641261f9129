import { expect, it, vi } from "vitest";

import { makeBridge, type Bridge } from "../../src/preload/bridge";
import { defineContract } from "../../src/shared/contract";
import { z } from "../../src/shared/schema";

const any = { input: z.unknown(), output: z.unknown() };

it("has one function for each operation, which asks by its channel", async () => {
  const invoke = vi.fn().mockResolvedValue("answer");
  const bridge = makeBridge([defineContract("notes", { add: any, list: any })], invoke);
  expect(Object.keys(bridge["notes"] ?? {})).toEqual(["add", "list"]);
  expect(await bridge["notes"]?.["add"]?.({ text: "a" })).toBe("answer");
  expect(invoke).toHaveBeenCalledExactlyOnceWith("notes:add", { text: "a" });
});

it("offers the page the contracts, and nothing of Electron", async () => {
  const offered: Record<string, Bridge> = {};
  const invoke = vi.fn().mockResolvedValue("answer");
  const exposeInMainWorld = (name: string, bridge: Bridge) => void (offered[name] = bridge);
  vi.doMock("electron", () => ({ contextBridge: { exposeInMainWorld }, ipcRenderer: { invoke } }));
  await import("../../src/preload/index");
  expect(Object.keys(offered)).toEqual(["desktop"]);
  const operations = Object.values(offered["desktop"] ?? {}).flatMap((group) =>
    Object.values(group),
  );
  expect(operations.every((operation) => typeof operation === "function")).toBe(true);
  expect(await offered["desktop"]?.["system"]?.["info"]?.({})).toBe("answer");
  expect(invoke).toHaveBeenCalledExactlyOnceWith("system:info", {});
});
