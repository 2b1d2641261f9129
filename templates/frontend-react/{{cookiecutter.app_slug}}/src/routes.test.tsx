import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { ApiError } from "./api";
import { APP_NAME } from "./app";
import { Page } from "./components/Page";
import type { Feature } from "./features/feature";
import { accessibilityProblems } from "./test/axe";
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

function failing(error: unknown): Feature {
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

describe("the application", () => {
  it("shows its start page", async () => {
    renderApp();
    expect(screen.getByRole("heading", { level: 1, name: APP_NAME })).toBeVisible();
    await waitFor(() => expect(document.title).toBe(APP_NAME));
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("has a header, a main region and a link that skips to it", async () => {
    const user = renderApp("/", [notes]);
    expect(screen.getByRole("banner")).toBeVisible();
    expect(screen.getByRole("navigation", { name: "Main" })).toBeVisible();
    await user.tab();
    expect(screen.getByRole("link", { name: "Skip to content" })).toHaveFocus();
    expect(screen.getByRole("link", { name: "Skip to content" })).toHaveAttribute(
      "href",
      `#${screen.getByRole("main").id}`,
    );
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("leaves the focus alone when it starts", () => {
    renderApp();
    expect(document.body).toHaveFocus();
  });

  it("goes to a feature, with focus and title on the new page", async () => {
    const user = renderApp("/", [notes]);
    const navigation = within(screen.getByRole("navigation"));
    await user.click(navigation.getByRole("link", { name: "Notes" }));
    const heading = await screen.findByRole("heading", { level: 1, name: "Notes" });
    await waitFor(() => expect(heading).toHaveFocus());
    await waitFor(() => expect(document.title).toBe(`Notes · ${APP_NAME}`));
    expect(navigation.getByRole("link", { name: "Notes" })).toHaveAttribute("aria-current", "page");
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("loads a page that is asked for at once", async () => {
    renderApp("/notes", [notes]);
    expect(screen.getByRole("status")).toHaveTextContent("Loading");
    expect(await screen.findByText("All notes")).toBeVisible();
  });

  it("says when there is no such page", async () => {
    const user = renderApp("/nothing/here");
    expect(screen.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
    await waitFor(() => expect(document.title).toBe(`Page not found · ${APP_NAME}`));
    expect(await accessibilityProblems()).toEqual([]);
    await user.click(screen.getByRole("link", { name: "Go to the start page" }));
    expect(await screen.findByRole("heading", { level: 1, name: APP_NAME })).toHaveFocus();
  });
});

describe("a page that fails", () => {
  it("shows what the API says, and a way on", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const problem = { type: "about:blank", title: "Conflict", detail: "It is taken.", errors: [] };
    renderApp("/failing", [
      failing(new ApiError("http", { status: 409, problem, requestId: "r1" })),
    ]);
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
    renderApp("/failing", [failing(new Error("secret words"))]);
    expect(await screen.findByRole("alert")).toHaveTextContent("An unexpected error occurred.");
    expect(document.body).not.toHaveTextContent("secret words");
    vi.mocked(console.error).mockClear();
  });

  it("is a page that does not exist when the API answers 404", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    renderApp("/failing", [failing(new ApiError("http", { status: 404 }))]);
    expect(await screen.findByRole("heading", { name: "Page not found" })).toBeVisible();
    vi.mocked(console.error).mockClear();
  });
});
