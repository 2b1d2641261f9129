import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { defineFeature, type Feature } from "../../src/main/feature";
import type { Reference } from "../../src/main/resources";
import { defineResource } from "../../src/shared/resource";
import { reference, text } from "../../src/shared/rules";
import { dataFolder, mainProcess, type KeptSlice } from "./asking";

const owner = defineResource("owners", {
  fields: { name: text({ min: 1, max: 5 }), note: text({ max: 9 }) },
  defaults: { note: "none" },
  filters: [],
});
const pet = defineResource("pets", {
  fields: { name: text({ max: 5 }).nullable(), owner_id: reference().nullable() },
  defaults: { name: null, owner_id: null },
  filters: ["owner_id"],
});

function started(onDelete: Reference["onDelete"] = "restrict", folder = dataFolder()) {
  const owners = defineFeature(owner.contract, ({ resources }) =>
    resources.keep(owner, { one: "owner", many: "owners", unique: ["name"] }),
  );
  const pets = defineFeature(pet.contract, ({ resources }) =>
    resources.keep(pet, {
      one: "pet",
      many: "pets",
      unique: ["name"],
      refs: { owner_id: { to: "owners", onDelete } },
    }),
  );
  return mainProcess(folder, [pets, owners] as unknown as Feature[]);
}

describe("resources", () => {
  it("are kept with their defaults, and changed where they are told to", async () => {
    const { get } = started();
    const made = await get("owners:create", { name: "Ann" });
    expect(made).toMatchObject({ id: 1, name: "Ann", note: "none" });
    expect(made["created_at"]).toMatch(/Z$/);
    const changed = await get("owners:update", { id: 1, values: { note: "" } });
    expect(changed).toMatchObject({ ...made, note: "", updated_at: expect.any(String) });
    expect(await get("owners:get", { id: 1 })).toEqual(changed);
  });

  it("are listed in parts", async () => {
    const { get } = started();
    await Promise.all(["a", "b", "c"].map((name) => get("owners:create", { name })));
    const slice = await get<KeptSlice>("owners:list", { limit: 2, offset: 1 });
    expect(slice).toMatchObject({ total: 3, limit: 2, offset: 1 });
    expect(slice.items.map(({ id }) => id)).toEqual([2, 3]);
  });

  it.each([{ limit: 0 }, { limit: 101 }, { offset: -1 }, { owner_id: 0 }, { other: 1 }])(
    "are not listed by %j",
    async (query) => {
      expect(await started().problem("pets:list", query)).toMatchObject({ code: "invalid" });
    },
  );

  it("never get an id that was used", async () => {
    const { get } = started();
    await get("owners:create", { name: "Ann" });
    await get("owners:delete", { id: 1 });
    expect(await get("owners:create", { name: "Ann" })).toMatchObject({ id: 2 });
  });

  it("share no value that is unique, except none", async () => {
    const { get, problem } = started();
    await get("pets:create", {});
    await get("pets:create", {});
    await get("pets:create", { name: "Rex" });
    expect(await problem("pets:create", { name: "Rex" })).toMatchObject({
      code: "conflict",
      message: "Another pet has this name.",
    });
    expect(await problem("pets:update", { id: 1, values: { name: "Rex" } })).toMatchObject({
      code: "conflict",
    });
    expect(await get("pets:update", { id: 3, values: { name: "Rex" } })).toMatchObject({ id: 3 });
  });

  it("refer to what is there", async () => {
    const { get, problem } = started();
    const issues = [{ path: "owner_id", message: "Nothing has this id." }];
    expect(await problem("pets:create", { owner_id: 1 })).toMatchObject({
      code: "invalid",
      issues,
    });
    await get("owners:create", { name: "Ann" });
    await get("pets:create", { owner_id: 1 });
    expect(await problem("pets:update", { id: 1, values: { owner_id: 2 } })).toMatchObject({
      issues,
    });
    expect(await get("pets:list", { owner_id: 1 })).toMatchObject({ total: 1 });
    expect(await get("pets:list", { owner_id: 2 })).toMatchObject({ items: [], total: 0 });
  });

  it("are not there when they are not", async () => {
    const { problem } = started();
    expect(await problem("pets:get", { id: 7 })).toMatchObject({
      code: "not_found",
      message: "There is no such pet.",
    });
    expect(await problem("pets:update", { id: 7, values: {} })).toMatchObject({
      code: "not_found",
    });
    expect(await problem("pets:delete", { id: 7 })).toMatchObject({ code: "not_found" });
  });
});

/** Ann, and her pet. */
async function withPet(onDelete: Reference["onDelete"]) {
  const main = started(onDelete);
  await main.get("owners:create", { name: "Ann" });
  await main.get("pets:create", { owner_id: 1 });
  return main;
}

describe("what others refer to", () => {
  it("stays while it is needed", async () => {
    const { get, problem } = await withPet("restrict");
    expect(await problem("owners:delete", { id: 1 })).toMatchObject({
      code: "conflict",
      message: "It is needed: there are pets of it.",
    });
    expect(await get("owners:list")).toMatchObject({ total: 1 });
  });

  it("takes them with it", async () => {
    const { get } = await withPet("cascade");
    await get("owners:delete", { id: 1 });
    expect(await get("pets:list")).toMatchObject({ total: 0 });
  });

  it("is forgotten", async () => {
    const { get } = await withPet("set_null");
    await get("owners:delete", { id: 1 });
    expect(await get("pets:get", { id: 1 })).toMatchObject({ owner_id: null });
  });
});

describe("the file", () => {
  it("is read by the next start, where fields that came later have their defaults", async () => {
    const folder = dataFolder();
    await started("restrict", folder).get("owners:create", { name: "Ann", note: "x" });
    const path = join(folder, "resources.json");
    writeFileSync(path, readFileSync(path, "utf8").replace(/,\s*"note": "x"/, ""));
    expect(await started("restrict", folder).get("owners:get", { id: 1 })).toMatchObject({
      name: "Ann",
      note: "none",
    });
  });

  it("keeps what no feature of today knows", async () => {
    const folder = dataFolder();
    const path = join(folder, "resources.json");
    const others = { last: 1, rows: [{ id: 1, created_at: "a", updated_at: "b", more: 7 }] };
    writeFileSync(path, JSON.stringify({ others }));
    await started("restrict", folder).get("owners:create", { name: "Ann" });
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ others });
  });
});
