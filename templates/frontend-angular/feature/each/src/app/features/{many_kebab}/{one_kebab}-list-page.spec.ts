<% import "parts/types.ts" as types with context %>
<% set PATH = feature.many.kebab %>
<% set ROWS = feature.many.upper %>
<% set Api = feature.many.pascal ~ "Api" %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set dated = feature.columns | selectattr("type", "equalto", "datetime") | list %>
<% set few = feature.fields | selectattr("type", "in", ["enum", "bool"]) | list %>
<% set searched = feature.fields | selectattr("is_text") | list %>
<% if dated %>
import { formatDate } from "@angular/common";
<% endif %>
import { TestBed } from "@angular/core/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { accessibilityProblems } from "../../../testing/axe";
import { FakeApi } from "../../../testing/fake-api";
import { <% if targets or few or searched %>enter, <% endif %>press } from "../../../testing/forms";
import { showApp } from "../../../testing/show-app";
<% for to in targets | sort(attribute="many.kebab") %>
import { <[ to.many.pascal ]>Api } from "../<[ to.many.kebab ]>/<[ to.many.kebab ]>-api";
import { <[ to.many.upper ]> } from "../<[ to.many.kebab ]>/<[ to.many.kebab ]>.testing";
<% endfor %>
import { FEATURES } from "../registry";
import { <[ Api ]> } from "./<[ PATH ]>-api";
import { <[ ROWS ]> } from "./<[ PATH ]>.testing";

const [first] = <[ ROWS ]>;

let api: FakeApi;

const show = (address = "/<[ PATH ]>") => showApp(address, FEATURES, api.provider);

const answering = (rows: readonly { readonly id: number }[]) =>
  new FakeApi({ "/<[ PATH ]>": rows<% for to in targets %>, "/<[ to.many.kebab ]>": <[ to.many.upper ]><% endfor %> });

/** The texts of a table, row by row. */
function cells(root: HTMLElement): string[][] {
  return [...root.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll("th, td:not(:last-child)")].map((cell) => cell.textContent.trim()),
  );
}

/** How often the list was asked for with this in its query. */
function asked(name: string, value: string): number {
  return api.sentBy("GET").filter(({ path, query }) => path === "/<[ PATH ]>" && query[name] === value)
    .length;
}

beforeEach(() => {
  api = answering(<[ ROWS ]>);
});

