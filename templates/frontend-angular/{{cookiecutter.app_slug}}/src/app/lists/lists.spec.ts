import { Location } from "@angular/common";
import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { screen, waitFor, within } from "@testing-library/dom";
import { beforeEach, expect, it, vi } from "vitest";

import type { Feature } from "../../features/feature";
import { ApiError } from "../../api";
import { choicesAmong } from "../../resources/choices";
import { optionsOf } from "../../resources/columns";
import type { Input } from "../../resources/lists";
import { accessibilityProblems } from "../../test/axe";
import { fakeApi } from "../../test/fakeApi";
import { fieldOf, fillIn } from "../../test/fillIn";
import { notes, someNotes, type Note } from "../../test/noteResource";
import { renderApp } from "../../test/renderApp";
import { ReferenceField } from "../forms/reference-field";
import type { ResourceForm } from "../forms/resource-form";
import { resourceRoutes } from "../resource/routes";

const moments = { created_at: "2024-01-01T00:00:00Z", updated_at: "2024-01-01T00:00:00Z" };
const people = ["Ann", "Ben", "Cleo"].map((name, index) => ({ id: index + 1, name, ...moments }));
const list = vi.fn(async ({ q = "", limit }: { q?: string; limit: number }) => {
  const items = people.filter(({ name }) => name.includes(q));
  return { items, total: items.length, limit, offset: 0 };
});
const get = vi.fn(async (id: number) => {
  const item = people.find((one) => one.id === id);
  if (!item) {
    throw new ApiError("http", { status: 404 });
  }
  return { item, etag: null };
});
const choices = choicesAmong({
  path: "/people",
  list,
  get,
  label: ({ name }) => name,
  searched: true,
});

@Component({
  selector: "app-note-inputs",
  imports: [ReferenceField],
  template: `<app-reference-field [field]="form().field('text')" [choices]="choices" />`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class NoteInputs {
  readonly form = input.required<ResourceForm<Input<Note>>>();
  protected readonly choices = choices;
}

const routes = resourceRoutes(notes, {
  shown: [
    { name: "title", label: "Title", show: ({ title }) => title },
    { name: "owner_id", label: "Owned by", choices, id: ({ id }) => (id === 3 ? null : id * 2) },
  ],
  columns: ["title", "owner_id"],
  filters: [
    { name: "state", label: "State", options: optionsOf("open") },
    { name: "owner_id", label: "Owner", choices },
  ],
  inputs: NoteInputs,
});
const feature: Feature = {
  path: "notes",
  loadChildren: () => Promise.resolve({ default: routes }),
};

beforeEach(() => {
  list.mockClear();
});

async function show(address: string, count = 45) {
  const api = fakeApi({ "/notes": someNotes(count) });
  const user = renderApp(address, [feature]);
  await screen.findByLabelText("Search");
  const is = (path: string) =>
    waitFor(() => {
      expect(TestBed.inject(Location).path()).toBe(path);
    });
  return { api, user, is };
}

it("leads to the parts before and behind, with the same filter", async () => {
  await show("/notes?sort=title&offset=20");
  expect(await screen.findByText("21–40 of 45")).toBeVisible();
  expect(screen.getByRole("link", { name: "Previous" })).toHaveAttribute(
    "href",
    "/notes?sort=title&offset=0",
  );
  expect(screen.getByRole("link", { name: "Next" })).toHaveAttribute(
    "href",
    "/notes?sort=title&offset=40",
  );
});

it("filters from the start of the list, and stops doing so", async () => {
  const { user, is } = await show("/notes?offset=20");
  expect(await accessibilityProblems()).toEqual([]);
  await user.selectOptions(screen.getByLabelText("State"), "open");
  await is("/notes?state=open");
  expect(screen.getByLabelText("State")).toHaveValue("open");
  await user.selectOptions(screen.getByLabelText("State"), "All");
  await is("/notes");
});

it("finds what to filter by, and asks for some of it only", async () => {
  const { user, is } = await show("/notes");
  expect(list).not.toHaveBeenCalled();
  await user.type(fieldOf("Owner"), "Be");
  await screen.findByRole("option", { name: "Ben" });
  await waitFor(() => {
    expect(screen.queryByRole("option", { name: "Ann" })).toBeNull();
  });
  expect(list).toHaveBeenLastCalledWith({ limit: 20, offset: 0, q: "Be" }, expect.anything());
  expect(await accessibilityProblems()).toEqual([]);
  await user.click(screen.getByRole("option", { name: "Ben" }));
  await is("/notes?owner_id=2");
  await screen.findByText("There are no notes.");
  await waitFor(() => {
    expect(fieldOf("Owner")).toHaveValue("Ben");
  });
  await fillIn(user, { Owner: "" });
  await is("/notes");
});

it("searches from the start of the list", async () => {
  const { user, is } = await show("/notes?offset=20&sort=title");
  await user.type(screen.getByLabelText("Search"), " paint {Enter}");
  await is("/notes?sort=title&q=paint");
  await user.clear(screen.getByLabelText("Search"));
  await user.click(screen.getByRole("button", { name: "Search" }));
  await is("/notes?sort=title");
});

it("sorts by a column, the other way round, and not at all", async () => {
  const { user, is } = await show("/notes?offset=20");
  const header = () => screen.getByRole("columnheader", { name: "Title" });
  await user.click(within(header()).getByRole("link"));
  await is("/notes?sort=title");
  expect(header()).toHaveAttribute("aria-sort", "ascending");
  await user.click(within(header()).getByRole("link"));
  await is("/notes?sort=-title");
  expect(header()).toHaveAttribute("aria-sort", "descending");
  await user.click(within(header()).getByRole("link"));
  await is("/notes");
  expect(header()).not.toHaveAttribute("aria-sort");
});

it("calls by their names what others refer to, and by its id what is not there", async () => {
  await show("/notes", 3);
  await waitFor(() => {
    const cells = [...document.querySelectorAll("td[data-label]")];
    expect(cells.map(({ textContent }) => textContent)).toEqual(["Ben", "#4", "–"]);
  });
});

it("takes no text that is none of the choices of a field", async () => {
  fakeApi({ "/notes": someNotes(1) });
  const user = renderApp("/notes/new", [feature]);
  await user.type(await screen.findByLabelText("Text"), "Nobody");
  expect(await screen.findByRole("option", { name: "Nothing found" })).toBeVisible();
  await user.click(screen.getByRole("heading", { level: 1 }));
  await waitFor(() => {
    expect(fieldOf("Text")).toHaveValue("");
  });
});
