<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
<% import "parts/fields.ts" as code with context %>
import type { <[ feature.one.pascal ]>, <[ feature.one.pascal ]>Input } from "../../../shared/<[ feature.many.kebab ]>/contract";
import { <[ code.imports(feature.fields) ]> } from "../../resources/fields";
<% if not (feature.label.is_json or feature.label.is_many) %>
import { labelBy } from "../../resources/show";
<% endif %>

/** What <[ a_one ]> must be: forms check it before the main process does. */
export const <[ feature.one.camel ]>Fields: Fields<<[ feature.one.pascal ]>Input> = {
<% for f in feature.fields %>
  <[ f.wire.snake ]>: <[ code.field(f) ]>,
<% endfor %>
};

/** What <[ a_one ]> is called in lists and choices. */
export function <[ feature.one.camel ]>Label(item: <[ feature.one.pascal ]>): string {
<% if feature.label.is_json or feature.label.is_many %>
  return `#${item.id}`;
<% else %>
  return labelBy(<[ feature.one.camel ]>Fields.<[ feature.label.wire.snake ]>, item.<[ feature.label.wire.snake ]>, item);
<% endif %>
}
