import { Injectable } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { firstValueFrom } from "rxjs";
import { describe, expect, it } from "vitest";

import { FakeApi } from "../../testing/fake-api";
import { provideApp } from "../../testing/show-app";
import { members, nullable, number, text } from "./parsing";
import { Resource } from "./resource";

interface Note {
  readonly id: number;
  readonly title: string | null;
}

function parseNote(data: unknown): Note {
  const member = members(data);
  return { id: member("id", number), title: member("title", nullable(text)) };
}

@Injectable({ providedIn: "root" })
class NotesApi extends Resource<Note, Omit<Note, "id">> {
  protected override readonly path = "/notes";
  protected override readonly parse = parseNote;
  protected override readonly searched = true;

  protected override caption(note: Note) {
    return note.title;
  }
}

function notes(count: number): { readonly api: NotesApi; readonly fake: FakeApi } {
  const rows = Array.from({ length: count }, (_, index) => ({ id: index + 1, title: "A note" }));
  const fake = new FakeApi({ "/notes": rows });
  provideApp([], [fake.provider]);
  return { api: TestBed.inject(NotesApi), fake };
}

describe("resources", () => {
  it("are asked for, made, changed and deleted at their path", async () => {
    const { api, fake } = notes(3);
    expect(await firstValueFrom(api.list({ limit: 1, offset: 1 }))).toEqual({
      items: [{ id: 2, title: "A note" }],
      total: 3,
      limit: 1,
      offset: 1,
    });
    expect(await firstValueFrom(api.create({ title: "ü" }))).toEqual({ id: 4, title: "ü" });
    const made = { id: 4, title: "ü" };
    const changed = { id: 4, title: null };
    expect(await firstValueFrom(api.update(made, { title: null }))).toEqual(changed);
    expect(await firstValueFrom(api.get("4"))).toEqual(changed);
    await firstValueFrom(api.delete(changed));
    expect(fake.sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /notes",
      "POST /notes",
      "PATCH /notes/4",
      "GET /notes/4",
      "GET /notes/4",
      "DELETE /notes/4",
    ]);
  });

  it("are changed and deleted as they were read, or not at all", async () => {
    const { api, fake } = notes(1);
    const read = await firstValueFrom(api.get(1));
    fake.change("/notes/1", { title: "Theirs" });
    const refused = { kind: "http", status: 412 };
    await expect(firstValueFrom(api.update(read, { title: "Mine" }))).rejects.toMatchObject(
      refused,
    );
    await expect(firstValueFrom(api.delete(read))).rejects.toMatchObject(refused);
    const newest = await firstValueFrom(api.get(1));
    expect(newest.title).toBe("Theirs");
    await firstValueFrom(api.delete(newest));
    expect(fake.sentBy("DELETE").map(({ ifMatch }) => ifMatch)).toEqual(['"2"']);
  });

  it("have labels that are never empty", () => {
    const { api } = notes(0);
    expect(api.label({ id: 1, title: "A note" })).toBe("A note");
    expect(api.label({ id: 1, title: " " })).toBe("#1");
    expect(api.label({ id: 1, title: null })).toBe("#1");
  });

  it.each([
    [0, 0, [0]],
    [60, 45, [60, 40]],
    [60, 0, [60]],
  ])("from %i on of %i come from the last part that there is", async (offset, count, offsets) => {
    const { api, fake } = notes(count);
    const page = await firstValueFrom(api.page({ limit: 20, offset }));
    expect(page.offset).toBe(offsets.at(-1));
    expect(fake.sent.map(({ query }) => Number(query["offset"]))).toEqual(offsets);
  });

  it("keep their place in an address, whatever their ids are", async () => {
    const { api, fake } = notes(0);
    await expect(firstValueFrom(api.get("../a?b"))).rejects.toMatchObject({ status: 404 });
    expect(fake.sent[0]?.path).toBe("/notes/..%2Fa%3Fb");
  });
});

describe("choices", () => {
  const asked = ({ sent }: FakeApi) => sent.map(({ path, query }) => [path, query["q"]]);

  it("are the first few, or those with a text", async () => {
    const { api, fake } = notes(30);
    expect((await firstValueFrom(api.find(""))).length).toBe(20);
    expect(await firstValueFrom(api.find(" milk "))).toEqual([]);
    expect(asked(fake)).toEqual([
      ["/notes", undefined],
      ["/notes", "milk"],
    ]);
  });

  it("are found by their ids", async () => {
    const { api, fake } = notes(30);
    expect(await firstValueFrom(api.find("#30"))).toEqual([{ id: 30, label: "A note" }]);
    expect(await firstValueFrom(api.find("#31"))).toEqual([]);
    await firstValueFrom(api.find("30"));
    expect(asked(fake)).toEqual([
      ["/notes/30", undefined],
      ["/notes/31", undefined],
      ["/notes", "30"],
    ]);
  });

  it("are called by their names, as far as these can be had", async () => {
    const { api, fake } = notes(2);
    const names = await firstValueFrom(api.names([2, null, 7, 2]));
    expect([...names]).toEqual([
      [2, "A note"],
      [7, "#7"],
    ]);
    expect(fake.sent.length).toBe(2);
    expect((await firstValueFrom(api.names([null]))).size).toBe(0);
  });
});
