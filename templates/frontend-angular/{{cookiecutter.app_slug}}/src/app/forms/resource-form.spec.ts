import { ChangeDetectionStrategy, Component } from "@angular/core";
import { screen, waitFor } from "@testing-library/dom";
import { beforeEach, expect, it, vi } from "vitest";

import type { Feature } from "../../features/feature";
import { YES_NO } from "../../resources/columns";
import { date, flag, optional, text, type Fields } from "../../resources/fields";
import { accessibilityProblems } from "../../test/axe";
import { renderApp } from "../../test/renderApp";
import { Page } from "../shell/page";
import { CheckField } from "./check-field";
import { FormFrame } from "./form-frame";
import { ResourceForm } from "./resource-form";
import { SelectField } from "./select-field";
import { TextField } from "./text-field";

interface Note {
  readonly title: string;
  readonly text: string;
  readonly due: string | null;
  readonly done: boolean;
  readonly liked: boolean | null;
}

const fields: Fields<Note> = {
  title: text({ label: "Title", min: 1, max: 5 }),
  text: text({ label: "Text" }),
  due: optional(date({ label: "Due" })),
  done: flag({ label: "Done" }),
  liked: optional(flag({ label: "Liked" })),
};
const save = vi.fn<(note: Note) => Promise<void>>();

@Component({
  selector: "app-note",
  imports: [CheckField, FormFrame, Page, SelectField, TextField],
  template: `
    <app-page heading="Note">
      <app-form-frame back="/" [form]="form" [save]="save">
        <app-text-field [field]="form.field('title')" />
        <app-text-field [field]="form.field('text')" [rows]="5" />
        <app-text-field [field]="form.field('due')" type="date" />
        <app-check-field [field]="form.field('done')" />
        <app-select-field [field]="form.field('liked')" [options]="options" />
      </app-form-frame>
    </app-page>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class NoteForm {
  protected readonly form = new ResourceForm<Note>(fields);
  protected readonly save = save;
  protected readonly options = YES_NO;
}

const feature: Feature = {
  path: "note",
  loadChildren: () => Promise.resolve({ default: [{ path: "", component: NoteForm }] }),
};

let user: ReturnType<typeof renderApp>;

beforeEach(async () => {
  save.mockReset().mockResolvedValue();
  user = renderApp("/note", [feature]);
  await screen.findByLabelText("Title");
});

async function send(): Promise<void> {
  await user.click(screen.getByRole("button", { name: "Save" }));
}

it("says nothing of an untouched form", async () => {
  expect(screen.getByLabelText("Title")).not.toHaveAttribute("aria-invalid", "true");
  expect(screen.getByLabelText("Title")).toBeRequired();
  expect(screen.getByLabelText("Due")).not.toBeRequired();
  expect(await accessibilityProblems()).toEqual([]);
});

it("gives the values of its fields", async () => {
  await user.type(screen.getByLabelText("Title"), "One");
  await user.type(screen.getByLabelText("Text"), "a{enter}b");
  await user.click(screen.getByLabelText("Done"));
  await user.selectOptions(screen.getByLabelText("Liked"), "No");
  await send();
  const note = { title: "One", text: "a\nb", due: null, done: true, liked: false };
  expect(save).toHaveBeenCalledExactlyOnceWith(note);
});

it("stays until all is well, and says what is not as it is typed", async () => {
  await send();
  const title = screen.getByLabelText("Title");
  expect(title).toHaveFocus();
  expect(title).toHaveAccessibleDescription("This is needed.");
  await user.type(title, "Too long");
  expect(title).toHaveAccessibleDescription("At most 5 characters fit, these are 8.");
  await user.clear(title);
  await user.type(title, "One");
  expect(title).not.toHaveAttribute("aria-invalid", "true");
  expect(save).not.toHaveBeenCalled();
});

it("does not take a date that was begun for none", async () => {
  await user.type(screen.getByLabelText("Title"), "One");
  const due = screen.getByLabelText<HTMLInputElement>("Due");
  vi.spyOn(due, "validity", "get").mockReturnValue({ badInput: true } as ValidityState);
  await send();
  expect(due).toHaveAccessibleDescription("Enter a date.");
  expect(save).not.toHaveBeenCalled();
});

it("is sent once, however often the button is pressed", async () => {
  const waiting: (() => void)[] = [];
  save.mockReturnValue(new Promise((resolve) => waiting.push(resolve)));
  await user.type(screen.getByLabelText("Title"), "One");
  await send();
  await send();
  const button = screen.getByRole("button", { name: "Save" });
  await waitFor(() => {
    expect(button).toHaveAttribute("aria-disabled", "true");
  });
  expect(save).toHaveBeenCalledOnce();
  waiting[0]?.();
  await waitFor(() => {
    expect(button).toHaveAttribute("aria-disabled", "false");
  });
});

it("reports an error that is not the API's", async () => {
  const reported = vi.spyOn(console, "error").mockReturnValue();
  save.mockRejectedValue(new Error("secret words"));
  await user.type(screen.getByLabelText("Title"), "One");
  await send();
  expect(await screen.findByRole("alert")).toHaveTextContent("An unexpected error occurred.");
  expect(reported).toHaveBeenCalledOnce();
  reported.mockClear();
});
