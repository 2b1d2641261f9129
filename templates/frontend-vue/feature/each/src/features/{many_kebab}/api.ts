<% set Model = feature.one.pascal %>
import { api } from "../../api";
import { parseResource, parseSlice, type Query, type Slice } from "../../resources/lists";
import { ifMatch, unchanged } from "../../resources/versions";
import { <[ feature.one.camel ]>Fields } from "./fields";
import type { <[ Model ]>, <[ Model ]>Input } from "./types";

const PATH = "/<[ feature.many.kebab ]>";
const parse = parseResource(<[ feature.one.camel ]>Fields);

export function list<[ feature.many.pascal ]>(query: Query, signal?: AbortSignal): Promise<Slice<<[ Model ]>>> {
  return api.get(PATH, parseSlice(parse), { query, signal });
}

export function get<[ Model ]>(id: number, signal?: AbortSignal): Promise<<[ Model ]>> {
  return api.get(`${PATH}/${id}`, parse, { signal });
}

export function create<[ Model ]>(values: <[ Model ]>Input): Promise<<[ Model ]>> {
  return api.post(PATH, parse, { body: values });
}

/** Changes what is given, and nothing else; refused when it is not as it was `before` any more. */
export function update<[ Model ]>(before: <[ Model ]>, values: Partial<<[ Model ]>Input>): Promise<<[ Model ]>> {
  return api.patch(`${PATH}/${before.id}`, parse, { body: values, headers: ifMatch(before) });
}

/** Deletes what a list showed; refused when it is not as it was there any more. */
export async function delete<[ Model ]>(shown: <[ Model ]>): Promise<void> {
  const newest = unchanged(shown, await get<[ Model ]>(shown.id));
  return api.delete(`${PATH}/${shown.id}`, { headers: ifMatch(newest) });
}
