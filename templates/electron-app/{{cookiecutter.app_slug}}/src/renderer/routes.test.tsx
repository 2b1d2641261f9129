import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { APP_NAME } from "../shared/app";
import { Page } from "./components/Page";
import { CallError } from "./desktop";
import type { Feature } from "./features/feature";
import { accessibilityProblems } from "./test/axe";
import { answering, failing, fakeDesktop, INFO } from "./test/fakeDesktop";
import { renderApp } from "./test/renderApp";

const notes: Feature = {
  name: "notes",
  routes: [
    {
      path: "notes",
      lazy: async () => ({ Component: () => <Page title="Notes">All notes</Page> }),
    },
  ],
  navigation: { label: "Notes", to: "/notes" },
};

function throwing(error: unknown): Feature {
  return {
    name: "failing",
    routes: [
      {
        path: "failing",
        element: <Page title="Never shown" />,
        loader: () => {
          throw error;
        },
      },
    ],
  };
}

function withResolvers() {
  const settle: { resolve?: (value: unknown) => void } = {};
  const promise = new Promise<unknown>((resolve) => {
    settle.resolve = resolve;
  });
  return { promise, settle };
}

function callError(code: "not_found" | "conflict") {
  return new CallError({ code, message: "It is taken.", issues: [], reference: "r1" });
}

describe("the application", () => {
  it("shows its start page, with what the main process answers", async () => {
    renderApp();
    expect(await screen.findByRole("heading", { level: 1, name: APP_NAME })).toBeVisible();
    expect(screen.getByText(/^The main process answers:/)).toHaveTextContent("Electron 45.0.0");
    await waitFor(() => expect(document.title).toBe(APP_NAME));
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("tells the main process that it stands, after an answer of its", async () => {
    const { system } = fakeDesktop();
    const { promise, settle } = withResolvers();
    system.info.mockReturnValue(promise);
    renderApp();
    expect(await screen.findByText("Loading…")).toBeVisible();
    expect(system.rendered).not.toHaveBeenCalled();
    settle.resolve?.({ ok: true, value: INFO });
    await waitFor(() => expect(system.rendered).toHaveBeenCalledWith({}));
    expect(screen.getByText(/^The main process answers:/)).toBeVisible();
  });

  it("does not tell so when there is no answer", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const rendered = answering({});
    fakeDesktop({ system: { info: failing("internal", "No luck."), rendered } });
    renderApp();
    expect(await screen.findByRole("alert")).toHaveTextContent("No luck.");
    expect(rendered).not.toHaveBeenCalled();
    vi.mocked(console.error).mockClear();
  });

  it("has a header, a main region and a link that skips to it", async () => {
    const user = renderApp("/notes", [notes]);
    expect(screen.getByRole("banner")).toBeVisible();
    expect(screen.getByRole("navigation", { name: "Main" })).toBeVisible();
    await screen.findByText("All notes");
    await user.tab();
    expect(screen.getByRole("link", { name: "Skip to content" })).toHaveFocus();
    expect(screen.getByRole("link", { name: "Skip to content" })).toHaveAttribute(
      "href",
      `#${screen.getByRole("main").id}`,
    );
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("leaves the focus alone when it starts", async () => {
    renderApp();
    await screen.findByRole("heading", { level: 1 });
    expect(document.body).toHaveFocus();
  });

  it("goes to a feature, with focus and title on the new page", async () => {
    const user = renderApp("/", [notes]);
    await screen.findByRole("heading", { level: 1, name: APP_NAME });
    const navigation = within(screen.getByRole("navigation"));
    await user.click(navigation.getByRole("link", { name: "Notes" }));
    const heading = await screen.findByRole("heading", { level: 1, name: "Notes" });
    await waitFor(() => expect(heading).toHaveFocus());
    await waitFor(() => expect(document.title).toBe(`Notes · ${APP_NAME}`));
    expect(navigation.getByRole("link", { name: "Notes" })).toHaveAttribute("aria-current", "page");
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("says when there is no such page", async () => {
    const user = renderApp("/nothing/here");
    expect(screen.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
    await user.click(screen.getByRole("link", { name: "Go to the start page" }));
    expect(await screen.findByRole("heading", { level: 1, name: APP_NAME })).toHaveFocus();
  });
});

describe("a page that fails", () => {
  it("shows what the main process says, and a way on", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    renderApp("/failing", [throwing(callError("conflict"))]);
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("It is taken.");
    expect(alert).toHaveTextContent("Reference: r1");
    expect(screen.getByRole("link", { name: "Try again" })).toHaveAttribute("href", "/failing");
    expect(screen.getByRole("banner")).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
    vi.mocked(console.error).mockClear();
  });

  it("keeps the words of an unexpected error to itself", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    renderApp("/failing", [throwing(new Error("secret words"))]);
    expect(await screen.findByRole("alert")).toHaveTextContent("An unexpected error occurred.");
    expect(document.body).not.toHaveTextContent("secret words");
    vi.mocked(console.error).mockClear();
  });

  it("is a page that does not exist when what it shows is not found", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    renderApp("/failing", [throwing(callError("not_found"))]);
    expect(await screen.findByRole("heading", { name: "Page not found" })).toBeVisible();
    vi.mocked(console.error).mockClear();
  });
});
