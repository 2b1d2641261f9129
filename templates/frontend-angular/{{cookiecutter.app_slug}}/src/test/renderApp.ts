import { userEvent } from "@testing-library/user-event";

import type { Feature } from "../features/feature";
import { beginApp } from "./showApp";

/** Shows the whole application at an address, and returns a person who uses it. */
export function renderApp(address = "/", features: readonly Feature[] = []) {
  beginApp(address, features);
  return userEvent.setup();
}
