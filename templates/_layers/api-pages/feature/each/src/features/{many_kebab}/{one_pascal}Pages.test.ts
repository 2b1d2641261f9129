<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
<% import "parts/fields.ts" as code with context %>
<% set Model = feature.one.pascal %>
<% set path = "/" ~ feature.many.kebab %>
<% set links = feature.refs + feature.manys %>
<% set targets = links | map(attribute="to") | unique(attribute="spec.name") | list %>
<# Fields that an untouched form lacks, and one whose value can be changed. #>
<% set found = namespace(needed=[], wrong=none, change=none) %>
<% for f in feature.fields %>
<% if f.required and f.type != "bool" and not (f.type in ("str", "text") and f.min == 0) %><% set found.needed = found.needed + [f] %><% endif %>
<% if found.wrong is none and (f.is_number or f.type in ("decimal", "email", "url", "uuid")) %><% set found.wrong = f %><% endif %>
<% if found.change is none and not f.is_ref and not f.is_many and f.sample(0) != f.sample(1) %><% set found.change = f %><% endif %>
<% endfor %>
<% set searched = feature.fields | selectattr("is_text") | list %>
<% set sorted = feature.columns | rejectattr("is_json") | rejectattr("is_many") | list %>
<% set unsorted = feature.columns | reject("in", sorted) | list %>
<% set few = feature.fields | selectattr("type", "in", ["enum", "bool"]) | list %>
<% set optional = feature.fields | selectattr("optional") | list %>
import { screen, waitFor<% if feature.nav %>, within<% endif %> } from "@testing-library/dom";
import { describe, expect, it } from "vitest";

<% if "datetime" in feature.types %>
import { toLocal } from "../../resources/dates";
<% endif %>
<% if "json" in feature.types %>
import { showDocument } from "../../resources/documents";
import { showSize } from "../../resources/show";
<% endif %>
import { accessibilityProblems } from "../../test/axe";
import { fakeApi } from "../../test/fakeApi";
import { <% if found.needed or found.wrong %>fieldOf, <% endif %>fillIn } from "../../test/fillIn";
import { renderApp } from "../../test/renderApp";
<% for to in targets %>
import { <[ to.one.camel ]>Label } from "../<[ to.many.kebab ]>/fields";
import { sample<[ to.many.pascal ]> } from "../<[ to.many.kebab ]>/samples";
<% endfor %>
import { findFeatures } from "../registry";
import { <[ feature.one.camel ]>Label } from "./fields";
import { sample<[ feature.many.pascal ]> } from "./samples";

const [first<% if found.change %>, second<% endif %>] = sample<[ feature.many.pascal ]>;

/** What a person fills in for the first sample. */
const TYPED = {
<% for f in feature.fields %>
  <[ f.name.title | json ]>: <% if f.is_ref %><[ f.to.one.camel ]>Label(sample<[ f.to.many.pascal ]>[0])<% elif f.is_many %>[sample<[ f.to.many.pascal ]>[1], sample<[ f.to.many.pascal ]>[0]].map(<[ f.to.one.camel ]>Label)<% else %><[ code.typed(f, f.sample(0)) ]><% endif %>,
<% endfor %>
};

/** What the API gets then. */
const SENT = {
<% for f in feature.fields %>
  <[ f.wire.snake ]>: <% if f.is_ref %>1<% elif f.is_many %>[1, 2]<% else %><[ f.sample(0) | json ]><% endif %>,
<% endfor %>
};

let api: ReturnType<typeof fakeApi>;

function show(address: string) {
  api = fakeApi({ "<[ path ]>": sample<[ feature.many.pascal ]><% for to in targets %>, "/<[ to.many.kebab ]>": sample<[ to.many.pascal ]><% endfor %> });
  return renderApp(address, findFeatures());
}

function asked() {
  return api.sent("GET").map((request) => request.path);
}

