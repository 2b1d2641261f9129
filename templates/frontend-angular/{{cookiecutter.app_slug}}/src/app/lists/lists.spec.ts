import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import type { ActivatedRouteSnapshot, Routes } from "@angular/router";
import { of, throwError } from "rxjs";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { accessibilityProblems } from "../../testing/axe";
import { enter, entered, press } from "../../testing/forms";
import { showApp } from "../../testing/show-app";
import { ApiError } from "../api/api-error";
import type { PageOf } from "../api/resource";
import { ErrorMessage } from "../shell/error-message";
import { Page } from "../shell/page";
import { Filter } from "./filter";
import { listQuery } from "./list-query";
import { Paging } from "./paging";
import { Removing } from "./removing";

let total = 45;
const asked = vi.fn<(query: Record<string, number | undefined>) => void>();

@Component({
  selector: "app-note-list",
  imports: [ErrorMessage, Filter, Page, Paging],
  template: `
    <app-page heading="Notes">
      <p class="done">{{ removing.done() }}</p>
      @if (removing.failure(); as failure) {
        <app-error-message [error]="failure" />
      }
      <app-filter label="Book" name="book_id" [choices]="books" />
      @for (note of page().items; track $index) {
        <button type="button" (click)="remove(note)">Delete {{ note }}</button>
      }
      <app-paging [page]="page()" />
    </app-page>
  `,
  providers: [Removing],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class NoteList {
  protected readonly removing = inject(Removing);
  protected readonly books = [
    { id: 1, label: "One" },
    { id: 2, label: "Two" },
  ];
  readonly page = input.required<PageOf<number>>();

  protected remove(note: number): void {
    const request = throwError(() => new ApiError("network"));
    this.removing.ask(`note ${note}`, note === 2 ? request : of(undefined), this.page());
  }
}

const routes: Routes = [
  {
    path: "",
    component: NoteList,
    runGuardsAndResolvers: "always",
    resolve: {
      page: (route: ActivatedRouteSnapshot): PageOf<number> => {
        const query = listQuery(route, "book_id");
        asked(query);
        const { limit = 0, offset = 0 } = query;
        const count = Math.max(Math.min(limit, total - offset), 0);
        const items = Array.from({ length: count }, (_, index) => offset + index + 1);
        return { items, total, limit, offset };
      },
    },
  },
];

const show = (query = "") =>
  showApp(`/notes${query}`, [
    { path: "notes", loadChildren: () => Promise.resolve({ default: routes }) },
  ]);

beforeEach(() => {
  total = 45;
  asked.mockReset();
});

describe("a list", () => {
  it("is shown in parts", async () => {
    const app = await show();
    const seen = () => app.get(".paging").textContent.trim();
    expect(seen()).toBe("1–20 of 45Next");
    expect(app.link("Next").getAttribute("href")).toBe("/notes?offset=20");
    await app.follow("Next");
    expect(seen()).toBe("Previous21–40 of 45Next");
    await app.follow("Next");
    expect(seen()).toBe("Previous41–45 of 45");
    expect(await accessibilityProblems()).toEqual([]);
    await app.follow("Previous");
    await app.follow("Previous");
    expect(app.address()).toBe("/notes");
  });

  it("has a way back from behind its end, and none when it is empty", async () => {
    const app = await show("?offset=60");
    expect(app.get(".paging").textContent.trim()).toBe("Previous0 of 45");
    total = 0;
    await app.follow("Previous");
    expect(app.root.querySelector(".paging")).toBeNull();
  });

  it.each(["?offset=-1&book_id=x", "?offset=1e3&book_id=", "?offset=1.5"])(
    "takes no notice of %s",
    async (query) => {
      await show(query);
      expect(asked).toHaveBeenCalledWith({ limit: 20, offset: 0, book_id: undefined });
    },
  );

  it("is filtered, from its beginning", async () => {
    const app = await show("?offset=20");
    expect(entered(app, "Book")).toBe("All");
    enter(app, "Book", "Two");
    await app.settled();
    expect(asked).toHaveBeenLastCalledWith({ limit: 20, offset: 0, book_id: 2 });
    expect(app.address()).toBe("/notes?book_id=2");
    await app.follow("Next");
    expect(app.address()).toBe("/notes?book_id=2&offset=20");
    enter(app, "Book", "All");
    await app.settled();
    expect(app.address()).toBe("/notes");
  });

  it("shows the filter of its address", async () => {
    expect(entered(await show("?book_id=1"), "Book")).toBe("One");
  });

  it("is shown anew when something was deleted, with its filter", async () => {
    const question = vi.spyOn(window, "confirm").mockReturnValue(true);
    const app = await show("?book_id=1");
    await press(app, "Delete 1");
    expect(question).toHaveBeenCalledWith("Delete note 1?");
    expect(asked).toHaveBeenCalledTimes(2);
    expect(app.address()).toBe("/notes?book_id=1");
    expect(app.get(".done").textContent).toBe("note 1 is deleted.");
    expect(document.activeElement).toBe(app.get("h1"));
  });

  it("goes a part back when its last part is gone", async () => {
    vi.spyOn(window, "confirm").mockReturnValue(true);
    total = 41;
    const app = await show("?offset=40");
    await press(app, "Delete 41");
    expect(app.address()).toBe("/notes?offset=20");
  });

  it("says why something was not deleted", async () => {
    vi.spyOn(window, "confirm").mockReturnValue(true);
    const app = await show();
    await press(app, "Delete 2");
    expect(app.get("[role=alert]").textContent).toContain("cannot be reached");
    expect(asked).toHaveBeenCalledOnce();
  });

  it("keeps what people want to keep", async () => {
    vi.spyOn(window, "confirm").mockReturnValue(false);
    const app = await show();
    await press(app, "Delete 1");
    expect(asked).toHaveBeenCalledOnce();
    expect(app.get(".done").textContent).toBe("");
  });
});
