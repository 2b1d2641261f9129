<% import "parts/types.ts" as types with context %>
<% set PATH = feature.many.kebab %>
<% set DRAFT = feature.one.upper ~ "_DRAFT" %>
<% set ROWS = feature.many.upper %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set plain = feature.fields | rejectattr("is_ref") | list %>
<% set dated = plain | selectattr("type", "equalto", "datetime") | list %>
<% set needed = feature.fields | selectattr("required") | list %>
<% set told = feature.fields[0] %>
<% set change = namespace(field=none) %>
<% for f in plain | reverse if f.sample(0) != f.sample(1) %><% set change.field = f %><% endfor %>
<% set optional = feature.fields | selectattr("optional") | list %>
<% set refused = namespace(text="") %>
<% for f in feature.fields %><% set refused.text = refused.text ~ types.refused(f) %><% endfor %>
<% if targets %>
import { TestBed } from "@angular/core/testing";
<% endif %>
import { beforeEach, describe, expect, it, vi } from "vitest";

import { accessibilityProblems } from "../../../testing/axe";
import { FakeApi } from "../../../testing/fake-api";
import { <% if refused.text.strip() %>controlOf, <% endif %>enter, entered, press, wrongWith } from "../../../testing/forms";
import { showApp, type Shown } from "../../../testing/show-app";
<% if dated %>
import { toLocal } from "../../forms/values";
<% endif %>
<% for to in targets | sort(attribute="many.kebab") %>
import { <[ to.many.pascal ]>Api } from "../<[ to.many.kebab ]>/<[ to.many.kebab ]>-api";
import { <[ to.many.upper ]> } from "../<[ to.many.kebab ]>/<[ to.many.kebab ]>.testing";
<% endfor %>
import { FEATURES } from "../registry";
import { <[ DRAFT ]>, <[ ROWS ]> } from "./<[ PATH ]>.testing";

const [first<% if change.field %>, second<% endif %>] = <[ ROWS ]>;
const NEEDED: readonly string[] = [<% for f in needed %>"<[ f.name.title ]>", <% endfor %>];

let api: FakeApi;

const show = (page = "new") => showApp(`/<[ PATH ]>/${page}`, FEATURES, api.provider);
const EDIT = `${first.id}/edit`;

/** What people enter for the first of them, by the labels. */
function entries(): readonly (readonly [string, string | boolean])[] {
  return [
<% for f in feature.fields %>
<% if f.is_ref %>
    ["<[ f.name.title ]>", TestBed.inject(<[ f.to.many.pascal ]>Api).label(<[ f.to.many.upper ]>[0])],
<% else %>
    ["<[ f.name.title ]>", <[ types.entry(f, f.sample(0)) ]>],
<% endif %>
<% endfor %>
  ];
}

async function fill(app: Shown, wanted: (label: string) => boolean = () => true): Promise<void> {
  for (const [label, value] of entries()) {
    if (wanted(label)) {
      await enter(app, label, value);
    }
  }
}

beforeEach(() => {
  api = new FakeApi({ "/<[ PATH ]>": <[ ROWS ]><% for to in targets %>, "/<[ to.many.kebab ]>": <[ to.many.upper ]><% endfor %> });
});

