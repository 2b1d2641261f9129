import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { MatSortModule } from "@angular/material/sort";
import type { ActivatedRouteSnapshot, Routes } from "@angular/router";
import { of, throwError } from "rxjs";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { accessibilityProblems } from "../../testing/axe";
import { enter, entered, press } from "../../testing/forms";
import { showApp, type Shown as ShownApp } from "../../testing/show-app";
import { ApiError } from "../api/api-error";
import type { Choices, PageOf } from "../api/resource";
import { YES_OR_NO } from "../forms/options";
import { ErrorMessage } from "../shell/error-message";
import { Page } from "../shell/page";
import { ListAddress } from "./address";
import { EmptyList } from "./empty-list";
import { listQuery } from "./list-query";
import { Paging } from "./paging";
import { ReferenceFilter } from "./reference-filter";
import { Removing } from "./removing";
import { SearchBox } from "./search-box";
import { Shown } from "./shown";
import { ValueFilter } from "./value-filter";

let total = 45;
const asked = vi.fn<(query: Record<string, string | number | undefined>) => void>();

const NAMES = new Map([
  [1, "One"],
  [2, "Two"],
]);
const BOOKS: Choices = {
  find: (text) =>
    of(
      [...NAMES].map(([id, label]) => ({ id, label })).filter(({ label }) => label.includes(text)),
    ),
  names: (ids) => of(new Map([...NAMES].filter(([id]) => ids.includes(id)))),
};

