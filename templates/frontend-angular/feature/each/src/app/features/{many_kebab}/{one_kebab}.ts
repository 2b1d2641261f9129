<% import "parts/types.ts" as types with context %>
<% set Model = feature.one.pascal %>
import { <[ types.readers(feature) ]> } from "../../api/parsing";
<% for f in feature.fields if f.type == "enum" %>

export const <[ f.name.upper ]>_VALUES = [<[ f.values | map("json") | join(", ") ]>] as const;
<% endfor %>

/** One <[ feature.one.human ]>, as the API sends it. */
export interface <[ Model ]> {
  readonly id: number;
<% for f in feature.fields %>
  readonly <[ f.wire.snake ]>: <[ types.type(f) ]><% if f.optional %> | null<% endif %>;
<% endfor %>
  readonly created_at: string;
  readonly updated_at: string;
}

/** What makes a new <[ feature.one.human ]>. */
export type <[ Model ]>Draft = Omit<<[ Model ]>, "id" | "created_at" | "updated_at">;

export function parse<[ Model ]>(data: unknown): <[ Model ]> {
  const member = members(data);
  return {
    id: member("id", number),
<% for f in feature.fields %>
    <[ f.wire.snake ]>: member("<[ f.wire.snake ]>", <% if f.optional %>nullable(<[ types.reader(f) ]>)<% else %><[ types.reader(f) ]><% endif %>),
<% endfor %>
    created_at: member("created_at", text),
    updated_at: member("updated_at", text),
  };
}
