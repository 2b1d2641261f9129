<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
<% import "parts/fields.ts" as code with context %>
<% set Model = feature.one.pascal %>
<% set path = "/" ~ feature.many.kebab %>
<% set fields = feature.one.camel ~ "Fields" %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
<# Fields that an untouched form lacks, and one whose value can be changed. #>
<% set found = namespace(needed=[], wrong=none, change=none) %>
<% for f in feature.fields %>
<% if f.required and f.type != "bool" and not (f.type in ("str", "text") and f.min == 0) %><% set found.needed = found.needed + [f] %><% endif %>
<% if found.wrong is none and (f.is_number or f.type in ("decimal", "email", "url", "uuid")) %><% set found.wrong = f %><% endif %>
<% if found.change is none and not f.is_ref and f.sample(0) != f.sample(1) %><% set found.change = f %><% endif %>
<% endfor %>
<% set optional = feature.fields | selectattr("optional") | list %>
import { screen, waitFor, within } from "@testing-library/dom";
import { beforeEach, describe, expect, it, vi } from "vitest";

<% if "datetime" in feature.types %>
import { toLocal } from "../../resources/dates";
<% endif %>
import { accessibilityProblems } from "../../test/axe";
import { fakeApi } from "../../test/fakeApi";
import { fieldOf, fillIn } from "../../test/fillIn";
import { renderApp } from "../../test/renderApp";
<% for to in targets %>
import { <[ to.one.camel ]>Label } from "../<[ to.many.kebab ]>/fields";
import { sample<[ to.many.pascal ]> } from "../<[ to.many.kebab ]>/samples";
<% endfor %>
import { findFeatures } from "../registry";
import { <[ feature.one.camel ]>Label } from "./fields";
import { sample<[ feature.many.pascal ]> } from "./samples";
import type { <[ Model ]> } from "./types";

const [first<% if found.change %>, second<% endif %>] = sample<[ feature.many.pascal ]>;
const called = <[ feature.one.camel ]>Label(first);

/** What a person fills in for the first sample. */
const TYPED = {
<% for f in feature.fields %>
  <[ f.name.title | json ]>: <% if f.is_ref %><[ f.to.one.camel ]>Label(sample<[ f.to.many.pascal ]>[0])<% else %><[ code.typed(f, f.sample(0)) ]><% endif %>,
<% endfor %>
};

/** What the API gets then. */
const SENT = {
<% for f in feature.fields %>
  <[ f.wire.snake ]>: <% if f.is_ref %>1<% else %><[ f.sample(0) | json ]><% endif %>,
<% endfor %>
};

let api: ReturnType<typeof fakeApi>;

function show(address: string, items: readonly <[ Model ]>[] = sample<[ feature.many.pascal ]>) {
  api = fakeApi({ "<[ path ]>": items<% for to in targets %>, "/<[ to.many.kebab ]>": sample<[ to.many.pascal ]><% endfor %> });
  return renderApp(address, findFeatures());
}

function rows() {
  return [...(screen.getByRole<HTMLTableElement>("table").tBodies[0]?.rows ?? [])];
}

