<% set Model = feature.one.pascal %>
import { api } from "../../api";
import { parseResource, parseSlice, type Query, type Slice } from "../../resources/lists";
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

/** Changes what is given, and nothing else. */
export function update<[ Model ]>(id: number, values: Partial<<[ Model ]>Input>): Promise<<[ Model ]>> {
  return api.patch(`${PATH}/${id}`, parse, { body: values });
}

export function delete<[ Model ]>(id: number): Promise<void> {
  return api.delete(`${PATH}/${id}`);
}
