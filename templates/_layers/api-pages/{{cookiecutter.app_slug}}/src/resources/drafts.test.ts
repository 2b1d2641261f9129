import { describe, expect, it } from "vitest";

import { ApiError } from "../api";
import { carried, changed, formSchema, problemsOf, refusedFields, toDraft } from "./drafts";
import { datetime, flag, optional, text, type Fields } from "./fields";

interface Note {
  readonly title: string;
  readonly done: boolean;
  readonly at: string | null;
}

const fields: Fields<Note> = {
  title: text({ label: "Title", min: 1 }),
  done: flag({ label: "Done", initial: true }),
  at: optional(datetime({ label: "At" })),
};
const note: Note = { title: "One", done: false, at: "2024-02-28T10:30:00.123456Z" };

function refusal(...errors: { loc: string[]; msg: string }[]) {
  const problem = { type: "about:blank", title: "Refused", detail: undefined, errors };
  return new ApiError("http", { status: 422, problem });
}

describe("a draft", () => {
  it("begins with what fields begin with", () => {
    expect(toDraft(fields)).toEqual({ title: "", done: "true", at: "" });
  });

  it("names the problems of its fields", () => {
    expect(problemsOf(fields, toDraft(fields))).toEqual({ title: "This is needed." });
    expect(problemsOf(fields, toDraft(fields, note))).toEqual({});
  });

  it("has changed where it shows something else", () => {
    const draft = toDraft(fields, note);
    expect(changed(fields, note, formSchema(fields).parse(draft))).toEqual({});
    const other = formSchema(fields).parse({ ...draft, done: "true", at: "" });
    expect(changed(fields, note, other)).toEqual({ done: true, at: null });
  });
});

describe("a draft carried over to a newer state", () => {
  const draft = { ...toDraft(fields, note), title: "Mine" };

  it("keeps what was changed in it, and takes everything else", () => {
    const newest = { ...note, done: true, at: null };
    const over = carried(fields, note, newest, draft);
    expect(over).toEqual({ draft: { title: "Mine", done: "true", at: "" }, notes: {} });
    expect(changed(fields, newest, formSchema(fields).parse(over.draft))).toEqual({
      title: "Mine",
    });
  });

  it.each([
    ["Theirs", { title: "Meanwhile: Theirs" }],
    ["", { title: "Meanwhile: (empty)" }],
    ["Mine", {}],
  ])("says what others made of the same field: %j", (title, notes) => {
    const over = carried(fields, note, { ...note, title }, draft);
    expect(over).toEqual({ draft, notes });
  });
});

describe("a refusal", () => {
  it("is said at the fields, the first one for each", () => {
    const error = refusal(
      { loc: ["body", "title"], msg: "Too short" },
      { loc: ["body", "title"], msg: "Too dull" },
    );
    expect(refusedFields(["title"], error)).toEqual({
      errors: { title: "Too short" },
      failure: undefined,
    });
  });

  it.each([400, 409, 422])("is said at the fields with the status %s too", (status) => {
    const errors = [{ loc: ["body", "title"], msg: "Is taken." }];
    const problem = { type: "about:blank", title: "Refused", detail: "No.", errors };
    const error = new ApiError("http", { status, problem });
    expect(refusedFields(["title"], error).errors).toEqual({ title: "Is taken." });
  });

  it("is also said as a whole when it has another part", () => {
    const error = refusal(
      { loc: ["body", "title"], msg: "Too short" },
      { loc: ["body"], msg: "Odd" },
    );
    expect(refusedFields(["title"], error)).toEqual({
      errors: { title: "Too short" },
      failure: error,
    });
  });

  it.each([new ApiError("network"), refusal(), new Error("broken")])("may be another", (error) => {
    expect(refusedFields(["title"], error)).toEqual({ errors: {}, failure: error });
  });
});
