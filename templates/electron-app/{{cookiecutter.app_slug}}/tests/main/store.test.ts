import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { openStore } from "../../src/main/store";
import { z } from "../../src/shared/schema";

const schema = z.object({ notes: z.array(z.string()), theme: z.string().default("light") });
const empty: z.output<typeof schema> = { notes: [], theme: "light" };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "store ü-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function opened() {
  return openStore(join(folder, "data"), "notes", schema, empty);
}

function add(text: string) {
  return (content: typeof empty) => ({ ...content, notes: [...content.notes, text] });
}

describe("a store", () => {
  it("has its initial content, and no file yet", async () => {
    expect(await opened().read()).toEqual(empty);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keeps what is written for the next start", async () => {
    expect(await opened().update(add("ünï"))).toEqual({ notes: ["ünï"], theme: "light" });
    expect(await opened().read()).toEqual({ notes: ["ünï"], theme: "light" });
    expect(readdirSync(join(folder, "data"))).toEqual(["notes.json"]);
  });

  it("loses no update of many at once", async () => {
    const store = opened();
    await Promise.all(["a", "b", "c", "d"].map((text) => store.update(add(text))));
    expect((await store.read()).notes).toEqual(["a", "b", "c", "d"]);
  });

  it("goes on after an update that failed", async () => {
    const store = opened();
    await store.update(add("a"));
    const wrong = store.update(() => ({ notes: [1] }) as never);
    await expect(wrong).rejects.toThrow();
    await store.update(add("b"));
    expect((await store.read()).notes).toEqual(["a", "b"]);
  });

  it.each(["{", '{"notes": 1}', ""])(
    "names a file with %j in it and leaves it alone",
    async (text) => {
      const path = join(folder, "data", "notes.json");
      await opened().update(add("a"));
      writeFileSync(path, text);
      await expect(opened().read()).rejects.toThrow(`${path} is damaged`);
      await expect(opened().update(add("b"))).rejects.toThrow(`${path} is damaged`);
      expect(readFileSync(path, "utf8")).toBe(text);
    },
  );

  it("gives a field that came later its default", async () => {
    await opened().update(add("a"));
    writeFileSync(join(folder, "data", "notes.json"), '{"notes": ["old"]}');
    expect(await opened().read()).toEqual({ notes: ["old"], theme: "light" });
  });

  it.each(["", "../notes", "Notes", "a/b", "a.b"])("cannot be called %j", (name) => {
    expect(() => openStore(folder, name, schema, empty)).toThrow("cannot name a store");
  });
});
