<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
<% set links = feature.refs + feature.manys %>
<% if links %>
<% set targets = links | map(attribute="to") | unique(attribute="spec.name") | list %>
import { listOptions, type Option } from "../../resources/lists";
<% for to in targets %>
import { list<[ to.many.pascal ]> } from "../<[ to.many.kebab ]>/api";
import { <[ to.one.camel ]>Label } from "../<[ to.many.kebab ]>/fields";
<% endfor %>

/** What <[ a_one ]> can refer to. */
export interface <[ feature.one.pascal ]>Options {
<% for f in links %>
  readonly <[ f.wire.snake ]>: readonly Option[];
<% endfor %>
}

export async function load<[ feature.one.pascal ]>Options(): Promise<<[ feature.one.pascal ]>Options> {
<% if targets | length == 1 %>
  const <[ targets[0].many.camel ]> = await listOptions(list<[ targets[0].many.pascal ]>, <[ targets[0].one.camel ]>Label);
<% else %>
  const [<[ targets | map(attribute="many.camel") | join(", ") ]>] = await Promise.all([
<% for to in targets %>
    listOptions(list<[ to.many.pascal ]>, <[ to.one.camel ]>Label),
<% endfor %>
  ]);
<% endif %>
  return { <% for f in links %><[ f.wire.snake ]>: <[ f.to.many.camel ]>, <% endfor %> };
}
<% endif %>
