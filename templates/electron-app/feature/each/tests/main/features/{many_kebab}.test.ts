<% import "parts/schema.ts" as schema with context %>
<% set name = feature.many.camel %>
<% set links = feature.refs + feature.manys %>
<% set settable = feature.fields | rejectattr("is_ref") | rejectattr("is_many") | list %>
<% set optional = feature.fields | selectattr("optional") | list %>
<% set needed = feature.fields | selectattr("required") | list %>
<% set unsent = feature.fields | rejectattr("required") | list %>
<% set uniques = feature.fields | selectattr("unique") | list %>
<% macro object(data, refs) -%>
{<% for key, value in data.items() %> <[ key ]>: <[ value | json ]>,<% endfor %><% for f in refs %> <[ f.wire.snake ]>: <% if f.is_many %>[1]<% else %>1<% endif %>,<% endfor %> }
<%- endmacro %>
<% macro wrong(f, kind, value) -%>
<% if f.is_json and kind == "too_long" %>["x".repeat(<[ f.max ]>)]<% elif kind in ("too_short", "too_long") and value | length > 20 %>"x".repeat(<[ value | length ]>)<% else %><[ value | json ]><% endif %>
<%- endmacro %>
import { beforeEach, describe, expect, it } from "vitest";

import { dataFolder, mainProcess, type KeptSlice } from "../asking";

/** Three that may be made, with the first of what they refer to. */
const SAMPLES = [
<% for number in range(3) %>
  <[ object(feature.body(number), links) ]>,
<% endfor %>
] as const;

let folder: string;
let main: ReturnType<typeof mainProcess>;

beforeEach(async () => {
  folder = dataFolder();
  main = mainProcess(folder);
<% for one in feature.ancestors %>
  await main.get("<[ one.many.camel ]>:create", <[ object(one.body(0), one.refs + one.manys) ]>);
<% endfor %>
});

function make(number = 0) {
  return main.get("<[ name ]>:create", { ...SAMPLES[number] });
}

describe("a new <[ feature.one.human ]>", () => {
  it("is kept as it was given", async () => {
    const made = await make();
    expect(made).toMatchObject({ id: 1, ...SAMPLES[0] });
    expect(made["created_at"]).toMatch(/^\d{4}-.*Z$/);
    expect(await main.get("<[ name ]>:get", { id: 1 })).toEqual(made);
  });
<% if unsent %>

  it("has defaults where nothing is given", async () => {
    const needed = new Set<string>([<[ needed | map(attribute="wire.snake") | map("json") | join(", ") ]>]);
    const given = Object.entries(SAMPLES[0]).filter(([field]) => needed.has(field));
    expect(await main.get("<[ name ]>:create", Object.fromEntries(given))).toMatchObject({
<% for f in unsent %>
      <[ f.wire.snake ]>: <[ schema.value(f, f.default) ]>,
<% endfor %>
    });
  });
<% endif %>
<% if needed %>

  it.each([<[ needed | map(attribute="wire.snake") | map("json") | join(", ") ]>])("needs %s", async (field) => {
    const given = Object.entries(SAMPLES[0]).filter(([one]) => one !== field);
    const problem = await main.problem("<[ name ]>:create", Object.fromEntries(given));
    expect(problem).toMatchObject({ code: "invalid", issues: [{ path: field }] });
  });
<% endif %>

  it.each([
<% for f, bad in feature.violations if not bad.missing %>
    { field: "<[ f.wire.snake ]>", kind: "<[ bad.kind.replace("_", " ") ]>", value: <[ wrong(f, bad.kind, bad.value) ]> },
<% endfor %>
  ])("is refused with what is wrong as $field: $kind", async ({ field, value }) => {
    const made = await make();
    const given = { ...SAMPLES[1], [field]: value };
    const problem = await main.problem("<[ name ]>:create", given);
    expect(problem).toMatchObject({ code: "invalid", issues: [{ path: field }] });
    const change = await main.problem("<[ name ]>:update", { id: 1, values: { [field]: value } });
    expect(change.code).toBe("invalid");
    expect(change.issues[0]?.path.split(".").at(-1)).toBe(field);
    expect(await main.get("<[ name ]>:list")).toMatchObject({ items: [made], total: 1 });
  });
<% if uniques %>

  it.each([<[ uniques | map(attribute="wire.snake") | map("json") | join(", ") ]>] as const)("has a %s of its own", async (field) => {
    await make();
    await make(1);
    const taken = { [field]: SAMPLES[0][field] };
    const problem = await main.problem("<[ name ]>:create", { ...SAMPLES[2], ...taken });
    expect(problem.code).toBe("conflict");
    const change = await main.problem("<[ name ]>:update", { id: 2, values: taken });
    expect(change.code).toBe("conflict");
  });
<% endif %>
});

