<% set links = feature.refs + feature.manys %>
<% set targets = links | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set few = feature.fields | selectattr("type", "in", ["enum", "bool"]) | list %>
<% set used = namespace(names=[]) %>
<% if few | selectattr("type", "equalto", "enum") | list %><% set used.names = used.names + ["optionsOf"] %><% endif %>
<% if few or links %><% set used.names = used.names + ["type Filter"] %><% endif %>
<% if few | selectattr("type", "equalto", "bool") | list %><% set used.names = used.names + ["YES_NO"] %><% endif %>
<% set shows = namespace(names=[]) %>
<% for f in feature.fields if not f.is_ref and not f.is_many %><% set shows.names = shows.names + ["showSize" if f.is_json else "showMoment" if f.type == "datetime" else "showValue"] %><% endfor %>
import type { Shown } from "../../app/resource/detail-page";
import { resourceRoutes } from "../../app/resource/routes";
<% if few %>
import { <[ used.names | join(", ") ]> } from "../../resources/columns";
<% elif links %>
import type { Filter } from "../../resources/columns";
<% endif %>
<% if shows.names %>
import { <[ shows.names | unique | sort | join(", ") ]> } from "../../resources/show";
<% endif %>
<% for to in targets %>
import { <[ to.many.camel ]> } from "../<[ to.many.kebab ]>/api";
<% endfor %>
import { <[ feature.many.camel ]> } from "./api";
import type { <[ feature.one.pascal ]> } from "./fields";
import { <[ feature.one.pascal ]>Inputs } from "./<[ feature.one.kebab ]>-inputs";

/** What the pages show of <[ "an" if feature.one.human[0] in "aeio" else "a" ]> <[ feature.one.human ]>. */
const SHOWN: readonly Shown<<[ feature.one.pascal ]>>[] = [
<% for f in feature.fields %>
<% set it = "item." ~ f.wire.snake %>
  { name: "<[ f.wire.snake ]>", label: "<[ f.name.title ]>", <% if f.is_ref %>choices: <[ f.to.many.camel ]>.choices, id: (item) => <[ it ]>, to: (item) => <% if f.optional %><[ it ]> === null ? null : <% endif %>`/<[ f.to.many.kebab ]>/${String(<[ it ]>)}`<% elif f.is_many %>choices: <[ f.to.many.camel ]>.choices, ids: (item) => <[ it ]>, pages: "/<[ f.to.many.kebab ]>"<% elif f.is_json %>sorted: false, show: (item) => showSize(<[ it ]>), json: (item) => <[ it ]><% else %>show: (item) => <[ "showMoment" if f.type == "datetime" else "showValue" ]>(<[ it ]>)<% if f.type == "email" %>, href: (item) => <[ it ]> && `mailto:${<[ it ]>}`<% elif f.type == "url" %>, href: (item) => <[ it ]><% endif %><% endif %> },
<% endfor %>
];
<% if few or links %>

const FILTERS: readonly Filter[] = [
<% for f in few %>
  { name: "<[ f.wire.snake ]>", label: "<[ f.name.title ]>", options: <% if f.type == "bool" %>YES_NO<% else %>optionsOf(<[ f.values | map("json") | join(", ") ]>)<% endif %> },
<% endfor %>
<% for f in links %>
  { name: "<[ f.wire.snake ]>", label: "<[ f.name.title ]>", choices: <[ f.to.many.camel ]>.choices },
<% endfor %>
];
<% endif %>

export default resourceRoutes(<[ feature.many.camel ]>, {
  shown: SHOWN,
  columns: [<[ feature.columns | map(attribute="wire.snake") | map("json") | join(", ") ]>],
<% if few or links %>
  filters: FILTERS,
<% endif %>
  inputs: <[ feature.one.pascal ]>Inputs,
});
