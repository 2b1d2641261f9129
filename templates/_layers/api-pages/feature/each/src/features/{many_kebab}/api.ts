<% set Model = feature.one.pascal %>
<% set path = "/api/" ~ feature.many.kebab %>
import { answer, api, tagged, type QueryOf } from "../../api";
import { resource } from "../../resources/resource";
import { <[ feature.one.camel ]>Fields, <[ feature.one.camel ]>Label, type <[ Model ]> } from "./fields";

/** The <[ feature.many.human ]> of the API. */
export const <[ feature.many.camel ]> = resource<<[ Model ]>, QueryOf<"list_<[ feature.many.snake ]>">>({
  path: "/<[ feature.many.kebab ]>",
  one: "<[ feature.one.human ]>",
  many: "<[ feature.many.human ]>",
  title: "<[ feature.many.title ]>",
  fields: <[ feature.one.camel ]>Fields,
  label: <[ feature.one.camel ]>Label,
  searched: <[ "true" if feature.fields | selectattr("is_text") | list else "false" ]>,
  list: (query, signal) => answer(api.GET("<[ path ]>", { params: { query }, signal })),
  get: (id, signal) => tagged(api.GET("<[ path ]>/{id}", { params: { path: { id } }, signal })),
  create: (body) => answer(api.POST("<[ path ]>", { body })),
  update: (id, body, headers) => tagged(api.PATCH("<[ path ]>/{id}", { params: { path: { id } }, headers, body })),
  remove: (id, headers) => answer(api.DELETE("<[ path ]>/{id}", { params: { path: { id } }, headers })),
});