describe("<[ feature.many.human ]>", () => {
  it("are listed in parts, in order of their ids", async () => {
    expect(await main.get("<[ name ]>:list")).toEqual({ items: [], total: 0, limit: 20, offset: 0 });
    const made = [await make(0), await make(1), await make(2)];
    const slice = await main.get<KeptSlice>("<[ name ]>:list", { limit: 2, offset: 1 });
    expect(slice).toEqual({ items: made.slice(1), total: 3, limit: 2, offset: 1 });
  });

  it.each([{ limit: 0 }, { limit: 101 }, { offset: -1 }])("are not listed by %j", async (query) => {
    expect((await main.problem("<[ name ]>:list", query)).code).toBe("invalid");
  });
<% for f in links %>

  it("are filtered by <[ f.wire.snake ]>", async () => {
    const made = await make();
    expect(await main.get("<[ name ]>:list", { <[ f.wire.snake ]>: 1 })).toMatchObject({ items: [made] });
    expect(await main.get("<[ name ]>:list", { <[ f.wire.snake ]>: 2 })).toMatchObject({ total: 0 });
  });
<% endfor %>

  it("are there after a restart", async () => {
    const made = await make();
    main = mainProcess(folder);
    expect(await main.get("<[ name ]>:list")).toMatchObject({ items: [made], total: 1 });
  });
});

describe("<[ schema.a(feature) ]> that is there", () => {
<% if settable %>
  it("changes where it is told to, and nowhere else", async () => {
    const made = await make();
    const values = { <[ settable[0].wire.snake ]>: SAMPLES[1].<[ settable[0].wire.snake ]> };
    const changed = await main.get("<[ name ]>:update", { id: 1, values });
    expect(changed).toEqual({ ...made, ...values, updated_at: changed["updated_at"] });
    expect(await main.get("<[ name ]>:get", { id: 1 })).toEqual(changed);
  });

<% endif %>
<% if optional %>
  it.each([<[ optional | map(attribute="wire.snake") | map("json") | join(", ") ]>])("can be without %s", async (field) => {
    await make();
    const changed = await main.get("<[ name ]>:update", { id: 1, values: { [field]: null } });
    expect(changed[field]).toBeNull();
  });

<% endif %>
  it("is gone when it is deleted", async () => {
    await make();
    await main.get("<[ name ]>:delete", { id: 1 });
    expect((await main.problem("<[ name ]>:get", { id: 1 })).code).toBe("not_found");
  });

  it.each(["get", "update", "delete"])("is needed to %s it", async (operation) => {
    const input = operation === "update" ? { id: 7, values: {} } : { id: 7 };
    expect((await main.problem(`<[ name ]>:${operation}`, input)).code).toBe("not_found");
  });
<% for f in feature.refs %>

<% set what = {"restrict": "keeps its " ~ f.name.human ~ " from being deleted", "cascade": "goes with its " ~ f.name.human, "set_null": "stays without its " ~ f.name.human}[f.on_delete] %>
  it("<[ what ]>", async () => {
    await make();
    await main.get("<[ f.to.many.camel ]>:create", <[ object(f.to.body(1), f.to.refs + f.to.manys) ]>);
    const changed = await main.get("<[ name ]>:update", { id: 1, values: { <[ f.wire.snake ]>: 2 } });
    expect(changed).toMatchObject({ <[ f.wire.snake ]>: 2 });
<% if f.on_delete == "restrict" %>
    expect((await main.problem("<[ f.to.many.camel ]>:delete", { id: 2 })).code).toBe("conflict");
    expect(await main.get("<[ name ]>:get", { id: 1 })).toEqual(changed);
<% elif f.on_delete == "cascade" %>
    await main.get("<[ f.to.many.camel ]>:delete", { id: 2 });
    expect(await main.get("<[ name ]>:list")).toMatchObject({ total: 0 });
<% else %>
    await main.get("<[ f.to.many.camel ]>:delete", { id: 2 });
    expect(await main.get("<[ name ]>:get", { id: 1 })).toMatchObject({ <[ f.wire.snake ]>: null });
<% endif %>
  });
<% endfor %>
<% for f in feature.manys %>

  it("<[ "keeps those in its " ~ f.name.human ~ " from being deleted" if f.on_delete == "restrict" else "loses what is deleted from its " ~ f.name.human ]>", async () => {
    await make();
    await main.get("<[ f.to.many.camel ]>:create", <[ object(f.to.body(1), f.to.refs + f.to.manys) ]>);
    const values = { <[ f.wire.snake ]>: [2, 1] };
    const changed = await main.get("<[ name ]>:update", { id: 1, values });
    expect(changed).toMatchObject({ <[ f.wire.snake ]>: [1, 2] });
<% if f.on_delete == "restrict" %>
    expect((await main.problem("<[ f.to.many.camel ]>:delete", { id: 2 })).code).toBe("conflict");
    expect(await main.get("<[ name ]>:get", { id: 1 })).toEqual(changed);
<% else %>
    await main.get("<[ f.to.many.camel ]>:delete", { id: 2 });
    expect(await main.get("<[ name ]>:get", { id: 1 })).toMatchObject({ <[ f.wire.snake ]>: [1] });
<% endif %>
  });
<% endfor %>
});
