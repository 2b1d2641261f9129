import { screen } from "@testing-library/dom";
import { expect, it } from "vitest";

import { fakeApi } from "../test/fakeApi";
import { fillIn } from "../test/fillIn";
import { someNotes } from "../test/noteResource";
import { noteFeature } from "../test/notes";
import { renderApp } from "../test/renderApp";

it("leads to the page of what was saved, which has it before it is read again", async () => {
  const api = fakeApi({ "/notes": someNotes(1) });
  const user = renderApp("/notes/1/edit", [noteFeature]);
  const button = await screen.findByRole("button", { name: "Save" });
  await fillIn(user, { Title: "Mine" });
  api.refuse("GET", 503, { detail: "Come back later." });
  await user.click(button);
  expect(await screen.findByRole("heading", { level: 1, name: "Mine" })).toBeVisible();
  expect(await screen.findByRole("alert")).toHaveTextContent("Come back later.");
});
