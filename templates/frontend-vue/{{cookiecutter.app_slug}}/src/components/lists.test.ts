import { screen, waitFor, within } from "@testing-library/dom";
import { VueQueryPlugin, type VueQueryPluginOptions } from "@tanstack/vue-query";
import { userEvent } from "@testing-library/user-event";
import { mount } from "@vue/test-utils";
import { expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";

import { queryClient } from "../query";
import { choicesAmong } from "../resources/choices";
import { accessibilityProblems } from "../test/axe";
import { fieldOf, fillIn } from "../test/fillIn";
import ConfirmButton from "./ConfirmButton.vue";
import EmptyList from "./EmptyList.vue";
import ListPager from "./ListPager.vue";
import ReferenceFilter from "./ReferenceFilter.vue";
import SearchBox from "./SearchBox.vue";
import SortHeader from "./SortHeader.vue";
import ValueFilter from "./ValueFilter.vue";

const moments = { created_at: "2024-01-01T00:00:00Z", updated_at: "2024-01-01T00:00:00Z" };
const ann = { id: 1, name: "Ann", ...moments };
const people = [ann, { id: 2, name: "Ben", ...moments }, { id: 3, name: "Cleo", ...moments }];
const list = vi.fn(async ({ q = "", limit }: { q?: string; limit: number }) => {
  const items = people.filter(({ name }) => name.includes(q));
  return { items, total: items.length, limit, offset: 0 };
});
const get = vi.fn(async (id: number) => ({
  item: people.find((one) => one.id === id) ?? ann,
  etag: null,
}));
const label = ({ name }: typeof ann) => name;
const choices = choicesAmong({ path: "/people", list, get, label, searched: true });

const query: [typeof VueQueryPlugin, VueQueryPluginOptions] = [VueQueryPlugin, { queryClient }];

async function showList(address: string, offset: number) {
  const slice = { items: [1, 2], total: 5, limit: 2, offset };
  const options = [{ value: "open", label: "Open" }];
  const page = defineComponent(() => () => [
    h("h1", "Notes"),
    h(SearchBox),
    h(ValueFilter, { name: "state", label: "State", options }),
    h(ReferenceFilter, { name: "owner_id", label: "Owner", choices }),
    h("table", [h("thead", [h("tr", [h(SortHeader, { name: "title", label: "Title" })])])]),
    h(ListPager, { slice }),
    h(EmptyList, { what: "notes", to: "/notes/new", label: "Write one" }),
  ]);
  const routes = [
    { path: "/notes", component: page },
    { path: "/notes/new", component: page },
  ];
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push(address);
  const main = defineComponent(() => () => h("main", [h(page)]));
  mount(main, { global: { plugins: [router, query] }, attachTo: document.body });
  return {
    is: (path: string) => waitFor(() => expect(router.currentRoute.value.fullPath).toBe(path)),
  };
}

it("leads to the parts before and behind, with the same filter", async () => {
  await showList("/notes?owner_id=2&offset=1", 1);
  expect(screen.getByText("2–3 of 5")).toBeVisible();
  expect(screen.getByRole("link", { name: "Previous" })).toHaveAttribute(
    "href",
    "/notes?owner_id=2&offset=0",
  );
  expect(screen.getByRole("link", { name: "Next" })).toHaveAttribute(
    "href",
    "/notes?owner_id=2&offset=3",
  );
});

it("filters from the start of the list, and stops doing so", async () => {
  const user = userEvent.setup();
  const address = await showList("/notes?offset=2", 2);
  expect(await accessibilityProblems()).toEqual([]);
  await user.selectOptions(screen.getByLabelText("State"), "Open");
  await address.is("/notes?state=open");
  expect(screen.getByLabelText("State")).toHaveValue("open");
  await user.selectOptions(screen.getByLabelText("State"), "All");
  await address.is("/notes");
});

it("finds what to filter by, and asks for some of it only", async () => {
  const user = userEvent.setup();
  const address = await showList("/notes", 0);
  expect(list).not.toHaveBeenCalled();
  await user.type(fieldOf("Owner"), "Be");
  await screen.findByRole("option", { name: "Ben" });
  await waitFor(() => expect(screen.queryByRole("option", { name: "Ann" })).toBeNull());
  expect(list).toHaveBeenLastCalledWith({ limit: 20, offset: 0, q: "Be" }, expect.anything());
  expect(await accessibilityProblems()).toEqual([]);
  await user.click(screen.getByRole("option", { name: "Ben" }));
  await address.is("/notes?owner_id=2");
  expect(within(document.querySelector(".choice") as HTMLElement).getAllByText("Ben")).not.toEqual(
    [],
  );
  await fillIn(user, { Owner: "" });
  await address.is("/notes");
});

it("searches from the start of the list", async () => {
  const user = userEvent.setup();
  const address = await showList("/notes?offset=2&sort=title", 2);
  await user.type(screen.getByLabelText("Search"), " paint {Enter}");
  await address.is("/notes?sort=title&q=paint");
  await user.clear(screen.getByLabelText("Search"));
  await user.click(screen.getByRole("button", { name: "Search" }));
  await address.is("/notes?sort=title");
});

it("sorts by a column, the other way round, and not at all", async () => {
  const user = userEvent.setup();
  const address = await showList("/notes?offset=2", 2);
  const header = screen.getByRole("columnheader", { name: "Title" });
  const link = within(header).getByRole("link");
  await user.click(link);
  await address.is("/notes?sort=title");
  expect(header).toHaveAttribute("aria-sort", "ascending");
  await user.click(link);
  await address.is("/notes?sort=-title");
  expect(header).toHaveAttribute("aria-sort", "descending");
  await user.click(link);
  await address.is("/notes");
  expect(header).not.toHaveAttribute("aria-sort");
});

it("offers to make the first one, or to show all", async () => {
  const user = userEvent.setup();
  await showList("/notes?q=paint", 0);
  expect(screen.getByText("There are no notes.")).toBeVisible();
  await user.click(screen.getByRole("link", { name: "Show all" }));
  expect(await screen.findByRole("link", { name: "Write one" })).toHaveAttribute(
    "href",
    "/notes/new",
  );
});

it("asks before it does what cannot be undone", async () => {
  const user = userEvent.setup();
  const onConfirm = vi.fn<() => void>();
  mount(ConfirmButton, {
    props: { label: "Delete", what: "One", onConfirm },
    attachTo: document.body,
  });
  expect(document.body).toHaveFocus();
  await user.click(screen.getByRole("button", { name: "Delete One" }));
  expect(await screen.findByRole("dialog", { name: "Delete One?" })).toBeVisible();
  await waitFor(() => expect(screen.getByRole("button", { name: "Keep One" })).toHaveFocus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.getByRole("button", { name: "Delete One" })).toHaveFocus());
  expect(onConfirm).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "Delete One" }));
  await user.click(screen.getByRole("button", { name: "Delete One for ever" }));
  expect(onConfirm).toHaveBeenCalledOnce();
});