describe("the list of <[ feature.many.human ]>", () => {
  it("shows each with its columns<% if feature.nav %>, and is reached by the navigation<% endif %>", async () => {
<% if feature.nav %>
    const user = show("/");
    const navigation = within(screen.getByRole("navigation", { name: "Main" }));
    await user.click(navigation.getByRole("link", { name: "<[ feature.many.title ]>" }));
<% else %>
    show("<[ path ]>");
<% endif %>
    await screen.findByText("1–3 of 3");
    const headers = screen.getAllByRole("columnheader").map(({ textContent }) => textContent);
    expect(headers).toEqual([<[ feature.columns | map(attribute="name.title") | map("json") | join(", ") ]>, "Actions"]);
    const [, row] = screen.getByRole<HTMLTableElement>("table").rows;
    await waitFor(() =>
      expect([...(row?.cells ?? [])].slice(0, -1).map(({ textContent }) => textContent)).toEqual([
<% for f in feature.columns %>
        <[ code.shown(f, f.sample(0), "sample" ~ f.to.many.pascal if f.is_ref or f.is_many else "", short=true) ]>,
<% endfor %>
      ]),
    );
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("is <% if sorted %>sorted<% else %>not sorted<% endif %><% if searched %>, searched<% endif %><% if few or links %> and filtered<% endif %> by the API", async () => {
    <% if sorted or searched %>const user = <% endif %>show("<[ path ]>");
<% if searched %>
    await user.type(await screen.findByLabelText("Search"), "zzzz{Enter}");
    await user.click(await screen.findByRole("link", { name: "Show all" }));
    expect(asked()).toContain("<[ path ]>?limit=20&offset=0&q=zzzz");
<% endif %>
<% if sorted %>
    await user.click(await screen.findByRole("link", { name: "<[ sorted[0].name.title ]>" }));
    await waitFor(() => expect(asked()).toContain("<[ path ]>?limit=20&offset=0&sort=<[ sorted[0].wire.snake ]>"));
<% endif %>
<% if unsorted %>
    const other = await screen.findByRole("columnheader", { name: "<[ unsorted[0].name.title ]>" });
    expect(other.querySelector("a")).toBeNull();
<% endif %>
<% for f in few %>
<% set chosen = "true" if f.type == "bool" else f.values[0] %>
    renderApp("<[ path ]>?<[ f.wire.snake ]>=<[ chosen ]>", findFeatures());
    await waitFor(() => expect(asked()).toContain("<[ path ]>?limit=20&offset=0&<[ f.wire.snake ]>=<[ chosen ]>"));
<% endfor %>
  });
<% for f in links %>

  it("is filtered by <[ f.name.human ]>", async () => {
    const user = show("<[ path ]>?offset=20");
    await screen.findByText("1–3 of 3");
    await fillIn(user, { <[ f.name.title | json ]>: <[ f.to.one.camel ]>Label(sample<[ f.to.many.pascal ]>[1]) });
    expect(await screen.findByText("1–1 of 1")).toBeVisible();
    expect(asked()).toContain("<[ path ]>?limit=20&offset=0&<[ f.wire.snake ]>=2");
  });
<% endfor %>
});

describe("the form of a new <[ feature.one.human ]>", () => {
<% if found.needed %>
  it("sends nothing while something is missing", async () => {
    const user = show("<[ path ]>/new");
    await user.click(await screen.findByRole("button", { name: "Save" }));
    for (const label of [<[ found.needed | map(attribute="name.title") | map("json") | join(", ") ]>]) {
      expect(fieldOf(label)).toHaveAccessibleDescription("This is needed.");
    }
    expect(fieldOf(<[ found.needed[0].name.title | json ]>)).toHaveFocus();
    expect(await accessibilityProblems()).toEqual([]);
    expect(api.sent("POST")).toEqual([]);
  });

<% endif %>
<% if found.wrong %>
  it("says what is wrong until it is corrected", async () => {
    const user = show("<[ path ]>/new");
    const button = await screen.findByRole("button", { name: "Save" });
    await fillIn(user, { <[ found.wrong.name.title | json ]>: "many" });
    await user.click(button);
    expect(fieldOf(<[ found.wrong.name.title | json ]>)).toHaveAttribute("aria-invalid", "true");
    await fillIn(user, { <[ found.wrong.name.title | json ]>: <[ code.typed(found.wrong, found.wrong.sample(0)) ]> });
    expect(fieldOf(<[ found.wrong.name.title | json ]>)).not.toHaveAttribute("aria-invalid", "true");
    expect(api.sent("POST")).toEqual([]);
  });

<% endif %>
  it("sends what was filled in, and goes to the list", async () => {
    const user = show("<[ path ]>/new");
    const button = await screen.findByRole("button", { name: "Save" });
    await fillIn(user, TYPED);
    await user.click(button);
    await screen.findByRole("heading", { level: 1, name: "<[ feature.many.title ]>" });
    expect(api.sent("POST")).toEqual([{ method: "POST", path: "<[ path ]>", body: SENT }]);
    expect(await screen.findByText(/^Created: /)).toBeVisible();
  });
});

describe("the page of <[ a_one ]>", () => {
  it("shows all of it", async () => {
    show("<[ path ]>/1");
    await screen.findByRole("heading", { level: 1, name: <[ feature.one.camel ]>Label(first) });
    const terms = screen.getAllByRole("term").map(({ textContent }) => textContent);
    expect(terms).toEqual([<[ feature.fields | map(attribute="name.title") | map("json") | join(", ") ]>, "Created", "Last change"]);
    await waitFor(() => {
      const values = screen.getAllByRole("definition").map(({ textContent }) => textContent);
      expect(values.slice(0, -2)).toEqual([
<% for f in feature.fields %>
        <[ code.shown(f, f.sample(0), "sample" ~ f.to.many.pascal if f.is_ref or f.is_many else "", short=false) ]>,
<% endfor %>
      ]);
    });
    expect(await accessibilityProblems()).toEqual([]);
  });
});
<% if found.change or optional %>

describe("the form of <[ a_one ]> that is there", () => {
<% if found.change %>
  it("sends only what was changed", async () => {
    const user = show("<[ path ]>/1/edit");
    const button = await screen.findByRole("button", { name: "Save" });
    await fillIn(user, { <[ found.change.name.title | json ]>: <[ code.typed(found.change, found.change.sample(1)) ]> });
    await user.click(button);
    expect(await screen.findByText(/^Saved: /)).toBeVisible();
    const body = { <[ found.change.wire.snake ]>: second.<[ found.change.wire.snake ]> };
    expect(api.sent("PATCH")).toEqual([{ method: "PATCH", path: "<[ path ]>/1", body, ifMatch: '"1"' }]);
  });
<% endif %>
<% if optional %>
<% if found.change %>

<% endif %>
  it("takes away what need not be there", async () => {
    const user = show("<[ path ]>/1/edit");
    const button = await screen.findByRole("button", { name: "Save" });
    await fillIn(user, { <% for f in optional %><[ f.name.title | json ]>: "", <% endfor %> });
    await user.click(button);
    await waitFor(() => expect(api.sent("PATCH")).toHaveLength(1));
    expect(api.sent("PATCH")[0]?.body).toEqual({ <% for f in optional %><[ f.wire.snake ]>: null, <% endfor %> });
  });
<% endif %>
});
<% endif %>