describe("the form for a new <[ feature.one.human ]>", () => {
  it("has a name for every control", async () => {
    const app = await show();
    expect(app.get("h1").textContent).toBe("New <[ feature.one.human ]>");
    expect(app.root.querySelectorAll("input, select, textarea").length).toBe(entries().length);
    expect(entries().map(([label]) => wrongWith(app, label))).toEqual(
      entries().map(() => undefined),
    );
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("sends what was entered, and shows the list", async () => {
    const app = await show();
    await fill(app);
    await press(app, "Save");
    expect(api.sentBy("POST")).toEqual([
      { method: "POST", path: "/<[ PATH ]>", query: {}, body: <[ DRAFT ]> },
    ]);
    expect(app.address()).toBe("/<[ PATH ]>");
    expect(app.root.querySelectorAll("tbody tr").length).toBe(4);
    expect(document.body.textContent).toContain("Created: ");
  });

  it("has defaults for what is left out", async () => {
    const app = await show();
    await fill(app, (label) => NEEDED.includes(label));
    await press(app, "Save");
    expect(api.sentBy("POST")[0]?.body).toEqual({
      ...<[ DRAFT ]>,
<% for f in feature.fields if not f.required %>
      <[ f.wire.snake ]>: <[ types.default(f) if f.has_default else "null" ]>,
<% endfor %>
    });
  });
<% set empty = namespace(labels=[]) %>
<% for f in needed if types.needed(f) %><% set empty.labels = empty.labels + [f.name.title] %><% endfor %>
<% if empty.labels %>

  it("begins without what is needed, and says so", async () => {
    const app = await show();
    await press(app, "Save");
    const needed = [<[ empty.labels | map("json") | join(", ") ]>];
    expect(needed.map((label) => wrongWith(app, label))).toEqual(
      needed.map(() => "This is needed."),
    );
    expect(api.sentBy("POST")).toEqual([]);
  });
<% endif %>
<% if refused.text.strip() %>

  it.each([
    <[ refused.text ]>
  ])("says at %s what is wrong: %s", async (label, words, value) => {
    const app = await show();
    await fill(app);
    await enter(app, label, value);
    await press(app, "Save");
    expect(wrongWith(app, label)).toContain(words);
    expect(document.activeElement).toBe(controlOf(app, label));
    expect(api.sentBy("POST")).toEqual([]);
    await fill(app);
    expect(wrongWith(app, label)).toBeUndefined();
  });
<% endif %>

  it("shows at the field what the API says of it", async () => {
    const errors = [{ loc: ["body", "<[ told.wire.snake ]>"], msg: "is not welcome" }];
    api.refuse("POST", "/<[ PATH ]>", 422, { errors });
    const app = await show();
    await fill(app);
    await press(app, "Save");
    expect(wrongWith(app, "<[ told.name.title ]>")).toBe("Is not welcome.");
    expect(app.root.querySelector("[role=alert]")).toBeNull();
    expect(app.address()).toBe("/<[ PATH ]>/new");
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("shows at the field what is taken already", async () => {
    const errors = [{ loc: ["body", "<[ told.wire.snake ]>"], msg: "is taken" }];
    api.refuse("POST", "/<[ PATH ]>", 409, { errors });
    const app = await show();
    await fill(app);
    await press(app, "Save");
    expect(wrongWith(app, "<[ told.name.title ]>")).toBe("Is taken.");
  });

  it("shows what else the API says, and keeps what was entered", async () => {
    api.refuse("POST", "/<[ PATH ]>", 409, { detail: "There is one already." });
    const app = await show();
    await fill(app);
    await press(app, "Save");
    expect(app.get("[role=alert]").textContent).toContain("There is one already.");
    expect(entries().map(([label]) => [label, entered(app, label)])).toEqual(entries());
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe("the form of one <[ feature.one.human ]>", () => {
  it("shows what it is", async () => {
    const app = await show(EDIT);
    expect(app.get("h1").textContent).toBe("Change <[ feature.one.human ]>");
    expect(entries().map(([label]) => [label, entered(app, label)])).toEqual(entries());
    expect(await accessibilityProblems()).toEqual([]);
  });
<% if change.field %>

  it("sends only what was changed", async () => {
    const app = await show(EDIT);
    await enter(app, "<[ change.field.name.title ]>", <[ types.entry(change.field, change.field.sample(1)) ]>);
    await press(app, "Save");
    expect(api.sentBy("PATCH")).toEqual([
      { method: "PATCH", path: `/<[ PATH ]>/${first.id}`, query: {}, body: { <[ change.field.wire.snake ]>: second.<[ change.field.wire.snake ]> }, ifMatch: '"1"' },
    ]);
    expect(app.address()).toBe(`/<[ PATH ]>/${first.id}`);
    expect(document.body.textContent).toContain("Saved: ");
  });

  it("keeps what was entered when somebody else was faster", async () => {
    const app = await show(EDIT);
    await enter(app, "<[ change.field.name.title ]>", <[ types.entry(change.field, change.field.sample(1)) ]>);
    api.change(`/<[ PATH ]>/${first.id}`, { updated_at: "2030-01-01T00:00:00Z" });
    await press(app, "Save");
    expect(app.get("[role=alert]").textContent).toContain("Somebody else changed it meanwhile");
    expect(await accessibilityProblems()).toEqual([]);
    await press(app, "Load the newest state");
    expect(app.root.querySelector("[role=alert]")).toBeNull();
    await press(app, "Save");
    const body = { <[ change.field.wire.snake ]>: second.<[ change.field.wire.snake ]> };
    expect(api.sentBy("PATCH").map((one) => [one.ifMatch, one.body])).toEqual([
      ['"1"', body],
      ['"2"', body],
    ]);
    expect(app.address()).toBe(`/<[ PATH ]>/${first.id}`);
  });
<% endif %>
<% if optional %>

  it.each([
<% for f in optional %>
    ["<[ f.name.title ]>", "<[ f.wire.snake ]>"],
<% endfor %>
  ])("takes %s away when nothing is left of it", async (label, name) => {
    const app = await show(EDIT);
    await enter(app, label, "");
    await press(app, "Save");
    expect(api.sentBy("PATCH")[0]?.body).toEqual({ [name]: null });
  });
<% endif %>

  it("does not exist when the API does not have it", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    const app = await show("99/edit");
    expect(app.get("h1").textContent).toBe("Page not found");
    reported.mockClear();
  });
});
