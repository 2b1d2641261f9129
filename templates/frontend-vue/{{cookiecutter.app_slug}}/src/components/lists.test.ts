import { screen, waitFor } from "@testing-library/dom";
import { userEvent } from "@testing-library/user-event";
import { mount } from "@vue/test-utils";
import { expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";

import { accessibilityProblems } from "../test/axe";
import ConfirmButton from "./ConfirmButton.vue";
import ListFilter from "./ListFilter.vue";
import ListPager from "./ListPager.vue";

const options = [
  { value: "1", label: "Ann" },
  { value: "2", label: "Ben" },
];

async function showList(address: string, offset: number) {
  const slice = { items: [1, 2], total: 5, limit: 2, offset };
  const page = defineComponent(() => () => [
    h("h1", "Notes"),
    h(ListFilter, { name: "owner_id", label: "Owner", options }),
    h(ListPager, { slice }),
  ]);
  const routes = [{ path: "/notes", component: page }];
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push(address);
  const main = defineComponent(() => () => h("main", [h(page)]));
  mount(main, { global: { plugins: [router] }, attachTo: document.body });
  return router;
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
  const router = await showList("/notes?offset=2", 2);
  expect(await accessibilityProblems()).toEqual([]);
  await user.selectOptions(screen.getByLabelText("Owner"), "Ben");
  await waitFor(() => expect(router.currentRoute.value.fullPath).toBe("/notes?owner_id=2"));
  expect(screen.getByLabelText("Owner")).toHaveValue("2");
  await user.selectOptions(screen.getByLabelText("Owner"), "All");
  await waitFor(() => expect(router.currentRoute.value.fullPath).toBe("/notes"));
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
  expect(screen.getByRole("button", { name: "Keep One" })).toHaveFocus();
  await user.keyboard("{Enter}");
  expect(screen.getByRole("button", { name: "Delete One" })).toHaveFocus();
  expect(onConfirm).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "Delete One" }));
  await user.click(screen.getByRole("button", { name: "Delete One for ever" }));
  expect(onConfirm).toHaveBeenCalledOnce();
});
