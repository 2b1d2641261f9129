import { screen } from "@testing-library/dom";
import { userEvent } from "@testing-library/user-event";
import { mount } from "@vue/test-utils";
import { expect, it } from "vitest";

import SchemeButton from "./SchemeButton.vue";

it("changes between light and dark, and the browser remembers it", async () => {
  const user = userEvent.setup();
  mount(SchemeButton, { attachTo: document.body });
  await user.click(screen.getByRole("button", { name: "Switch to dark" }));
  expect(document.documentElement).toHaveClass("dark");
  mount(SchemeButton, { attachTo: document.body });
  expect(screen.getAllByRole("button", { name: "Switch to light" })).toHaveLength(2);
  const [one] = screen.getAllByRole("button", { name: "Switch to light" });
  await user.click(one as HTMLElement);
  expect(document.documentElement).not.toHaveClass("dark");
});
