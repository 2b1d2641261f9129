import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { expect, it, vi } from "vitest";

import { accessibilityProblems } from "../test/axe";
import { ConfirmButton } from "./ConfirmButton";
import { Filter } from "./Filter";
import { Pager } from "./Pager";

const options = [
  { value: "1", label: "Ann" },
  { value: "2", label: "Ben" },
];

function showList(address: string, offset: number) {
  const slice = { items: [1, 2], total: 5, limit: 2, offset };
  const element = (
    <main>
      <h1>Notes</h1>
      <Filter name="owner_id" label="Owner" options={options} />
      <Pager slice={slice} />
    </main>
  );
  const router = createMemoryRouter([{ path: "/notes", element }], { initialEntries: [address] });
  render(<RouterProvider router={router} />);
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
  await user.selectOptions(screen.getByLabelText("Owner"), "Ben");
  expect(router.state.location.search).toBe("?owner_id=2");
  expect(screen.getByLabelText("Owner")).toHaveValue("2");
  await user.selectOptions(screen.getByLabelText("Owner"), "All");
  expect(router.state.location.search).toBe("");
});

it("asks before it does what cannot be undone", async () => {
  const user = userEvent.setup();
  const done = vi.fn<() => void>();
  render(<ConfirmButton label="Delete" what="One" onConfirm={done} />);
  expect(document.body).toHaveFocus();
  await user.click(screen.getByRole("button", { name: "Delete One" }));
  expect(screen.getByRole("button", { name: "Keep One" })).toHaveFocus();
  await user.keyboard("{Enter}");
  expect(screen.getByRole("button", { name: "Delete One" })).toHaveFocus();
  expect(done).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "Delete One" }));
  await user.click(screen.getByRole("button", { name: "Delete One for ever" }));
  expect(done).toHaveBeenCalledOnce();
});
