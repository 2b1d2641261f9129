import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { FormGroup, ReactiveFormsModule } from "@angular/forms";
import { NEVER, of, throwError, type Observable } from "rxjs";
import { describe, expect, it, vi } from "vitest";

import { accessibilityProblems } from "../../testing/axe";
import { controlOf, enter, press, wrongWith } from "../../testing/forms";
import { showApp, type Shown } from "../../testing/show-app";
import { ApiError } from "../api/api-error";
import { ErrorMessage } from "../shell/error-message";
import { Page } from "../shell/page";
import { atMost, checked, needed } from "./checks";
import { Field, FieldControl } from "./field";
import { carry, edited, Saving } from "./saving";
import { control } from "./values";

const request = vi.fn<() => Observable<unknown>>();
const done = vi.fn<() => void>();

@Component({
  selector: "app-note-form",
  imports: [ErrorMessage, Field, FieldControl, Page, ReactiveFormsModule],
  template: `
    <app-page heading="Note">
      @if (saving.failure(); as failure) {
        <app-error-message [error]="failure" />
      }
      <form [formGroup]="form" (ngSubmit)="save()">
        <app-field label="Title" [control]="form.controls.title">
          <input appControl [formControl]="form.controls.title" />
        </app-field>
        <app-field label="Text" [control]="form.controls.text" [optional]="true">
          <textarea appControl [formControl]="form.controls.text"></textarea>
        </app-field>
        <button type="submit">Save</button>
      </form>
    </app-page>
  `,
  providers: [Saving],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class NoteForm {
  protected readonly saving = inject(Saving);
  protected readonly form = new FormGroup({
    title: control("", needed, checked(atMost(3))),
    text: control("", checked(atMost(3))),
  });

  protected save(): void {
    this.saving.send(this.form, request, done);
  }
}

async function showForm(answer: Observable<unknown> = of({})): Promise<Shown> {
  request.mockReset().mockReturnValue(answer);
  done.mockReset();
  const routes = [{ path: "", component: NoteForm }];
  const loadChildren = () => Promise.resolve({ default: routes });
  return showApp("/notes", [{ path: "notes", loadChildren }]);
}

function refusal(errors: { loc: (string | number)[]; msg: string }[]): Observable<never> {
  const problem = { type: "about:blank", title: "Unprocessable", detail: "Not valid.", errors };
  return throwError(() => new ApiError("http", { status: 422, problem }));
}

describe("a form", () => {
  it("says which of its controls are needed", async () => {
    const app = await showForm();
    const labels = [...app.root.querySelectorAll("label")].map(({ textContent }) => textContent);
    expect(labels).toEqual(["Title", "Text (optional)"]);
    expect(controlOf(app, "Title").ariaRequired).toBe("true");
    expect(controlOf(app, "Text").ariaRequired).toBeNull();
    expect(wrongWith(app, "Title")).toBeUndefined();
  });

  it("tells what is wrong when somebody leaves a field, until it is right", async () => {
    const app = await showForm();
    enter(app, "Title", "long");
    await app.settled();
    expect(wrongWith(app, "Title")).toBe("Must have at most 3 characters.");
    expect(await accessibilityProblems()).toEqual([]);
    enter(app, "Title", "ok");
    await app.settled();
    expect(wrongWith(app, "Title")).toBeUndefined();
  });

  it("is not sent while something is wrong, and leads to it", async () => {
    const app = await showForm();
    enter(app, "Text", "long");
    await press(app, "Save");
    expect(wrongWith(app, "Title")).toBe("Must be filled in.");
    expect(document.activeElement).toBe(controlOf(app, "Title"));
    expect(request).not.toHaveBeenCalled();
    enter(app, "Title", "ok");
    await press(app, "Save");
    expect(document.activeElement).toBe(controlOf(app, "Text"));
    enter(app, "Text", "ok");
    await press(app, "Save");
    expect(done).toHaveBeenCalledOnce();
  });

  it("is sent once, however often somebody presses", async () => {
    const app = await showForm(NEVER);
    enter(app, "Title", "ok");
    await press(app, "Save");
    await press(app, "Save");
    expect(request).toHaveBeenCalledOnce();
    expect(done).not.toHaveBeenCalled();
  });

  it("shows at the fields what the API says of them", async () => {
    const app = await showForm(refusal([{ loc: ["body", "text"], msg: "is too rude" }]));
    enter(app, "Title", "ok");
    await press(app, "Save");
    expect(wrongWith(app, "Text")).toBe("Is too rude.");
    expect(document.activeElement).toBe(controlOf(app, "Text"));
    expect(app.root.querySelector("[role=alert]")).toBeNull();
    enter(app, "Text", "x");
    await app.settled();
    expect(wrongWith(app, "Text")).toBeUndefined();
  });

  it.each([
    ["of no field", refusal([{ loc: ["body", "constructor"], msg: "odd" }])],
    ["of all of it", refusal([])],
  ])("shows what the API says %s", async (_, answer) => {
    const app = await showForm(answer);
    enter(app, "Title", "ok");
    await press(app, "Save");
    expect(app.get("[role=alert]").textContent).toContain("Not valid.");
    request.mockReturnValue(of({}));
    await press(app, "Save");
    expect(app.root.querySelector("[role=alert]")).toBeNull();
    expect(done).toHaveBeenCalledOnce();
  });

  it("takes a newer state, but for what was edited", () => {
    const of = (title: string, text: string) =>
      new FormGroup({ title: control(title), text: control(text) });
    const form = of("Mine", "b");
    form.controls.title.markAsDirty();
    expect(carry(form, of("a", "b"), of("a", "c"))).toBe("");
    expect(form.getRawValue()).toEqual({ title: "Mine", text: "c" });
    expect(carry(form, of("a", "c"), of("Theirs", "c"))).toBe(
      "Meanwhile others entered title: Theirs.",
    );
    expect(carry(form, of("a", "c"), of("", "c"))).toContain("title: (empty)");
    expect(carry(form, of("a", "c"), of("Mine", "c"))).toBe("");
    expect(form.getRawValue()).toEqual({ title: "Mine", text: "c" });
    expect(edited(form, form.getRawValue())).toEqual({ title: "Mine" });
  });

  it("knows what was edited", () => {
    const form = new FormGroup({ title: control("a"), text: control("b") });
    form.controls.text.markAsDirty();
    expect(edited(form, { title: "a", text: null })).toEqual({ text: null });
  });
});
