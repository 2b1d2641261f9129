import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";

import { Look } from "./Look";
import { SchemeButton } from "./SchemeButton";

it("changes between light and dark", async () => {
  const user = userEvent.setup();
  render(<SchemeButton />, { wrapper: Look });
  await user.click(screen.getByRole("button", { name: "Switch to dark" }));
  expect(document.documentElement).toHaveAttribute("data-mantine-color-scheme", "dark");
  await user.click(screen.getByRole("button", { name: "Switch to light" }));
  expect(document.documentElement).toHaveAttribute("data-mantine-color-scheme", "light");
});
