import { expect, it, vi } from "vitest";

import { defineContract } from "../shared/contract";
import { z } from "../shared/schema";
import { CallError, client } from "./desktop";
import { answering, failing, fakeDesktop } from "./test/fakeDesktop";

const notes = defineContract("notes", {
  add: { input: z.strictObject({ text: z.string() }), output: z.strictObject({ id: z.number() }) },
});

it("asks with the input and gives the value", async () => {
  const add = answering({ id: 7 });
  fakeDesktop({ notes: { add } });
  expect(await client(notes).add({ text: "a" })).toEqual({ id: 7 });
  expect(add).toHaveBeenCalledWith({ text: "a" });
});

it("rejects with what the main process says", async () => {
  fakeDesktop({ notes: { add: failing("conflict", "It is taken.") } });
  const error: unknown = await client(notes)
    .add({ text: "a" })
    .catch((e: unknown) => e);
  expect(error).toBeInstanceOf(CallError);
  expect(error).toMatchObject({ code: "conflict", message: "It is taken.", reference: "r1" });
});

it.each([
  ["nobody is there", undefined],
  ["it answers something else", vi.fn().mockResolvedValue("hello")],
  ["it does not answer", vi.fn().mockRejectedValue(new Error("gone"))],
])("rejects when %s", async (_when, add) => {
  vi.stubGlobal("desktop", add && { notes: { add } });
  await expect(client(notes).add({ text: "a" })).rejects.toMatchObject({ code: "unavailable" });
});
