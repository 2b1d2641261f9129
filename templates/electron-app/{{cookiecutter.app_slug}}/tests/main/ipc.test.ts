import type { IpcMain } from "electron";
import { describe, expect, it, vi } from "vitest";

import { defineFeature, type Context } from "../../src/main/feature";
import { answerCalls, CallError } from "../../src/main/ipc";
import { defineContract } from "../../src/shared/contract";
import { z } from "../../src/shared/schema";
import { fakeElectron, fakeLog } from "./fakes";

const HOME = "app://renderer/";
const contract = defineContract("notes", {
  add: {
    input: z.strictObject({ text: z.string().trim().min(1) }),
    output: z.strictObject({ id: z.number() }),
  },
});

function answering(add: (input: { text: string }) => { id: number } = () => ({ id: 7 })) {
  const { electron, invoke } = fakeElectron();
  const log = fakeLog();
  const handler = vi.fn(add);
  const feature = defineFeature(contract, () => ({ add: handler }));
  const context = { log, store: vi.fn() } as unknown as Context;
  answerCalls(electron.ipcMain as unknown as IpcMain, [feature], context, (url) => url === HOME);
  const ask = (input: unknown, frame: Parameters<typeof invoke>[2] = { url: HOME, parent: null }) =>
    invoke("notes:add", input, frame);
  return { ask, handler, log };
}

describe("a call", () => {
  it("is answered with the value", async () => {
    const { ask, handler, log } = answering();
    expect(await ask({ text: " a " })).toEqual({ ok: true, value: { id: 7 } });
    expect(handler).toHaveBeenCalledExactlyOnceWith({ text: "a" });
    const [[message, told]] = log.debug.mock.calls as [[string, object]];
    expect(message).toBe("call");
    expect(told).toMatchObject({ channel: "notes:add", outcome: "ok" });
    expect(told).toHaveProperty("request_id", expect.stringMatching(/^[0-9a-f-]{36}$/));
  });

  it.each([{ text: "" }, { text: 1 }, { text: "a", more: 1 }, "a", null, undefined])(
    "with %j is not valid",
    async (input) => {
      const { ask, handler } = answering();
      expect(await ask(input)).toMatchObject({ ok: false, error: { code: "invalid" } });
      expect(handler).not.toHaveBeenCalled();
    },
  );

  it("names the field that is wrong", async () => {
    const answer = await answering().ask({ text: "" });
    expect(answer).toMatchObject({ error: { issues: [{ path: "text" }] } });
  });

  it.each([
    ["no frame", null],
    ["a frame in the page", { url: HOME, parent: {} }],
    ["a strange page", { url: "https://example.com/", parent: null }],
  ])("of %s is refused", async (_who, frame) => {
    const { ask, handler, log } = answering();
    expect(await ask({ text: "a" }, frame)).toMatchObject({ error: { code: "refused" } });
    expect(handler).not.toHaveBeenCalled();
    expect(log.warn).toHaveBeenCalledOnce();
  });

  it("may fail in words for a person", async () => {
    const { ask } = answering(() => {
      throw new CallError("not_found", "There is no such note.");
    });
    expect(await ask({ text: "a" })).toMatchObject({
      error: { code: "not_found", message: "There is no such note." },
    });
  });

  it("keeps the words of an unexpected error to the log", async () => {
    const { ask, log } = answering(() => {
      throw new Error("secret words");
    });
    const answer = await ask({ text: "a" });
    expect(answer).toMatchObject({ error: { code: "internal" } });
    expect(JSON.stringify(answer)).not.toContain("secret words");
    const { reference } = (answer as { error: { reference: string } }).error;
    expect(log.error).toHaveBeenCalledExactlyOnceWith("call failed", {
      request_id: reference,
      error: expect.objectContaining({ message: "secret words" }),
    });
  });

  it("never gives what the contract does not say", async () => {
    const more = { id: 7, secret: "words" };
    const { ask } = answering(() => more);
    expect(await ask({ text: "a" })).toMatchObject({ error: { code: "internal" } });
  });

  it("needs a handler", () => {
    const feature = defineFeature(contract, () => ({}) as never);
    const context = { log: fakeLog() } as unknown as Context;
    const ipc = { handle: vi.fn() };
    expect(() => answerCalls(ipc, [feature], context, () => true)).toThrow("no handler for add");
  });
});