describe("the list of <[ feature.many.human ]>", () => {
  it("shows each with its columns", async () => {
    show("<[ path ]>");
    expect(screen.getByRole("status")).toHaveTextContent("Loading");
    await screen.findByText("1–3 of 3");
    expect(screen.getByRole("heading", { level: 1, name: "<[ feature.many.title ]>" })).toBeVisible();
    const headers = screen.getAllByRole("columnheader").map(({ textContent }) => textContent);
    expect(headers).toEqual([<[ feature.columns | map(attribute="name.title") | map("json") | join(", ") ]>, "Actions"]);
    const cells = [...(rows()[0]?.cells ?? [])].map(({ textContent }) => textContent);
    expect(cells.slice(0, -1)).toEqual([
<% for f in feature.columns %>
      <[ code.shown(f, f.sample(0), "sample" ~ f.to.many.pascal ~ "[0]" if f.is_ref else "") ]>,
<% endfor %>
    ]);
    expect(screen.getByText("1–3 of 3")).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
  });

<% if feature.nav %>
  it("is in the navigation", async () => {
    const user = show("/");
    const navigation = within(screen.getByRole("navigation", { name: "Main" }));
    await user.click(navigation.getByRole("link", { name: "<[ feature.many.title ]>" }));
    expect(await screen.findByRole("heading", { level: 1, name: "<[ feature.many.title ]>" })).toBeVisible();
  });

<% endif %>
  it("says when there are none", async () => {
    show("<[ path ]>", []);
    expect(await screen.findByText("There are no <[ feature.many.human ]>.")).toBeVisible();
    expect(screen.queryByRole("table")).not.toBeInTheDocument();
    expect(screen.getByRole("link", { name: "New <[ feature.one.human ]>" })).toHaveAttribute("href", "<[ path ]>/new");
  });

  it("offers to try again when it cannot be loaded", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    show("<[ path ]>");
    api.refuse("GET", 503, { detail: "Come back later." });
    expect(await screen.findByRole("alert")).toHaveTextContent("Come back later.");
    expect(screen.getByRole("link", { name: "Try again" })).toHaveAttribute("href", "<[ path ]>");
    expect(reported).toHaveBeenCalledOnce();
    reported.mockClear();
  });

  it("is sorted by its columns", async () => {
    const user = show("<[ path ]>");
    await user.click(await screen.findByRole("link", { name: "<[ feature.columns[0].name.title ]>" }));
    await waitFor(() =>
      expect(api.sent("GET").map((request) => request.path)).toContain(
        "<[ path ]>?limit=20&offset=0&sort=<[ feature.columns[0].wire.snake ]>",
      ),
    );
  });
<% if feature.fields | selectattr("is_text") | list %>

  it("is searched by the API", async () => {
    const user = show("<[ path ]>");
    await user.type(await screen.findByLabelText("Search"), "zzzz{Enter}");
    expect(await screen.findByText("There are no <[ feature.many.human ]>.")).toBeVisible();
    expect(api.sent("GET").map((request) => request.path)).toContain("<[ path ]>?limit=20&offset=0&q=zzzz");
    await user.click(screen.getByRole("link", { name: "Show all" }));
    expect(await screen.findByText("1–3 of 3")).toBeVisible();
  });
<% endif %>
<% for f in feature.fields if f.type in ("enum", "bool") %>

  it("is filtered by <[ f.name.human ]>", async () => {
    const user = show("<[ path ]>");
    await screen.findByText("1–3 of 3");
    await user.selectOptions(screen.getByLabelText("<[ f.name.title ]>"), "<[ "true" if f.type == "bool" else f.values[0] ]>");
    await waitFor(() =>
      expect(api.sent("GET").map((request) => request.path)).toContain(
        "<[ path ]>?limit=20&offset=0&<[ f.wire.snake ]>=<[ "true" if f.type == "bool" else f.values[0] ]>",
      ),
    );
  });
<% endfor %>

  it("comes in parts", async () => {
    const many = Array.from({ length: 25 }, (_, index) => ({ ...first, id: index + 1 }));
    const user = show("<[ path ]>", many);
    expect(await screen.findByText("1–20 of 25")).toBeVisible();
    expect(screen.queryByRole("link", { name: "Previous" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("link", { name: "Next" }));
    expect(await screen.findByText("21–25 of 25")).toBeVisible();
    expect(rows()).toHaveLength(5);
    expect(screen.queryByRole("link", { name: "Next" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("link", { name: "Previous" }));
    expect(await screen.findByText("1–20 of 25")).toBeVisible();
  });
<% for f in feature.refs %>

  it("is filtered by <[ f.name.human ]>", async () => {
    const user = show("<[ path ]>?offset=20");
    await screen.findByText("1–3 of 3");
    await fillIn(user, { <[ f.name.title | json ]>: <[ f.to.one.camel ]>Label(sample<[ f.to.many.pascal ]>[1]) });
    expect(await screen.findByText("1–1 of 1")).toBeVisible();
    expect(rows()).toHaveLength(1);
    expect(api.sent("GET").map((request) => request.path)).toContain(
      "<[ path ]>?limit=20&offset=0&<[ f.wire.snake ]>=2",
    );
    await fillIn(user, { <[ f.name.title | json ]>: "" });
    expect(await screen.findByText("1–3 of 3")).toBeVisible();
  });
<% endfor %>

  it("deletes one after asking", async () => {
    const user = show("<[ path ]>", [first]);
    await user.click(await screen.findByRole("button", { name: `Delete ${called}` }));
    const keep = screen.getByRole("button", { name: `Keep ${called}` });
    await waitFor(() => expect(keep).toHaveFocus());
    await user.click(keep);
    await waitFor(() => expect(screen.getByRole("button", { name: `Delete ${called}` })).toHaveFocus());
    expect(api.sent("DELETE")).toEqual([]);
    await user.click(screen.getByRole("button", { name: `Delete ${called}` }));
    await user.click(screen.getByRole("button", { name: `Delete ${called} for ever` }));
    expect(await screen.findByText("There are no <[ feature.many.human ]>.")).toBeVisible();
    expect(api.sent("DELETE")).toEqual([{ method: "DELETE", path: "<[ path ]>/1", ifMatch: '"1"' }]);
  });

  it("deletes nothing that somebody else changed meanwhile", async () => {
    const user = show("<[ path ]>", [first]);
    await user.click(await screen.findByRole("button", { name: `Delete ${called}` }));
    api.change("<[ path ]>", 1, {});
    await user.click(screen.getByRole("button", { name: `Delete ${called} for ever` }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Somebody else changed it meanwhile");
    expect(api.sent("DELETE")).toEqual([]);
    await user.click(await screen.findByRole("button", { name: `Delete ${called}` }));
    await user.click(screen.getByRole("button", { name: `Delete ${called} for ever` }));
    expect(await screen.findByText("There are no <[ feature.many.human ]>.")).toBeVisible();
    expect(api.sent("DELETE")).toEqual([{ method: "DELETE", path: "<[ path ]>/1", ifMatch: '"2"' }]);
  });

  it("says why one cannot be deleted", async () => {
    const user = show("<[ path ]>", [first]);
    await user.click(await screen.findByRole("button", { name: `Delete ${called}` }));
    api.refuse("DELETE", 409, { detail: "It is needed." });
    await user.click(screen.getByRole("button", { name: `Delete ${called} for ever` }));
    expect(await screen.findByRole("alert")).toHaveTextContent("It is needed.");
    expect(rows()).toHaveLength(1);
  });
});

describe("the form of a new <[ feature.one.human ]>", () => {
  let user: ReturnType<typeof show>;

  beforeEach(async () => {
    user = show("<[ path ]>/new");
    await screen.findByRole("button", { name: "Save" });
    expect(screen.getByRole("heading", { level: 1, name: "New <[ feature.one.human ]>" })).toBeVisible();
  });

  async function save() {
    await user.click(screen.getByRole("button", { name: "Save" }));
  }

  it("sends what was filled in, and goes to the list", async () => {
    await fillIn(user, TYPED);
    await save();
    await screen.findByRole("heading", { level: 1, name: "<[ feature.many.title ]>" });
    expect(api.sent("POST")).toEqual([{ method: "POST", path: "<[ path ]>", body: SENT }]);
    expect(await screen.findByText(/^Created: /)).toBeVisible();
  });
<% if found.needed %>

  it("sends nothing while something is missing", async () => {
    await save();
    for (const label of [<[ found.needed | map(attribute="name.title") | map("json") | join(", ") ]>]) {
      expect(fieldOf(label)).toHaveAttribute("aria-invalid", "true");
      expect(fieldOf(label)).toHaveAccessibleDescription("This is needed.");
    }
    await waitFor(() => expect(fieldOf(<[ found.needed[0].name.title | json ]>)).toHaveFocus());
    expect(await accessibilityProblems()).toEqual([]);
    expect(api.sent("POST")).toEqual([]);
  });
<% endif %>
<% if found.wrong %>

  it("sends nothing while something is wrong, until it is corrected", async () => {
    await fillIn(user, { ...TYPED, <[ found.wrong.name.title | json ]>: "many" });
    await save();
    const input = fieldOf(<[ found.wrong.name.title | json ]>);
    expect(input).toHaveAttribute("aria-invalid", "true");
    await waitFor(() => expect(input).toHaveFocus());
    expect(input).toHaveAccessibleDescription(/./);
    expect(api.sent("POST")).toEqual([]);
    await fillIn(user, { <[ found.wrong.name.title | json ]>: <[ code.typed(found.wrong, found.wrong.sample(0)) ]> });
    expect(input).not.toHaveAttribute("aria-invalid", "true");
    await save();
    await waitFor(() => expect(api.sent("POST")).toHaveLength(1));
  });
<% endif %>

  it("shows at the field what the API refuses", async () => {
    await fillIn(user, TYPED);
    const errors = [{ loc: ["body", "<[ feature.fields[0].wire.snake ]>"], msg: "Choose another." }];
    api.refuse("POST", 422, { detail: "Not valid.", errors });
    await save();
    const input = fieldOf(<[ feature.fields[0].name.title | json ]>);
    await waitFor(() => expect(input).toHaveAttribute("aria-invalid", "true"));
    expect(input).toHaveAccessibleDescription("Choose another.");
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("shows at the field what is taken already", async () => {
    await fillIn(user, TYPED);
    const errors = [{ loc: ["body", "<[ feature.fields[0].wire.snake ]>"], msg: "It is taken." }];
    api.refuse("POST", 409, { detail: "Conflict.", errors });
    await save();
    const input = fieldOf(<[ feature.fields[0].name.title | json ]>);
    await waitFor(() => expect(input).toHaveAccessibleDescription("It is taken."));
  });

  it("shows what else is taken already, and keeps what was filled in", async () => {
    await fillIn(user, TYPED);
    api.refuse("POST", 409, { detail: "It is taken." });
    await save();
    expect(await screen.findByRole("alert")).toHaveTextContent("It is taken.");
    await save();
    await waitFor(() => expect(api.sent("POST")).toHaveLength(2));
    const [one, other] = api.sent("POST");
    expect(other).toEqual(one);
  });
});

describe("the page of <[ a_one ]>", () => {
  it("shows all of it, and is reached from the list", async () => {
    const user = show("<[ path ]>", [first]);
    await screen.findByRole("heading", { level: 1, name: "<[ feature.many.title ]>" });
    await screen.findByText("1–1 of 1");
    await user.click(within(rows()[0] as HTMLElement).getAllByRole("link")[0] as HTMLElement);
    await screen.findByRole("heading", { level: 1, name: called });
    const terms = screen.getAllByRole("term").map(({ textContent }) => textContent);
    expect(terms).toEqual([<[ feature.fields | map(attribute="name.title") | map("json") | join(", ") ]>, "Created", "Last change"]);
    const values = screen.getAllByRole("definition").map(({ textContent }) => textContent);
    expect(values.slice(0, -2)).toEqual([
<% for f in feature.fields %>
      <[ code.shown(f, f.sample(0), "sample" ~ f.to.many.pascal ~ "[0]" if f.is_ref else "") ]>,
<% endfor %>
    ]);
    expect(await accessibilityProblems()).toEqual([]);
    expect(screen.getByRole("link", { name: "Change" })).toHaveAttribute("href", "<[ path ]>/1/edit");
  });

  it("deletes it after asking, and goes to the list", async () => {
    const user = show("<[ path ]>/1", [first]);
    await user.click(await screen.findByRole("button", { name: `Delete ${called}` }));
    await user.click(screen.getByRole("button", { name: `Delete ${called} for ever` }));
    expect(await screen.findByText("There are no <[ feature.many.human ]>.")).toBeVisible();
    expect(screen.getByText(/^Deleted: /)).toBeVisible();
  });

  it("says why it cannot be deleted", async () => {
    const user = show("<[ path ]>/1", [first]);
    await user.click(await screen.findByRole("button", { name: `Delete ${called}` }));
    api.refuse("DELETE", 409, { detail: "It is needed." });
    await user.click(screen.getByRole("button", { name: `Delete ${called} for ever` }));
    expect(await screen.findByRole("alert")).toHaveTextContent("It is needed.");
  });

  it("says when there is no such <[ feature.one.human ]>", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    show("<[ path ]>/404");
    expect(await screen.findByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
    reported.mockClear();
  });
});

describe("the form of <[ a_one ]> that is there", () => {
  it("is reached from the list, and can be left again", async () => {
    const user = show("<[ path ]>", [first]);
    await user.click(await screen.findByRole("link", { name: `Change ${called}` }));
    await screen.findByRole("button", { name: "Save" });
    expect(await accessibilityProblems()).toEqual([]);
    await user.click(screen.getByRole("link", { name: "Cancel" }));
    expect(await screen.findByRole("heading", { level: 1, name: called })).toBeVisible();
    expect(api.sent("PATCH")).toEqual([]);
  });
<% if found.change %>

  it("sends only what was changed", async () => {
    const user = show("<[ path ]>/1/edit");
    await screen.findByRole("button", { name: "Save" });
    await fillIn(user, { <[ found.change.name.title | json ]>: <[ code.typed(found.change, found.change.sample(1)) ]> });
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/^Saved: /)).toBeVisible();
    const body = { <[ found.change.wire.snake ]>: second.<[ found.change.wire.snake ]> };
    expect(api.sent("PATCH")).toEqual([{ method: "PATCH", path: "<[ path ]>/1", body, ifMatch: '"1"' }]);
  });

  it("keeps what was entered when somebody else was faster", async () => {
    const user = show("<[ path ]>/1/edit");
    await screen.findByRole("button", { name: "Save" });
    await fillIn(user, { <[ found.change.name.title | json ]>: <[ code.typed(found.change, found.change.sample(1)) ]> });
    api.change("<[ path ]>", 1, {});
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Somebody else changed it meanwhile");
    expect(await accessibilityProblems()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Load the newest state" }));
    await waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument());
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/^Saved: /)).toBeVisible();
    const body = { <[ found.change.wire.snake ]>: second.<[ found.change.wire.snake ]> };
    expect(api.sent("PATCH").map((one) => [one.ifMatch, one.body])).toEqual([
      ['"1"', body],
      ['"2"', body],
    ]);
  });
<% endif %>
<% if optional %>

  it("takes away what need not be there", async () => {
    const user = show("<[ path ]>/1/edit");
    await screen.findByRole("button", { name: "Save" });
    await fillIn(user, { <% for f in optional %><[ f.name.title | json ]>: "", <% endfor %> });
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(api.sent("PATCH")).toHaveLength(1));
    expect(api.sent("PATCH")[0]?.body).toEqual({ <% for f in optional %><[ f.wire.snake ]>: null, <% endfor %> });
  });
<% endif %>

  it("says when there is no such <[ feature.one.human ]>", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    show("<[ path ]>/404/edit");
    expect(await screen.findByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
    reported.mockClear();
  });
});
