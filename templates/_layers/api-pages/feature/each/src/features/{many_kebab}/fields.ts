<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
<% set Model = feature.one.pascal %>
<% import "parts/fields.ts" as code with context %>
import type { Answer } from "../../api";
import { <[ code.imports(feature.fields) ]> } from "../../resources/fields";
import type { Input } from "../../resources/lists";
<% if not (feature.label.is_json or feature.label.is_many) %>
import { labelBy } from "../../resources/show";
<% endif %>

/** <[ a_one | capitalize ]> as the API knows it. */
export type <[ Model ]> = Answer<"get_<[ feature.one.snake ]>">;

/** What <[ a_one ]> must be: forms check it before the API does. */
export const <[ feature.one.camel ]>Fields: Fields<Input<<[ Model ]>>> = {
<% for f in feature.fields %>
  <[ f.wire.snake ]>: <[ code.field(f) ]>,
<% endfor %>
};

/** What <[ a_one ]> is called in lists and choices. */
export function <[ feature.one.camel ]>Label(item: <[ Model ]>): string {
<% if feature.label.is_json or feature.label.is_many %>
  return `#${item.id}`;
<% else %>
  return labelBy(<[ feature.one.camel ]>Fields.<[ feature.label.wire.snake ]>, item.<[ feature.label.wire.snake ]>, item);
<% endif %>
}
