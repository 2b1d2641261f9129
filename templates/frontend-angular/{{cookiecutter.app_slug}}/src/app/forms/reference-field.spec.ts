import { ChangeDetectionStrategy, Component } from "@angular/core";
import { Validators } from "@angular/forms";
import { of, throwError } from "rxjs";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { accessibilityProblems } from "../../testing/axe";
import { controlOf, enter, entered, wrongWith } from "../../testing/forms";
import { showApp, type Shown } from "../../testing/show-app";
import { ApiError } from "../api/api-error";
import type { Choices } from "../api/resource";
import { Page } from "../shell/page";
import { ReferenceField } from "./reference-field";
import { control } from "./values";

const BOOKS = [
  { id: 1, label: "One" },
  { id: 2, label: "Two" },
];
const find = vi.fn<Choices["find"]>();
const names = vi.fn<Choices["names"]>();

let book = control<number | null>(null);

@Component({
  selector: "app-note",
  imports: [Page, ReferenceField],
  template: `
    <app-page heading="Note">
      <app-reference-field label="Book" [control]="control" [source]="source" />
    </app-page>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Note {
  protected readonly control = book;
  protected readonly source: Choices = { find, names };
}

function show(): Promise<Shown> {
  const routes = [{ path: "", component: Note }];
  return showApp("/notes", [
    { path: "notes", loadChildren: () => Promise.resolve({ default: routes }) },
  ]);
}

async function type(app: Shown, ...texts: string[]): Promise<void> {
  const input = controlOf(app, "Book") as HTMLInputElement;
  input.focus();
  for (const text of texts) {
    input.value = text;
    input.dispatchEvent(new Event("input"));
  }
  await app.settled();
}

const offered = () =>
  [...document.querySelectorAll("mat-option")].map(({ textContent }) => textContent.trim());

beforeEach(() => {
  book = control<number | null>(null, Validators.required);
  find
    .mockReset()
    .mockImplementation((text) => of(BOOKS.filter(({ label }) => label.includes(text))));
  names
    .mockReset()
    .mockImplementation((ids) =>
      of(new Map(BOOKS.filter(({ id }) => ids.includes(id)).map(({ id, label }) => [id, label]))),
    );
});

describe("a field that refers to something", () => {
  it("asks for nothing before somebody is there, and then for the first few", async () => {
    const app = await show();
    expect(find).not.toHaveBeenCalled();
    await type(app);
    expect(find.mock.calls).toEqual([[""]]);
    expect(offered()).toEqual(["One", "Two"]);
  });

  it("asks for what was typed once people pause", async () => {
    const app = await show();
    await type(app);
    await type(app, "T", "Tw", "Two");
    expect(find.mock.calls).toEqual([[""], ["Two"]]);
    expect(offered()).toEqual(["Two"]);
  });

  it("says that nothing is found", async () => {
    const app = await show();
    await type(app, "Three");
    expect(offered()).toEqual(["Nothing found"]);
  });

  it("says why nothing can be found", async () => {
    find.mockReturnValue(throwError(() => new ApiError("network")));
    const app = await show();
    await type(app, "Three");
    expect(offered()).toEqual(["The server cannot be reached."]);
  });

  it("takes what is chosen, and takes it away again where it may be empty", async () => {
    book.clearValidators();
    const app = await show();
    await enter(app, "Book", "Two");
    expect([book.value, book.dirty, entered(app, "Book")]).toEqual([2, true, "Two"]);
    expect(await accessibilityProblems()).toEqual([]);
    await enter(app, "Book", "");
    expect([book.value, entered(app, "Book")]).toEqual([null, ""]);
  });

  it("takes no text that is none of the choices", async () => {
    const app = await show();
    await type(app, "Three");
    document.body.click();
    controlOf(app, "Book").blur();
    document.body.click();
    await app.settled();
    expect([book.value, entered(app, "Book")]).toEqual([null, ""]);
    expect(wrongWith(app, "Book")).toBe("This is needed.");
  });

  it("shows the name of what was chosen before, whatever it becomes", async () => {
    book.setValue(1);
    const app = await show();
    expect(entered(app, "Book")).toBe("One");
    book.reset(2);
    await app.settled();
    expect(entered(app, "Book")).toBe("Two");
    expect(names.mock.calls.map(([ids]) => ids)).toEqual([[1], [2]]);
  });
});