describe("the list of <[ feature.many.human ]>", () => {
  it("shows what there is", async () => {
    const app = await show();
    expect(app.get("h1").textContent).toBe("<[ feature.many.title ]>");
    const [head, ...rows] = cells(app.root);
    expect(head).toEqual([<% for f in feature.columns %>"<[ f.name.title ]>", <% endfor %>"Actions"]);
<% for to in feature.columns | selectattr("is_ref") | map(attribute="to") | unique(attribute="spec.name") %>
    const <[ to.many.camel ]>Api = TestBed.inject(<[ to.many.pascal ]>Api);
<% endfor %>
    expect(rows[0]).toEqual([
<% for f in feature.columns %>
      <[ types.seen(f) ]>,
<% endfor %>
    ]);
    expect(rows.length).toBe(3);
    expect(app.get("app-paging").textContent).toContain("1–3 of 3");
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("says that there is nothing", async () => {
    api = answering([]);
    const app = await show();
    expect(app.root.textContent).toContain("There are no <[ feature.many.human ]>.");
    expect(app.root.querySelector("table")).toBeNull();
    expect(app.link("New <[ feature.one.human ]>").getAttribute("href")).toBe("/<[ PATH ]>/new");
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("says why it cannot be shown, and lets people try again", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    api.refuse("GET", "/<[ PATH ]>", 503);
    const app = await show();
    expect(app.get("[role=alert]").textContent).toContain("It was refused.");
    expect(app.link("Try again").getAttribute("href")).toBe("/<[ PATH ]>");
    reported.mockClear();
  });

  it("comes in parts", async () => {
    api = answering(Array.from({ length: 25 }, (_, index) => ({ ...first, id: index + 1 })));
    const app = await show();
    expect(cells(app.root).length).toBe(21);
    await press(app, "Next");
    expect(app.address()).toBe("/<[ PATH ]>?offset=20");
    expect(app.get("app-paging").textContent).toContain("21–25 of 25");
    expect(cells(app.root).length).toBe(6);
    await press(app, "Previous");
    expect(app.address()).toBe("/<[ PATH ]>");
    expect(cells(app.root).length).toBe(21);
  });

  it("is sorted by the API", async () => {
    const app = await show();
    await press(app, "<[ feature.columns[0].name.title ]>");
    await press(app, "<[ feature.columns[0].name.title ]>");
    expect(app.address()).toBe("/<[ PATH ]>?sort=-<[ feature.columns[0].wire.snake ]>");
    expect(asked("sort", "<[ feature.columns[0].wire.snake ]>")).toBe(1);
    expect(asked("sort", "-<[ feature.columns[0].wire.snake ]>")).toBe(1);
  });
<% if searched %>

  it("is searched by the API", async () => {
    const app = await show();
    await enter(app, "Search", "zzzz");
    await press(app, "Search");
    expect(asked("q", "zzzz")).toBe(1);
    expect(app.root.textContent).toContain("There are no <[ feature.many.human ]>.");
    await app.follow("Show all");
    expect(cells(app.root).length).toBe(4);
  });
<% endif %>
<% for f in few %>
<% set value = "true" if f.type == "bool" else f.values[0] %>

  it("is filtered by <[ f.name.human ]>", async () => {
    const app = await show();
    await enter(app, "<[ f.name.title ]>", "<[ "Yes" if f.type == "bool" else value ]>");
    expect(app.address()).toBe("/<[ PATH ]>?<[ f.wire.snake ]>=<[ value ]>");
    expect(asked("<[ f.wire.snake ]>", "<[ value ]>")).toBe(1);
  });
<% endfor %>
<% for f in feature.refs %>

  it("is filtered by <[ f.name.human ]>", async () => {
    const app = await show();
    const label = TestBed.inject(<[ f.to.many.pascal ]>Api).label(<[ f.to.many.upper ]>[0]);
    await enter(app, "<[ f.name.title ]>", label);
    expect(app.address()).toBe("/<[ PATH ]>?<[ f.wire.snake ]>=1");
    expect(asked("<[ f.wire.snake ]>", "1")).toBe(1);
    expect(cells(app.root).length).toBe(2);
    await enter(app, "<[ f.name.title ]>", "");
    expect(cells(app.root).length).toBe(4);
  });
<% endfor %>

  it("lets people delete one, once they are sure", async () => {
    const app = await show();
    const label = TestBed.inject(<[ Api ]>).label(first);
    await press(app, `Delete ${label}`);
    await press(app, `Keep ${label}`);
    expect(api.sentBy("DELETE")).toEqual([]);
    await press(app, `Delete ${label}`);
    await press(app, `Delete ${label} for ever`);
    expect(api.sentBy("DELETE").map(({ path, ifMatch }) => [path, ifMatch])).toEqual([
      [`/<[ PATH ]>/${first.id}`, '"1"'],
    ]);
    expect(cells(app.root).length).toBe(3);
    expect(document.body.textContent).toContain(`Deleted: ${label}`);
    expect(document.activeElement).toBe(app.get("h1"));
  });

  it("deletes nothing that somebody else changed meanwhile", async () => {
    const app = await show();
    const label = TestBed.inject(<[ Api ]>).label(first);
    api.change(`/<[ PATH ]>/${first.id}`, { updated_at: "2030-01-01T00:00:00Z" });
    await press(app, `Delete ${label}`);
    await press(app, `Delete ${label} for ever`);
    expect(app.get("[role=alert]").textContent).toContain("Somebody else changed it meanwhile");
    expect(api.sentBy("DELETE")).toEqual([]);
    await press(app, `Delete ${label}`);
    await press(app, `Delete ${label} for ever`);
    expect(api.sentBy("DELETE").map(({ ifMatch }) => ifMatch)).toEqual(['"2"']);
    expect(cells(app.root).length).toBe(3);
  });

  it("says why one cannot be deleted", async () => {
    api.refuse("DELETE", `/<[ PATH ]>/${first.id}`, 409, { detail: "It is in use." });
    const app = await show();
    const label = TestBed.inject(<[ Api ]>).label(first);
    await press(app, `Delete ${label}`);
    await press(app, `Delete ${label} for ever`);
    expect(app.get("[role=alert]").textContent).toContain("It is in use.");
    expect(cells(app.root).length).toBe(4);
  });

  it("leads to the page of each, and to its form", async () => {
    const app = await show();
    const links = [...app.root.querySelectorAll("tbody a")];
    expect(links.map((link) => link.getAttribute("href"))).toEqual(
      <[ ROWS ]>.flatMap(({ id }) => [`/<[ PATH ]>/${id}`, `/<[ PATH ]>/${id}/edit`]),
    );
  });
<% if feature.nav %>

  it("is in the navigation", async () => {
    const app = await showApp("/", FEATURES, api.provider);
    await app.follow("<[ feature.many.title ]>");
    expect(app.address()).toBe("/<[ PATH ]>");
    expect(app.link("<[ feature.many.title ]>").getAttribute("aria-current")).toBe("page");
  });
<% endif %>
});
