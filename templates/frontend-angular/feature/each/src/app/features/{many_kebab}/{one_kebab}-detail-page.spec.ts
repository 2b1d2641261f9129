<% import "parts/types.ts" as types with context %>
<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
<% set PATH = feature.many.kebab %>
<% set ROWS = feature.many.upper %>
<% set Api = feature.many.pascal ~ "Api" %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set links = feature.fields | selectattr("type", "in", ["ref", "email", "url"]) | list %>
<% if "datetime" in feature.types %>
import { formatDate } from "@angular/common";
<% endif %>
import { TestBed } from "@angular/core/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { accessibilityProblems } from "../../../testing/axe";
import { FakeApi } from "../../../testing/fake-api";
import { press } from "../../../testing/forms";
import { showApp, type Shown } from "../../../testing/show-app";
<% for to in targets | sort(attribute="many.kebab") %>
import { <[ to.many.pascal ]>Api } from "../<[ to.many.kebab ]>/<[ to.many.kebab ]>-api";
import { <[ to.many.upper ]> } from "../<[ to.many.kebab ]>/<[ to.many.kebab ]>.testing";
<% endfor %>
import { FEATURES } from "../registry";
import { <[ Api ]> } from "./<[ PATH ]>-api";
import { <[ ROWS ]> } from "./<[ PATH ]>.testing";

const [first] = <[ ROWS ]>;

let api: FakeApi;

const show = (id: number = first.id) => showApp(`/<[ PATH ]>/${id}`, FEATURES, api.provider);

const texts = (app: Shown, selector: string) =>
  [...app.root.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());

beforeEach(() => {
  api = new FakeApi({ "/<[ PATH ]>": <[ ROWS ]><% for to in targets %>, "/<[ to.many.kebab ]>": <[ to.many.upper ]><% endfor %> });
});

describe("the page of <[ a_one ]>", () => {
  it("shows all of it", async () => {
    const app = await show();
    expect(app.get("h1").textContent).toBe(TestBed.inject(<[ Api ]>).label(first));
    expect(texts(app, "dt")).toEqual([<[ feature.fields | map(attribute="name.title") | map("json") | join(", ") ]>, "Created", "Last change"]);
<% for to in targets %>
    const <[ to.many.camel ]>Api = TestBed.inject(<[ to.many.pascal ]>Api);
<% endfor %>
    expect(texts(app, "dd").slice(0, -2)).toEqual([
<% for f in feature.fields %>
      <[ types.seen(f) ]>,
<% endfor %>
    ]);
<% if links %>
    expect(app.root.querySelectorAll("dd a").length).toBe(<[ links | length ]>);
<% endif %>
    expect(app.link("Change").getAttribute("href")).toBe(`/<[ PATH ]>/${first.id}/edit`);
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("lets people delete it, and leads to the others then", async () => {
    const app = await show();
    const label = TestBed.inject(<[ Api ]>).label(first);
    await press(app, `Delete ${label}`);
    await press(app, `Delete ${label} for ever`);
    expect(api.sentBy("DELETE").map(({ path, ifMatch }) => [path, ifMatch])).toEqual([
      [`/<[ PATH ]>/${first.id}`, '"1"'],
    ]);
    expect(app.address()).toBe("/<[ PATH ]>");
    expect(document.body.textContent).toContain(`Deleted: ${label}`);
  });

  it("says that somebody else changed it, and shows how it is now", async () => {
    const app = await show();
    const label = TestBed.inject(<[ Api ]>).label(first);
    api.change(`/<[ PATH ]>/${first.id}`, { updated_at: "2030-06-01T00:00:00Z" });
    await press(app, `Delete ${label}`);
    await press(app, `Delete ${label} for ever`);
    expect(app.get("[role=alert]").textContent).toContain("Somebody else changed it meanwhile");
    expect(texts(app, "dd").at(-1)).toContain("2030");
    expect(api.sentBy("DELETE")).toEqual([]);
  });

  it("does not exist when the API does not have it", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    const app = await show(99);
    expect(app.get("h1").textContent).toBe("Page not found");
    reported.mockClear();
  });
});