@Component({
  selector: "app-note-list",
  imports: [
    EmptyList,
    ErrorMessage,
    MatSortModule,
    Page,
    Paging,
    ReferenceFilter,
    SearchBox,
    ValueFilter,
  ],
  template: `
    <app-page heading="Notes">
      @if (removing.failure(); as failure) {
        <app-error-message [error]="failure" />
      }
      <app-search-box />
      <app-value-filter label="Done" name="done" [options]="yesOrNo" />
      <app-reference-filter label="Book" name="book_id" [source]="books" />
      @if (page().items.length > 0) {
        <table
          matSort
          [matSortActive]="address.sorted().active"
          [matSortDirection]="address.sorted().direction"
          (matSortChange)="address.sort($event)"
        >
          <thead>
            <tr>
              <th scope="col" mat-sort-header="title">Title</th>
            </tr>
          </thead>
          <tbody>
            @for (note of page().items; track $index) {
              <tr>
                <td>
                  <button type="button" (click)="remove(note)">Delete {{ note }}</button>
                </td>
              </tr>
            }
          </tbody>
        </table>
        <app-paging [page]="page()" />
      } @else {
        <app-empty-list what="notes" form="/notes/new" />
      }
      <button type="button" (click)="leave()">Delete all of it</button>
    </app-page>
  `,
  providers: [ListAddress, Removing],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class NoteList {
  protected readonly removing = inject(Removing);
  protected readonly address = inject(ListAddress);
  protected readonly books = BOOKS;
  protected readonly yesOrNo = YES_OR_NO;
  readonly page = input.required<PageOf<number>>();

  protected remove(note: number): void {
    const refused = new ApiError("http", { status: note === 3 ? 412 : 409 });
    const request = note > 1 && note < 4 ? throwError(() => refused) : of(undefined);
    this.removing.ofList(`note ${note}`, request, this.page());
  }

  protected leave(): void {
    this.removing.ofPage("all", of(undefined), "/");
  }
}

const routes: Routes = [
  {
    path: "",
    component: NoteList,
    runGuardsAndResolvers: "always",
    resolve: {
      page: (route: ActivatedRouteSnapshot): PageOf<number> => {
        const query = listQuery(route, {
          ids: ["book_id"],
          values: { done: ["true", "false"] },
          sorts: ["title"],
          searched: true,
        });
        asked(query);
        const [limit, offset] = [Number(query["limit"]), Number(query["offset"])];
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

const seen = (app: ShownApp) => app.get(".mat-mdc-paginator-range-label").textContent.trim();

beforeEach(() => {
  total = 45;
  asked.mockReset();
});

describe("a list", () => {
  it("is shown in parts", async () => {
    const app = await show();
    expect(seen(app)).toBe("1–20 of 45");
    await press(app, "Next");
    expect(app.address()).toBe("/notes?offset=20");
    expect(seen(app)).toBe("21–40 of 45");
    await press(app, "Next");
    expect(seen(app)).toBe("41–45 of 45");
    expect(await accessibilityProblems()).toEqual([]);
    await press(app, "Previous");
    await press(app, "Previous");
    expect(app.address()).toBe("/notes");
  });

  it.each(["?offset=-1&book_id=x", "?offset=1e3&book_id=", "?offset=1.5", "?sort=id&done=1&q=%20"])(
    "takes no notice of %s",
    async (query) => {
      await show(query);
      expect(asked.mock.calls[0]).toEqual([{ limit: 20, offset: 0 }]);
    },
  );

  it("is sorted, then the other way round, then not at all, from its beginning", async () => {
    const app = await show("?offset=20");
    const order = () => app.get("th").getAttribute("aria-sort");
    expect(order()).toBe("none");
    await press(app, "Title");
    expect([app.address(), order()]).toEqual(["/notes?sort=title", "ascending"]);
    await press(app, "Title");
    expect([app.address(), order()]).toEqual(["/notes?sort=-title", "descending"]);
    expect(asked).toHaveBeenLastCalledWith({ limit: 20, offset: 0, sort: "-title" });
    await press(app, "Title");
    expect([app.address(), order()]).toEqual(["/notes", "none"]);
  });

  it("is searched by the API", async () => {
    const app = await show("?offset=20");
    await enter(app, "Search", " milk ");
    await press(app, "Search");
    expect(asked).toHaveBeenLastCalledWith({ limit: 20, offset: 0, q: "milk" });
    expect(app.address()).toBe("/notes?q=milk");
    await enter(app, "Search", "");
    await press(app, "Search");
    expect(app.address()).toBe("/notes");
  });

  it("is filtered by what it refers to, from its beginning", async () => {
    const app = await show("?offset=20");
    expect(entered(app, "Book")).toBe("");
    await enter(app, "Book", "Two");
    expect(asked).toHaveBeenLastCalledWith({ limit: 20, offset: 0, book_id: 2 });
    expect(app.address()).toBe("/notes?book_id=2");
    await press(app, "Next");
    expect(app.address()).toBe("/notes?book_id=2&offset=20");
    await enter(app, "Book", "");
    expect(app.address()).toBe("/notes");
  });

  it("is filtered by a value", async () => {
    const app = await show();
    await enter(app, "Done", "Yes");
    expect(asked).toHaveBeenLastCalledWith({ limit: 20, offset: 0, done: "true" });
    await enter(app, "Done", "All");
    expect(app.address()).toBe("/notes");
  });

  it("shows what its address asks for", async () => {
    const app = await show("?book_id=1&done=false&q=milk&sort=-title");
    const fields = ["Book", "Done", "Search"].map((label) => entered(app, label));
    expect(fields).toEqual(["One", "No", "milk"]);
    expect(app.get("th").getAttribute("aria-sort")).toBe("descending");
  });

  it("says that there is nothing, and how there could be", async () => {
    total = 0;
    const app = await show("?q=milk");
    expect(app.get(".empty p").textContent).toBe("There are no notes.");
    await app.follow("Show all");
    expect(app.address()).toBe("/notes");
    expect(app.link("Make the first one").getAttribute("href")).toBe("/notes/new");
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe("what is deleted", () => {
  it("is asked about, gone and told of, and its list is shown anew", async () => {
    const app = await show("?book_id=1");
    await press(app, "Delete 1");
    expect(document.querySelector("mat-dialog-container")?.textContent).toContain("Delete note 1?");
    expect(document.activeElement?.textContent.trim()).toBe("Keep");
    expect(await accessibilityProblems()).toEqual([]);
    await press(app, "Delete note 1 for ever");
    expect(asked).toHaveBeenCalledTimes(2);
    expect(app.address()).toBe("/notes?book_id=1");
    expect(document.body.textContent).toContain("Deleted: note 1");
    expect(document.activeElement).toBe(app.get("h1"));
  });

  it("leads a part back when it was the last of its part", async () => {
    total = 41;
    const app = await show("?offset=40");
    await press(app, "Delete 41");
    await press(app, "Delete note 41 for ever");
    expect(app.address()).toBe("/notes?offset=20");
  });

  it("leads to its list when it has a page of its own", async () => {
    const app = await show();
    await press(app, "Delete all of it");
    await press(app, "Delete all for ever");
    expect(app.address()).toBe("/");
  });

  it("says why it was not deleted", async () => {
    const app = await show();
    await press(app, "Delete 2");
    await press(app, "Delete note 2 for ever");
    expect(app.get("[role=alert]").textContent).toContain("The server refused the request.");
    expect(asked).toHaveBeenCalledOnce();
  });

  it("is shown in its newest state when somebody else changed it", async () => {
    const app = await show();
    await press(app, "Delete 3");
    await press(app, "Delete note 3 for ever");
    expect(app.get("[role=alert]").textContent).toContain("Somebody else changed it meanwhile");
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it("stays when people want to keep it", async () => {
    const app = await show();
    await press(app, "Delete 1");
    await press(app, "Keep note 1");
    expect(asked).toHaveBeenCalledOnce();
    expect(document.querySelector("mat-dialog-container")).toBeNull();
    expect(document.activeElement?.textContent).toBe("Delete 1");
  });
});

it.each([
  [true, "Yes"],
  [false, "No"],
  [0, "0"],
  ["text", "text"],
  ["", "–"],
  [null, "–"],
])("people read %j as %s", (value, text) => {
  expect(new Shown().transform(value)).toBe(text);
});
