import { Location } from "@angular/common";
import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import type { Routes } from "@angular/router";
import { of, throwError } from "rxjs";
import { describe, expect, it, vi } from "vitest";

import { APP_NAME } from "../app-name";
import { ApiError } from "../api";
import type { Feature } from "../features/feature";
import { accessibilityProblems } from "../test/axe";
import { showApp } from "../test/showApp";
import { Page } from "./shell/page";

@Component({
  selector: "app-notes",
  imports: [Page],
  template: `<app-page heading="Notes">{{ notes() }}</app-page>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Notes {
  readonly notes = input("All notes");
}

function feature(path: string, routes: Routes, label?: string): Feature {
  const loadChildren = () => Promise.resolve({ default: routes });
  return label === undefined ? { path, loadChildren } : { path, label, loadChildren };
}

const notes = feature("notes", [{ path: "", title: "Notes", component: Notes }], "Notes");

/** A feature whose page cannot be loaded. */
function failing(error: unknown, path = "failing"): Feature {
  const resolve = { notes: () => throwError(() => error) };
  return feature(path, [{ path: "", component: Notes, resolve }], path);
}

describe("the application", () => {
  it("shows its start page", async () => {
    const app = await showApp();
    expect(app.get("h1").textContent).toBe(APP_NAME);
    expect(document.title).toBe(APP_NAME);
    expect(app.root.textContent).toContain("The application runs.");
    expect(app.link(APP_NAME).getAttribute("aria-current")).toBe("page");
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("lists its features, but not those that want no entry", async () => {
    const app = await showApp("/", [notes, feature("hidden", [])]);
    const listed = [...app.root.querySelectorAll("nav a")].map((a) => a.textContent);
    expect(listed).toEqual(["Notes"]);
    expect(app.get("nav").getAttribute("aria-label")).toBe("Main");
    expect(app.get("main ul a").getAttribute("href")).toBe("/notes");
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("has a link that skips to the content, wherever it is", async () => {
    const app = await showApp("/notes", [notes]);
    const skip = app.get("a");
    expect(skip.textContent).toBe("Skip to content");
    expect(skip.getAttribute("href")).toBe(`#${app.get("main").id}`);
    skip.click();
    expect(document.activeElement).toBe(app.get("main"));
    expect(app.address()).toBe("/notes");
  });

  it("leaves the focus alone when it starts", async () => {
    await showApp("/notes", [notes]);
    expect(document.activeElement).toBe(document.body);
  });

  it("goes to a feature, with focus and title on the new page", async () => {
    const app = await showApp("/", [notes]);
    await app.follow("Notes");
    expect(app.get("h1").textContent).toBe("Notes");
    expect(document.activeElement).toBe(app.get("h1"));
    expect(document.title).toBe(`Notes · ${APP_NAME}`);
    expect(app.link("Notes").getAttribute("aria-current")).toBe("page");
    expect(app.link(APP_NAME).getAttribute("aria-current")).toBeNull();
    expect(app.get("main").getAttribute("aria-busy")).toBe("false");
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("gives a page what its route resolves", async () => {
    const routes = [{ path: "", component: Notes, resolve: { notes: () => of("From the API") } }];
    const app = await showApp("/notes", [feature("notes", routes)]);
    expect(app.get("app-page").textContent).toContain("From the API");
  });

  it.each(["/nothing/here", "/failed", "/not-found"])("says that there is no %s", async (path) => {
    const app = await showApp(path);
    expect(app.get("h1").textContent).toBe("Page not found");
    expect(document.title).toBe(`Page not found · ${APP_NAME}`);
    expect(app.address()).toBe(path);
    expect(await accessibilityProblems()).toEqual([]);
    await app.follow("Go to the start page");
    expect(document.activeElement?.textContent).toBe(APP_NAME);
  });
});

describe("a page that cannot be loaded", () => {
  it("shows what the API says, and a way on", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    const problem = { type: "about:blank", title: "Conflict", detail: "It is taken.", errors: [] };
    const error = new ApiError("http", { status: 409, problem, requestId: "r1" });
    const app = await showApp("/failing", [failing(error)]);
    expect(app.get("[role=alert]").textContent).toContain("It is taken.");
    expect(app.get("[role=alert]").textContent).toContain("Reference: r1");
    expect(app.link("Try again").getAttribute("href")).toBe("/failing");
    const history = TestBed.inject(Location).getState() ?? {};
    expect(Object.keys(history), "what a reload would go by").toEqual([]);
    expect(app.address()).toBe("/failing");
    expect(document.title).toBe(`Something went wrong · ${APP_NAME}`);
    expect(await accessibilityProblems()).toEqual([]);
    expect(reported.mock.calls).toEqual([[error]]);
    reported.mockClear();
  });

  it("is left by a link, and another one may fail after it", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    const features = [notes, failing(new ApiError("network"), "one"), failing(new Error(), "two")];
    const app = await showApp("/", features);
    await app.follow("one");
    expect(app.get("[role=alert]").textContent).toContain("cannot be reached");
    await app.follow("two");
    expect(app.get("[role=alert]").textContent).toContain("An unexpected error occurred.");
    expect(app.link("Try again").getAttribute("href")).toBe("/two");
    expect(app.address()).toBe("/two");
    expect(document.activeElement).toBe(app.get("h1"));
    await app.follow("Notes");
    expect(app.get("h1").textContent).toBe("Notes");
    expect(app.root.querySelector("[role=alert]")).toBeNull();
    reported.mockClear();
  });

  it("keeps the words of an unexpected error to itself", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    const app = await showApp("/failing", [failing(new Error("secret words"))]);
    expect(app.get("[role=alert]").textContent).toContain("An unexpected error occurred.");
    expect(document.body.textContent).not.toContain("secret words");
    reported.mockClear();
  });

  it("is a page that does not exist when the API answers 404", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    const app = await showApp("/failing", [failing(new ApiError("http", { status: 404 }))]);
    expect(app.get("h1").textContent).toBe("Page not found");
    expect(app.address()).toBe("/failing");
    reported.mockClear();
  });
});
