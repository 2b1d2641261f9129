import { screen, waitFor } from "@testing-library/dom";
import { userEvent } from "@testing-library/user-event";
import { mount } from "@vue/test-utils";
import { beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";

import CheckBox from "../components/CheckBox.vue";
import FormFrame from "../components/FormFrame.vue";
import TextArea from "../components/TextArea.vue";
import TextInput from "../components/TextInput.vue";
import YesNo from "../components/YesNo.vue";
import { date, flag, optional, text, type Fields } from "../resources/fields";
import { accessibilityProblems } from "../test/axe";
import { useForm } from "./useForm";

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

const NoteForm = defineComponent(() => {
  const { input, submit, failure, busy } = useForm(fields, () => undefined, save);
  return () =>
    h("main", [
      h("h1", "Note"),
      h(
        FormFrame,
        { failure: failure.value, busy: busy.value, back: "/", onSubmit: submit },
        () => [
          h(TextInput, input("title")),
          h(TextArea, input("text")),
          h(TextInput, { ...input("due"), type: "date" }),
          h(CheckBox, input("done")),
          h(YesNo, input("liked")),
        ],
      ),
    ]);
});

let user: ReturnType<typeof userEvent.setup>;

beforeEach(() => {
  user = userEvent.setup();
  save.mockReset().mockResolvedValue();
  const routes = [{ path: "/", component: NoteForm }];
  const router = createRouter({ history: createMemoryHistory(), routes });
  mount(NoteForm, { global: { plugins: [router] }, attachTo: document.body });
});

async function send() {
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
  await waitFor(() => expect(title).toHaveFocus());
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
  vi.spyOn(due, "validity", "get").mockReturnValue({ ...due.validity, badInput: true });
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
  expect(screen.getByRole("button", { name: "Save" })).toHaveAttribute("aria-disabled", "true");
  expect(save).toHaveBeenCalledOnce();
  waiting[0]?.();
  await waitFor(() =>
    expect(screen.getByRole("button", { name: "Save" })).toHaveAttribute("aria-disabled", "false"),
  );
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
