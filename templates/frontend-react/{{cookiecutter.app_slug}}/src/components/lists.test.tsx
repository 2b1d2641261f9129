import { Table } from "@mantine/core";
import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { expect, it, vi } from "vitest";

import { choicesAmong } from "../resources/choices";
import { accessibilityProblems } from "../test/axe";
import { fieldOf, fillIn } from "../test/fillIn";
import { ConfirmButton } from "./ConfirmButton";
import { Empty } from "./Empty";
import { ReferenceFilter, ValueFilter } from "./Filter";
import { Pager } from "./Pager";
import { Providers } from "./Providers";
import { SearchBox } from "./SearchBox";
import { SortHeader } from "./SortHeader";

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

function showList(address: string, offset: number) {
  const slice = { items: [1, 2], total: 5, limit: 2, offset };
  const element = (
    <main>
      <h1>Notes</h1>
      <SearchBox />
      <ValueFilter name="state" label="State" options={[{ value: "open", label: "Open" }]} />
      <ReferenceFilter name="owner_id" label="Owner" choices={choices} />
      <Table>
        <Table.Thead>
          <Table.Tr>
            <SortHeader name="title" label="Title" />
          </Table.Tr>
        </Table.Thead>
      </Table>
      <Pager slice={slice} />
      <Empty what="notes" to="/notes/new" label="Write one" />
    </main>
  );
  const router = createMemoryRouter([{ path: "/notes", element }], { initialEntries: [address] });
  render(<RouterProvider router={router} />, { wrapper: Providers });
  return router;
}

it("leads to the parts before and behind, with the same filter", () => {
  showList("/notes?owner_id=2&offset=1", 1);
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
  const router = showList("/notes?offset=2", 2);
  expect(await accessibilityProblems()).toEqual([]);
  await user.selectOptions(screen.getByLabelText("State"), "Open");
  expect(router.state.location.search).toBe("?state=open");
  expect(screen.getByLabelText("State")).toHaveValue("open");
  await user.selectOptions(screen.getByLabelText("State"), "All");
  expect(router.state.location.search).toBe("");
});

it("finds what to filter by, and asks for some of it only", async () => {
  const user = userEvent.setup();
  const router = showList("/notes", 0);
  expect(list).not.toHaveBeenCalled();
  await user.type(fieldOf("Owner"), "Be");
  await waitFor(() => expect(screen.queryByRole("option", { name: "Ann" })).toBeNull());
  expect(list).toHaveBeenLastCalledWith({ limit: 20, offset: 0, q: "Be" }, expect.anything());
  expect(await accessibilityProblems()).toEqual([]);
  await user.click(screen.getByRole("option", { name: "Ben" }));
  expect(router.state.location.search).toBe("?owner_id=2");
  expect(fieldOf("Owner")).toHaveValue("Ben");
  await fillIn(user, { Owner: "" });
  expect(router.state.location.search).toBe("");
});

it("searches from the start of the list", async () => {
  const user = userEvent.setup();
  const router = showList("/notes?offset=2&sort=title", 2);
  await user.type(screen.getByLabelText("Search"), " paint {Enter}");
  expect(router.state.location.search).toBe("?sort=title&q=paint");
  await user.clear(screen.getByLabelText("Search"));
  await user.click(screen.getByRole("button", { name: "Search" }));
  expect(router.state.location.search).toBe("?sort=title");
});

it("sorts by a column, the other way round, and not at all", async () => {
  const user = userEvent.setup();
  const router = showList("/notes?offset=2", 2);
  const header = screen.getByRole("columnheader", { name: "Title" });
  const link = within(header).getByRole("link");
  await user.click(link);
  expect(router.state.location.search).toBe("?sort=title");
  expect(header).toHaveAttribute("aria-sort", "ascending");
  await user.click(link);
  expect(router.state.location.search).toBe("?sort=-title");
  expect(header).toHaveAttribute("aria-sort", "descending");
  await user.click(link);
  expect(router.state.location.search).toBe("");
});

it("offers to make the first one, or to show all", async () => {
  const user = userEvent.setup();
  showList("/notes?q=paint", 0);
  expect(screen.getByText("There are no notes.")).toBeVisible();
  await user.click(screen.getByRole("link", { name: "Show all" }));
  expect(screen.getByRole("link", { name: "Write one" })).toHaveAttribute("href", "/notes/new");
});

it("asks before it does what cannot be undone", async () => {
  const user = userEvent.setup();
  const done = vi.fn<() => void>();
  render(<ConfirmButton label="Delete" what="One" onConfirm={done} />, { wrapper: Providers });
  expect(document.body).toHaveFocus();
  await user.click(screen.getByRole("button", { name: "Delete One" }));
  expect(screen.getByRole("dialog", { name: "Delete One?" })).toBeVisible();
  await waitFor(() => expect(screen.getByRole("button", { name: "Keep One" })).toHaveFocus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.getByRole("button", { name: "Delete One" })).toHaveFocus());
  expect(done).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "Delete One" }));
  await user.click(screen.getByRole("button", { name: "Delete One for ever" }));
  expect(done).toHaveBeenCalledOnce();
});
