<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
<% import "parts/fields.ts" as code with context %>
<% set Model = feature.one.pascal %>
<% set path = "/" ~ feature.many.kebab %>
<% set fields = feature.one.camel ~ "Fields" %>
<% set links = feature.refs + feature.manys %>
<% set targets = links | map(attribute="to") | unique(attribute="spec.name") | list %>
<# Fields that an untouched form lacks, and one whose value can be changed. #>
<% set found = namespace(needed=[], wrong=none, change=none) %>
<% for f in feature.fields %>
<% if f.required and f.type != "bool" and not (f.type in ("str", "text") and f.min == 0) %><% set found.needed = found.needed + [f] %><% endif %>
<% if found.wrong is none and (f.is_number or f.type in ("decimal", "email", "url", "uuid")) %><% set found.wrong = f %><% endif %>
<% if found.change is none and not f.is_ref and not f.is_many and f.sample(0) != f.sample(1) %><% set found.change = f %><% endif %>
<% endfor %>
<% set optional = feature.fields | selectattr("optional") | list %>
import { screen, waitFor<% if feature.nav %>, within<% endif %> } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { <[ Model ]> } from "../../../shared/<[ feature.many.kebab ]>/contract";
<% if "datetime" in feature.types %>
import { toLocal } from "../../resources/dates";
<% endif %>
<% if feature.columns | selectattr("is_json") | list %>
import { showSize } from "../../resources/show";
<% endif %>
import { accessibilityProblems } from "../../test/axe";
import { fakeResources } from "../../test/fakeResources";
import { fillIn } from "../../test/fillIn";
import { renderApp } from "../../test/renderApp";
<% for to in targets %>
<% if (feature.columns | selectattr("is_ref") | selectattr("to.spec.name", "equalto", to.spec.name) | list) or (feature.columns | selectattr("is_many") | selectattr("to.spec.name", "equalto", to.spec.name) | list) %>
import { <[ to.one.camel ]>Label } from "../<[ to.many.kebab ]>/fields";
<% endif %>
import { sample<[ to.many.pascal ]> } from "../<[ to.many.kebab ]>/samples";
<% endfor %>
import { findFeatures } from "../registry";
import { <[ feature.one.camel ]>Label } from "./fields";
import { sample<[ feature.many.pascal ]> } from "./samples";

const [first<% if found.change %>, second<% endif %>] = sample<[ feature.many.pascal ]>;
const called = <[ feature.one.camel ]>Label(first);

/** What a person fills in for the first sample. */
const TYPED = {
<% for f in feature.fields %>
  <[ f.name.title | json ]>: <% if f.is_many %>["2", "1"]<% else %><[ code.typed(f, f.sample(0)) ]><% endif %>,
<% endfor %>
};

/** What the main process gets then. */
const SENT = {
<% for f in feature.fields %>
  <[ f.wire.snake ]>: <% if f.is_ref %>1<% elif f.is_many %>[1, 2]<% else %><[ f.sample(0) | json ]><% endif %>,
<% endfor %>
};

let main: ReturnType<typeof fakeResources>;

function show(address: string, items: readonly <[ Model ]>[] = sample<[ feature.many.pascal ]>) {
  main = fakeResources({ <[ feature.many.camel ]>: items<% for to in targets %>, <[ to.many.camel ]>: sample<[ to.many.pascal ]><% endfor %> });
  return renderApp(address, findFeatures());
}

function rows() {
  return [...(screen.getByRole<HTMLTableElement>("table").tBodies[0]?.rows ?? [])];
}

