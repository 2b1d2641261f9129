import { render } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";

import { Providers } from "../components/Providers";
import type { Feature } from "../features/feature";
import { makeRoutes } from "../routes";

/** Shows the whole application at an address, and returns a person who uses it. */
export function renderApp(address = "/", features: readonly Feature[] = []) {
  const router = createMemoryRouter(makeRoutes(features), { initialEntries: [address] });
  render(<RouterProvider router={router} />, { wrapper: Providers });
  return userEvent.setup();
}
