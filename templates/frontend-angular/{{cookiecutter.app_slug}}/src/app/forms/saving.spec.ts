import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { FormGroup, Validators } from "@angular/forms";
import { NEVER, of, throwError, type Observable } from "rxjs";
import { describe, expect, it, vi } from "vitest";

import { accessibilityProblems } from "../../testing/axe";
import { controlOf, enter, press, saidAt, wrongWith } from "../../testing/forms";
import { showApp, type Shown } from "../../testing/show-app";
import { ApiError } from "../api/api-error";
import { Page } from "../shell/page";
import { CheckField } from "./check-field";
import { atMost, checked } from "./checks";
import { FormFrame } from "./form-frame";
import { carry, edited, Saving } from "./saving";
import { TextField } from "./text-field";
import { control } from "./values";

const request = vi.fn<() => Observable<unknown>>();
const done = vi.fn<() => void>();

@Component({
  selector: "app-note-form",
  imports: [CheckField, FormFrame, Page, TextField],
  template: `
    <app-page heading="Note">
      <app-form-frame back="/notes" [form]="form" (save)="save()" (reload)="reload()">
        <app-text-field label="Title" [control]="form.controls.title" />
        <app-text-field label="Text" [control]="form.controls.text" [rows]="3" />
        <app-check-field label="Done" [control]="form.controls.done" />
      </app-form-frame>
    </app-page>
  `,
  providers: [Saving],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class NoteForm {
  readonly #saving = inject(Saving);
  protected readonly form = noteForm("", "");

  protected save(): void {
    this.#saving.send(this.form, request, done);
  }

  protected reload(): void {
    this.#saving.refresh(of(["Theirs", "Other"] as const), ([title, text]) =>
      carry(this.form, noteForm("", ""), noteForm(title, text)),
    );
  }
}

function noteForm(title: string, text: string) {
  return new FormGroup({
    title: control(title, Validators.required, checked(atMost(6))),
    text: control(text, checked(atMost(6))),
    done: control(false),
  });
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
    expect(controlOf(app, "Title").ariaRequired).toBe("true");
    expect(controlOf(app, "Text").ariaRequired).toBe("false");
    expect(wrongWith(app, "Title")).toBeUndefined();
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("tells what is wrong when somebody leaves a field, until it is right", async () => {
    const app = await showForm();
    await enter(app, "Title", "so long");
    expect(wrongWith(app, "Title")).toBe("At most 6 characters fit, these are 7.");
    expect(await accessibilityProblems()).toEqual([]);
    await enter(app, "Title", "ok");
    expect(wrongWith(app, "Title")).toBeUndefined();
  });

  it("is not sent while something is wrong, and leads to it", async () => {
    const app = await showForm();
    await enter(app, "Text", "so long");
    await press(app, "Save");
    expect(wrongWith(app, "Title")).toBe("This is needed.");
    expect(document.activeElement).toBe(controlOf(app, "Title"));
    expect(request).not.toHaveBeenCalled();
    await enter(app, "Title", "ok");
    await press(app, "Save");
    expect(document.activeElement).toBe(controlOf(app, "Text"));
    await enter(app, "Text", "ok");
    await press(app, "Save");
    expect(done).toHaveBeenCalledOnce();
  });

  it("is not sent with a date that is filled in by half", async () => {
    const app = await showForm();
    await enter(app, "Title", "ok");
    vi.spyOn(ValidityState.prototype, "badInput", "get").mockReturnValue(true);
    await press(app, "Save");
    expect(wrongWith(app, "Title")).toBe("Fill in all of it, or nothing.");
    expect(request).not.toHaveBeenCalled();
  });

  it("is sent once, however often somebody presses", async () => {
    const app = await showForm(NEVER);
    await enter(app, "Title", "ok");
    await press(app, "Save");
    await press(app, "Save");
    expect(request).toHaveBeenCalledOnce();
    expect(done).not.toHaveBeenCalled();
  });

  it("shows at the fields what the API says of them", async () => {
    const app = await showForm(refusal([{ loc: ["body", "text"], msg: "is too rude" }]));
    await enter(app, "Title", "ok");
    await press(app, "Save");
    expect(wrongWith(app, "Text")).toBe("Is too rude.");
    expect(document.activeElement).toBe(controlOf(app, "Text"));
    expect(app.root.querySelector("[role=alert]")).toBeNull();
    await enter(app, "Text", "x");
    expect(wrongWith(app, "Text")).toBeUndefined();
  });

  it.each([
    ["of no field", refusal([{ loc: ["body", "constructor"], msg: "odd" }])],
    ["of all of it", refusal([])],
  ])("shows what the API says %s", async (_, answer) => {
    const app = await showForm(answer);
    await enter(app, "Title", "ok");
    await press(app, "Save");
    expect(app.get("[role=alert]").textContent).toContain("Not valid.");
    request.mockReturnValue(of({}));
    await press(app, "Save");
    expect(app.root.querySelector("[role=alert]")).toBeNull();
    expect(done).toHaveBeenCalledOnce();
  });

  it("shows at a box what the API says of it, and may be sent again", async () => {
    const app = await showForm(refusal([{ loc: ["body", "done"], msg: "is too early" }]));
    await enter(app, "Title", "ok");
    await press(app, "Save");
    expect(wrongWith(app, "Done")).toBe("Is too early.");
    expect(document.activeElement).toBe(controlOf(app, "Done"));
    await press(app, "Save");
    expect(request).toHaveBeenCalledTimes(2);
  });

  it("takes a newer state, but for what was edited, and says what others made of that", async () => {
    const app = await showForm(throwError(() => new ApiError("http", { status: 412 })));
    await enter(app, "Title", "Mine");
    await press(app, "Save");
    expect(app.get("[role=alert]").textContent).toContain("Somebody else changed it meanwhile");
    await press(app, "Load the newest state");
    expect(app.root.querySelector("[role=alert]")).toBeNull();
    expect(saidAt(app, "Title")).toBe("Meanwhile: Theirs");
    expect([controlOf(app, "Title").value, controlOf(app, "Text").value]).toEqual([
      "Mine",
      "Other",
    ]);
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("says of nothing that others made the same of it", () => {
    const form = noteForm("Mine", "b");
    form.controls.title.markAsDirty();
    expect(carry(form, noteForm("a", "b"), noteForm("a", "c")).size).toBe(0);
    expect(form.getRawValue()).toEqual({ title: "Mine", text: "c", done: false });
    expect([...carry(form, noteForm("a", "c"), noteForm("", "c"))]).toEqual([
      [form.controls.title, "Meanwhile: (empty)"],
    ]);
    expect(carry(form, noteForm("a", "c"), noteForm("Mine", "c")).size).toBe(0);
    expect(edited(form, form.getRawValue())).toEqual({ title: "Mine" });
  });

  it("knows what was edited", () => {
    const form = new FormGroup({ title: control("a"), text: control("b") });
    form.controls.text.markAsDirty();
    expect(edited(form, { title: "a", text: null })).toEqual({ text: null });
  });
});
