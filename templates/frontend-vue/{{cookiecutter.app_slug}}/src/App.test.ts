import { screen, waitFor, within } from "@testing-library/dom";
import { describe, expect, it, vi } from "vitest";
import { defineComponent, h, onMounted, type Component } from "vue";

import { ApiError } from "./api";
import { APP_NAME } from "./app";
import AppPage from "./components/AppPage.vue";
import type { Feature } from "./features/feature";
import { accessibilityProblems } from "./test/axe";
import { renderApp } from "./test/renderApp";

const NotesPage = defineComponent(() => () => h(AppPage, { title: "Notes" }, () => "All notes"));

const notes: Feature = {
  name: "notes",
  routes: [{ path: "/notes", component: async () => NotesPage }],
  navigation: { label: "Notes", to: "/notes" },
};

function failing(load: () => Promise<Component>): Feature {
  return {
    name: "failing",
    routes: [{ path: "/failing/:id", component: load }],
    navigation: { label: "Failing", to: "/failing/1" },
  };
}

/** A page that asks the API when it is there, which answers with an error. */
function asking(error: unknown): Feature {
  const page = defineComponent(() => {
    onMounted(() => Promise.reject(error));
    return () => h(AppPage, { title: "Asking" });
  });
  return failing(async () => page);
}

function heading(name: string) {
  return screen.findByRole("heading", { level: 1, name });
}

describe("the application", () => {
  it("shows its start page", async () => {
    renderApp();
    expect(await heading(APP_NAME)).toBeVisible();
    expect(document.title).toBe(APP_NAME);
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("has a header, a main region and a link that skips to it", async () => {
    const user = renderApp("/", [notes]);
    await heading(APP_NAME);
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

  it("leaves the focus alone when it starts", async () => {
    renderApp("/notes", [notes]);
    await heading("Notes");
    expect(document.body).toHaveFocus();
  });

  it("lists its features on the start page", async () => {
    renderApp("/", [notes]);
    await heading(APP_NAME);
    const list = within(screen.getByRole("main"));
    expect(list.getByRole("link", { name: "Notes" })).toHaveAttribute("href", "/notes");
  });

  it("goes to a feature, with focus and title on the new page", async () => {
    const user = renderApp("/", [notes]);
    const navigation = within(screen.getByRole("navigation"));
    await user.click(navigation.getByRole("link", { name: "Notes" }));
    const title = await heading("Notes");
    await waitFor(() => expect(title).toHaveFocus());
    expect(document.title).toBe(`Notes · ${APP_NAME}`);
    expect(navigation.getByRole("link", { name: "Notes" })).toHaveAttribute("aria-current", "page");
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("says that it loads a page that is asked for at once", async () => {
    renderApp("/notes", [notes]);
    expect(screen.getByRole("status")).toHaveTextContent("Loading");
    expect(await screen.findByText("All notes")).toBeVisible();
    expect(screen.getByRole("main")).toHaveAttribute("aria-busy", "false");
  });

  it("is busy while the next page is loaded", async () => {
    let arrive = (_page: Component) => {};
    const slow = failing(() => new Promise((resolve) => (arrive = resolve)));
    const user = renderApp("/", [slow]);
    await heading(APP_NAME);
    await user.click(within(screen.getByRole("main")).getByRole("link", { name: "Failing" }));
    await waitFor(() => expect(screen.getByRole("main")).toHaveAttribute("aria-busy", "true"));
    expect(await heading(APP_NAME)).toBeVisible();
    arrive(NotesPage);
    await heading("Notes");
    expect(screen.getByRole("main")).toHaveAttribute("aria-busy", "false");
  });

  it("says when there is no such page", async () => {
    const user = renderApp("/nothing/here");
    expect(await heading("Page not found")).toBeVisible();
    expect(document.title).toBe(`Page not found · ${APP_NAME}`);
    expect(await accessibilityProblems()).toEqual([]);
    await user.click(screen.getByRole("link", { name: "Go to the start page" }));
    const title = await heading(APP_NAME);
    await waitFor(() => expect(title).toHaveFocus());
  });

  it("sets a page up anew for each address", async () => {
    const mounted = vi.fn<() => void>();
    const page = defineComponent(() => {
      onMounted(mounted);
      return () => h("a", { href: "#x" }, "stay");
    });
    const user = renderApp("/failing/2", [failing(async () => page)]);
    await screen.findByText("stay");
    await user.click(screen.getByRole("link", { name: "Failing" }));
    await waitFor(() => expect(mounted).toHaveBeenCalledTimes(2));
  });
});

describe("a page that fails", () => {
  it("shows what the API says, and a way on", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    const problem = { type: "about:blank", title: "Conflict", detail: "It is taken.", errors: [] };
    const error = new ApiError("http", { status: 409, problem, requestId: "r1" });
    renderApp("/failing/1?a=b", [asking(error)]);
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("It is taken.");
    expect(alert).toHaveTextContent("Reference: r1");
    expect(screen.getByRole("link", { name: "Try again" })).toHaveAttribute(
      "href",
      "/failing/1?a=b",
    );
    expect(screen.getByRole("banner")).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
    expect(reported).toHaveBeenCalledExactlyOnceWith(error);
    reported.mockClear();
  });

  it("keeps the words of an unexpected error to itself", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    renderApp("/failing/1", [asking(new Error("secret words"))]);
    expect(await screen.findByRole("alert")).toHaveTextContent("An unexpected error occurred.");
    expect(document.body).not.toHaveTextContent("secret words");
    vi.mocked(console.error).mockClear();
  });

  it("is a page that does not exist when the API answers 404", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    renderApp("/failing/1", [asking(new ApiError("http", { status: 404 }))]);
    expect(await heading("Page not found")).toBeVisible();
    vi.mocked(console.error).mockClear();
  });

  it("is forgotten on the next page", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const user = renderApp("/failing/1", [asking(new Error("broken")), notes]);
    await screen.findByRole("alert");
    await user.click(screen.getByRole("link", { name: "Notes" }));
    expect(await heading("Notes")).toBeVisible();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    vi.mocked(console.error).mockClear();
  });
});

describe("a page that cannot be loaded", () => {
  const gone = failing(() => Promise.reject(new TypeError("Failed to fetch")));

  it("offers to try again", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    const user = renderApp("/", [gone, notes]);
    await user.click(screen.getByRole("link", { name: "Failing" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("An unexpected error occurred.");
    expect(screen.getByRole("link", { name: "Try again" })).toHaveAttribute("href", "/failing/1");
    expect(reported).toHaveBeenCalledOnce();
    await user.click(screen.getByRole("link", { name: "Notes" }));
    expect(await heading("Notes")).toBeVisible();
    reported.mockClear();
  });

  it("does so on the first page too", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    // The router warns too while it is developed.
    const warned = vi.spyOn(console, "warn").mockReturnValue();
    renderApp("/failing/1", [gone]);
    expect(await screen.findByRole("alert")).toBeVisible();
    await waitFor(() => expect(warned).toHaveBeenCalled());
    expect(screen.queryByRole("status")).not.toBeInTheDocument();
    vi.mocked(console.error).mockClear();
    warned.mockClear();
  });
});
