import { expect, it, vi } from "vitest";

import { choicesAmong } from "./choices";
import { askedOf, optionsOf, YES_NO, type Filter } from "./columns";

const never = vi.fn<() => never>();
const choices = choicesAmong({
  path: "/people",
  list: never,
  get: never,
  label: String,
  searched: true,
});

it("lets an address ask for what the columns and filters of a list have", () => {
  const filters: readonly Filter[] = [
    { name: "done", label: "Done", options: YES_NO },
    { name: "state", label: "State", options: optionsOf("open", "closed") },
    { name: "owner_id", label: "Owner", choices },
  ];
  const columns = [
    { name: "title", label: "Title" },
    { name: "extra", label: "Extra", sorted: false },
    { name: "tags", label: "Tags", choices, ids: () => [1] },
  ] as const;
  expect(askedOf(columns, filters, true)).toEqual({
    ids: ["owner_id"],
    values: { done: ["true", "false"], state: ["open", "closed"] },
    sorts: ["title"],
    searched: true,
  });
  expect(askedOf([], [], false)).toEqual({ ids: [], values: {}, sorts: [], searched: false });
});