describe("the list of <[ feature.many.human ]>", () => {
  it("shows each with its columns", async () => {
    show("<[ path ]>");
    expect(screen.getByRole("status")).toHaveTextContent("Loading");
    await screen.findByRole("heading", { level: 1, name: "<[ feature.many.title ]>" });
    const headers = screen.getAllByRole("columnheader").map(({ textContent }) => textContent);
    expect(headers).toEqual([<[ feature.columns | map(attribute="name.title") | map("json") | join(", ") ]>, "Actions"]);
    const cells = [...(rows()[0]?.cells ?? [])].map(({ textContent }) => textContent);
    expect(cells.slice(0, -1)).toEqual([
<% for f in feature.columns %>
      <[ code.shown(f, f.sample(0), "sample" ~ f.to.many.pascal if f.is_ref or f.is_many else "") ]>,
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
    show("<[ path ]>");
    main.refuse("list", "unavailable", "Come back later.");
    expect(await screen.findByRole("alert")).toHaveTextContent("Come back later.");
    expect(screen.getByRole("link", { name: "Try again" })).toHaveAttribute("href", "<[ path ]>");
  });

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
<% for f in links %>

  it("is filtered by <[ f.name.human ]>", async () => {
    const user = show("<[ path ]>?offset=20");
    await user.selectOptions(await screen.findByLabelText("<[ f.name.title ]>"), "2");
    expect(await screen.findByText("1–1 of 1")).toBeVisible();
    expect(rows()).toHaveLength(1);
    expect(main.sent("list")).toContainEqual({ limit: 20, offset: 0, <[ f.wire.snake ]>: 2 });
    await user.selectOptions(screen.getByLabelText("<[ f.name.title ]>"), "");
    expect(await screen.findByText("1–3 of 3")).toBeVisible();
  });
<% endfor %>

  it("deletes one after asking", async () => {
    const user = show("<[ path ]>", [first]);
    await user.click(await screen.findByRole("button", { name: `Delete ${called}` }));
    const keep = screen.getByRole("button", { name: `Keep ${called}` });
    expect(keep).toHaveFocus();
    await user.click(keep);
    expect(screen.getByRole("button", { name: `Delete ${called}` })).toHaveFocus();
    expect(main.sent("delete")).toEqual([]);
    await user.click(screen.getByRole("button", { name: `Delete ${called}` }));
    await user.click(screen.getByRole("button", { name: `Delete ${called} for ever` }));
    expect(await screen.findByText("There are no <[ feature.many.human ]>.")).toBeVisible();
    expect(main.sent("delete")).toEqual([{ id: 1 }]);
  });

  it("says why one cannot be deleted", async () => {
    const user = show("<[ path ]>", [first]);
    await user.click(await screen.findByRole("button", { name: `Delete ${called}` }));
    main.refuse("delete", "conflict", "It is needed.");
    await user.click(screen.getByRole("button", { name: `Delete ${called} for ever` }));
    expect(await screen.findByRole("alert")).toHaveTextContent("It is needed.");
    expect(rows()).toHaveLength(1);
  });
});

describe("the form of a new <[ feature.one.human ]>", () => {
  let user: ReturnType<typeof show>;

  beforeEach(async () => {
    user = show("<[ path ]>/new");
    await screen.findByRole("heading", { level: 1, name: "New <[ feature.one.human ]>" });
  });

  async function save() {
    await user.click(screen.getByRole("button", { name: "Save" }));
  }

  it("sends what was filled in, and goes to the list", async () => {
    await fillIn(user, TYPED);
    await save();
    await screen.findByRole("heading", { level: 1, name: "<[ feature.many.title ]>" });
    expect(main.sent("create")).toEqual([SENT]);
  });
<% if found.needed %>

  it("sends nothing while something is missing", async () => {
    await save();
    for (const label of [<[ found.needed | map(attribute="name.title") | map("json") | join(", ") ]>]) {
      expect(screen.getByLabelText(label)).toHaveAttribute("aria-invalid", "true");
      expect(screen.getByLabelText(label)).toHaveAccessibleDescription("This is needed.");
    }
    expect(screen.getByLabelText(<[ found.needed[0].name.title | json ]>)).toHaveFocus();
    expect(await accessibilityProblems()).toEqual([]);
    expect(main.sent("create")).toEqual([]);
  });
<% endif %>
<% if found.wrong %>

  it("sends nothing while something is wrong, until it is corrected", async () => {
    await fillIn(user, { ...TYPED, <[ found.wrong.name.title | json ]>: "many" });
    await save();
    const input = screen.getByLabelText(<[ found.wrong.name.title | json ]>);
    expect(input).toHaveAttribute("aria-invalid", "true");
    expect(input).toHaveFocus();
    expect(input).toHaveAccessibleDescription(/./);
    expect(main.sent("create")).toEqual([]);
    await fillIn(user, { <[ found.wrong.name.title | json ]>: <[ code.typed(found.wrong, found.wrong.sample(0)) ]> });
    expect(input).toHaveAttribute("aria-invalid", "false");
    await save();
    await waitFor(() => expect(main.sent("create")).toHaveLength(1));
  });
<% endif %>

  it("shows at the field what the main process refuses", async () => {
    await fillIn(user, TYPED);
    const issues = [{ path: "<[ feature.fields[0].wire.snake ]>", message: "Choose another." }];
    main.refuse("create", "invalid", "Not valid.", issues);
    await save();
    const input = screen.getByLabelText(<[ feature.fields[0].name.title | json ]>);
    await waitFor(() => expect(input).toHaveAttribute("aria-invalid", "true"));
    expect(input).toHaveAccessibleDescription("Choose another.");
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("shows what is taken already, and keeps what was filled in", async () => {
    await fillIn(user, TYPED);
    main.refuse("create", "conflict", "It is taken.");
    await save();
    expect(await screen.findByRole("alert")).toHaveTextContent("It is taken.");
    await save();
    await waitFor(() => expect(main.sent("create")).toHaveLength(2));
    const [one, other] = main.sent("create");
    expect(other).toEqual(one);
  });
});

describe("the form of <[ a_one ]> that is there", () => {
  it("is reached from the list, and can be left again", async () => {
    const user = show("<[ path ]>", [first]);
    await user.click(await screen.findByRole("link", { name: `Change ${called}` }));
    await screen.findByRole("heading", { level: 1, name: "Change <[ feature.one.human ]>" });
    expect(await accessibilityProblems()).toEqual([]);
    await user.click(screen.getByRole("link", { name: "Cancel" }));
    expect(await screen.findByRole("heading", { level: 1, name: "<[ feature.many.title ]>" })).toBeVisible();
    expect(main.sent("update")).toEqual([]);
  });
<% if found.change %>

  it("sends only what was changed", async () => {
    const user = show("<[ path ]>/1");
    await screen.findByRole("heading", { level: 1, name: "Change <[ feature.one.human ]>" });
    await fillIn(user, { <[ found.change.name.title | json ]>: <[ code.typed(found.change, found.change.sample(1)) ]> });
    await user.click(screen.getByRole("button", { name: "Save" }));
    await screen.findByRole("heading", { level: 1, name: "<[ feature.many.title ]>" });
    const values = { <[ found.change.wire.snake ]>: second.<[ found.change.wire.snake ]> };
    expect(main.sent("update")).toEqual([{ id: 1, values }]);
  });
<% endif %>
<% if optional %>

  it("takes away what need not be there", async () => {
    const user = show("<[ path ]>/1");
    await screen.findByRole("heading", { level: 1, name: "Change <[ feature.one.human ]>" });
    await fillIn(user, { <% for f in optional %><[ f.name.title | json ]>: "", <% endfor %> });
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(main.sent("update")).toHaveLength(1));
    const values = { <% for f in optional %><[ f.wire.snake ]>: null, <% endfor %> };
    expect(main.sent("update")).toEqual([{ id: 1, values }]);
  });
<% endif %>

  it("says when there is no such <[ feature.one.human ]>", async () => {
    show("<[ path ]>/404");
    expect(await screen.findByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
  });
});
