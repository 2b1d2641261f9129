import { screen, waitFor } from "@testing-library/dom";
import { describe, expect, it, vi } from "vitest";

import { accessibilityProblems } from "../test/axe";
import { fakeApi } from "../test/fakeApi";
import { fillIn } from "../test/fillIn";
import { someNotes } from "../test/noteResource";
import { noteFeature } from "../test/notes";
import { renderApp } from "../test/renderApp";

let api: ReturnType<typeof fakeApi>;

function show(address: string, count = 3) {
  api = fakeApi({ "/notes": someNotes(count) });
  return renderApp(address, [noteFeature]);
}

function rows() {
  return [...(screen.getByRole<HTMLTableElement>("table").tBodies[0]?.rows ?? [])];
}

async function press(user: ReturnType<typeof show>, ...names: string[]) {
  for (const name of names) {
    // One after the other, as people do.
    // oxlint-disable-next-line no-await-in-loop
    await user.click(await screen.findByRole("button", { name }));
  }
}

describe("a list", () => {
  it("leads to each, and to their forms", async () => {
    const user = show("/notes");
    expect(screen.getByRole("status")).toHaveTextContent("Loading");
    await screen.findByRole("heading", { level: 1, name: "Notes" });
    expect(await screen.findByText("1–3 of 3")).toBeVisible();
    expect(screen.getByRole("link", { name: "Change Note 2" })).toHaveAttribute(
      "href",
      "/notes/2/edit",
    );
    await user.click(screen.getByRole("link", { name: "Note 2" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Note 2" })).toBeVisible();
  });

  it("says when there are none", async () => {
    show("/notes", 0);
    expect(await screen.findByText("There are no notes.")).toBeVisible();
    expect(screen.queryByRole("table")).not.toBeInTheDocument();
    expect(screen.getByRole("link", { name: "New note" })).toHaveAttribute("href", "/notes/new");
  });

  it("offers to try again when it cannot be loaded", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    show("/notes");
    api.refuse("GET", 503, { detail: "Come back later." });
    expect(await screen.findByRole("alert")).toHaveTextContent("Come back later.");
    expect(screen.getByRole("link", { name: "Try again" })).toHaveAttribute("href", "/notes");
    reported.mockClear();
  });

  it("comes in parts", async () => {
    const user = show("/notes", 25);
    expect(await screen.findByText("1–20 of 25")).toBeVisible();
    expect(screen.queryByRole("link", { name: "Previous" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("link", { name: "Next" }));
    expect(await screen.findByText("21–25 of 25")).toBeVisible();
    expect(rows()).toHaveLength(5);
    expect(screen.queryByRole("link", { name: "Next" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("link", { name: "Previous" }));
    expect(await screen.findByText("1–20 of 25")).toBeVisible();
  });

  it("shows the last part when the one that is asked for went away", async () => {
    const user = show("/notes?offset=20", 21);
    await press(user, "Delete Note 21", "Delete Note 21 for ever");
    expect(await screen.findByText("1–20 of 20")).toBeVisible();
  });

  it("deletes one after asking", async () => {
    const user = show("/notes", 1);
    await press(user, "Delete Note 1");
    const keep = screen.getByRole("button", { name: "Keep Note 1" });
    await waitFor(() => expect(keep).toHaveFocus());
    await user.click(keep);
    expect(api.sent("DELETE")).toEqual([]);
    await press(user, "Delete Note 1", "Delete Note 1 for ever");
    expect(await screen.findByText("There are no notes.")).toBeVisible();
    expect(screen.getByText("Deleted: Note 1")).toBeVisible();
    expect(api.sent("DELETE")).toEqual([{ method: "DELETE", path: "/notes/1", ifMatch: '"1"' }]);
  });

  it("deletes nothing that somebody else changed meanwhile", async () => {
    const user = show("/notes", 1);
    await press(user, "Delete Note 1");
    api.change("/notes", 1, { title: "Other" });
    await press(user, "Delete Note 1 for ever");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "Somebody else changed it meanwhile",
    );
    expect(api.sent("DELETE")).toEqual([]);
    await press(user, "Delete Other", "Delete Other for ever");
    expect(await screen.findByText("There are no notes.")).toBeVisible();
    expect(api.sent("DELETE")).toEqual([{ method: "DELETE", path: "/notes/1", ifMatch: '"2"' }]);
  });

  it("says why one cannot be deleted", async () => {
    const user = show("/notes", 1);
    await press(user, "Delete Note 1");
    api.refuse("DELETE", 409, { detail: "It is needed." });
    await press(user, "Delete Note 1 for ever");
    expect(await screen.findByRole("alert")).toHaveTextContent("It is needed.");
    expect(rows()).toHaveLength(1);
  });
});

describe("the page of one", () => {
  it("shows it, with the ways on", async () => {
    show("/notes/1");
    await screen.findByRole("heading", { level: 1, name: "Note 1" });
    const values = screen.getAllByRole("definition").map(({ textContent }) => textContent);
    const moment = new Date("2024-01-01T00:00:00Z").toLocaleString();
    expect(values).toEqual(["Note 1", "Long ago", moment, moment]);
    expect(screen.getByRole("link", { name: "All notes" })).toHaveAttribute("href", "/notes");
    expect(screen.getByRole("link", { name: "Change" })).toHaveAttribute("href", "/notes/1/edit");
  });

  it("deletes it after asking, and goes to the list", async () => {
    const user = show("/notes/1", 1);
    await press(user, "Delete Note 1", "Delete Note 1 for ever");
    expect(await screen.findByText("There are no notes.")).toBeVisible();
    expect(screen.getByText("Deleted: Note 1")).toBeVisible();
  });

  it("does not delete what somebody else changed meanwhile, and shows it as it is now", async () => {
    const user = show("/notes/1", 1);
    await press(user, "Delete Note 1");
    api.change("/notes", 1, { title: "Other" });
    await press(user, "Delete Note 1 for ever");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "Somebody else changed it meanwhile",
    );
    expect(await screen.findByRole("heading", { level: 1, name: "Other" })).toBeVisible();
    await press(user, "Delete Other", "Delete Other for ever");
    expect(await screen.findByText("There are no notes.")).toBeVisible();
  });

  it("says why it cannot be deleted", async () => {
    const user = show("/notes/1");
    await press(user, "Delete Note 1");
    api.refuse("DELETE", 409, { detail: "It is needed." });
    await press(user, "Delete Note 1 for ever");
    expect(await screen.findByRole("alert")).toHaveTextContent("It is needed.");
  });

  it.each(["/notes/404", "/notes/404/edit"])("says when there is none: %s", async (address) => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    show(address);
    expect(await screen.findByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
    reported.mockClear();
  });
});

describe("a form", () => {
  it("shows at the fields what the API refuses, until it is corrected", async () => {
    const user = show("/notes/new");
    await screen.findByRole("button", { name: "Save" });
    await fillIn(user, { Title: "One" });
    const errors = [{ loc: ["body", "title"], msg: "It is taken." }];
    api.refuse("POST", 409, { detail: "Conflict.", errors });
    await press(user, "Save");
    const input = screen.getByLabelText("Title");
    await waitFor(() => expect(input).toHaveAccessibleDescription("It is taken."));
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    await fillIn(user, { Title: "Two" });
    await press(user, "Save");
    expect(await screen.findByText("Created: Two")).toBeVisible();
  });

  it("shows what else is wrong, and keeps what was filled in", async () => {
    const user = show("/notes/new");
    await screen.findByRole("button", { name: "Save" });
    await fillIn(user, { Title: "One" });
    api.refuse("POST", 409, { detail: "It is taken." });
    await press(user, "Save");
    expect(await screen.findByRole("alert")).toHaveTextContent("It is taken.");
    await press(user, "Save");
    await waitFor(() => expect(api.sent("POST")).toHaveLength(2));
    const [one, other] = api.sent("POST");
    expect(other).toEqual(one);
  });

  it("can be left again", async () => {
    const user = show("/notes/1/edit");
    await screen.findByRole("heading", { level: 1, name: "Change note" });
    expect(await accessibilityProblems()).toEqual([]);
    await user.click(screen.getByRole("link", { name: "Cancel" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Note 1" })).toBeVisible();
    expect(api.sent("PATCH")).toEqual([]);
  });

  it("keeps what was entered when somebody else was faster, and shows what they entered", async () => {
    const user = show("/notes/1/edit");
    await screen.findByRole("button", { name: "Save" });
    await fillIn(user, { Title: "Mine" });
    api.change("/notes", 1, { title: "Theirs", text: "New" });
    await press(user, "Save");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "Somebody else changed it meanwhile",
    );
    expect(await accessibilityProblems()).toEqual([]);
    await press(user, "Load the newest state");
    await waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument());
    expect(screen.getByLabelText("Title")).toHaveValue("Mine");
    expect(screen.getByLabelText("Title")).toHaveAccessibleDescription("Meanwhile: Theirs");
    expect(screen.getByLabelText("Text")).toHaveValue("New");
    await press(user, "Save");
    expect(await screen.findByText("Saved: Mine")).toBeVisible();
    const body = { title: "Mine" };
    expect(api.sent("PATCH").map((one) => [one.ifMatch, one.body])).toEqual([
      ['"1"', body],
      ['"2"', body],
    ]);
  });

  it("leads to the page of what was saved, as it is now", async () => {
    const user = show("/notes/1/edit");
    await screen.findByRole("button", { name: "Save" });
    await fillIn(user, { Title: "Mine" });
    await press(user, "Save");
    expect(await screen.findByRole("heading", { level: 1, name: "Mine" })).toBeVisible();
  });
});
