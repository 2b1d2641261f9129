import { answer, tagged } from "../api";
import { makeApi } from "../api/client";
import { text, type Fields } from "../resources/fields";
import type { Input, Slice, Stored } from "../resources/lists";
import { resource } from "../resources/resource";

export interface Note extends Stored {
  readonly title: string;
  readonly text: string;
}

interface Query {
  readonly limit?: number;
  readonly offset?: number;
  readonly q?: string;
}

interface Page extends Omit<Slice<Note>, "items"> {
  readonly items: Note[];
}

interface Json<Data> {
  content: { "application/json": Data };
}

interface One {
  parameters: { path: { id: number } };
  responses: { 200: Json<Note> };
}

/** As openapi-typescript makes it. */
interface Paths {
  "/api/notes": {
    get: { parameters: { query?: Query }; responses: { 200: Json<Page> } };
    post: { requestBody: Json<Input<Note>>; responses: { 201: Json<Note> } };
  };
  "/api/notes/{id}": {
    get: One;
    patch: One & { requestBody: Json<Partial<Input<Note>>> };
    delete: { parameters: { path: { id: number } }; responses: { 204: { content?: never } } };
  };
}

const api = makeApi<Paths>(() => "http://api.test/api");
const fields: Fields<Input<Note>> = {
  title: text({ label: "Title", min: 1, max: 20 }),
  text: text({ label: "Text" }),
};
/** A resource as `mity add-feature` makes them, for the tests of what all of them share. */
export const notes = resource<Note, Query>({
  path: "/notes",
  one: "note",
  many: "notes",
  title: "Notes",
  fields,
  label: ({ title }) => title,
  searched: true,
  list: (query, signal) => answer(api.GET("/api/notes", { params: { query }, signal })),
  get: (id, signal) => tagged(api.GET("/api/notes/{id}", { params: { path: { id } }, signal })),
  create: (body) => answer(api.POST("/api/notes", { body })),
  update: (id, body, headers) =>
    tagged(api.PATCH("/api/notes/{id}", { params: { path: { id } }, headers, body })),
  remove: (id, headers) =>
    answer(api.DELETE("/api/notes/{id}", { params: { path: { id } }, headers })),
});

/** So many notes. */
export function someNotes(count: number): readonly Note[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    title: `Note ${index + 1}`,
    text: "Long ago",
    created_at: "2024-01-01T00:00:00Z",
    updated_at: "2024-01-01T00:00:00Z",
  }));
}
