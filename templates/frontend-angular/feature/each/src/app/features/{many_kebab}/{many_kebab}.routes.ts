<% set Model = feature.one.pascal %>
<% set Api = feature.many.pascal ~ "Api" %>
<% set enums = feature.fields | selectattr("type", "equalto", "enum") | list %>
<% set few = feature.fields | selectattr("type", "in", ["enum", "bool"]) | list %>
import { inject } from "@angular/core";
import type { ActivatedRouteSnapshot, Routes } from "@angular/router";

import { listQuery, type Asked } from "../../lists/list-query";
<% if enums %>
import { <[ enums | map(attribute="name.upper") | join("_VALUES, ") ]>_VALUES } from "./<[ feature.one.kebab ]>";
<% endif %>
import { <[ Model ]>DetailPage } from "./<[ feature.one.kebab ]>-detail-page";
import { <[ Model ]>FormPage } from "./<[ feature.one.kebab ]>-form-page";
import { <[ Model ]>ListPage } from "./<[ feature.one.kebab ]>-list-page";
import { <[ Api ]> } from "./<[ feature.many.kebab ]>-api";

/** What the address of the list may ask for. */
const LIST: Asked = {
<% if feature.refs %>
  ids: [<[ feature.refs | map(attribute="wire.snake") | map("json") | join(", ") ]>],
<% endif %>
<% if few %>
  values: { <% for f in few %><[ f.wire.snake ]>: <% if f.type == "bool" %>["true", "false"]<% else %><[ f.name.upper ]>_VALUES<% endif %>, <% endfor %> },
<% endif %>
  sorts: [<[ feature.columns | map(attribute="wire.snake") | map("json") | join(", ") ]>],
<% if feature.fields | selectattr("is_text") | list %>
  searched: true,
<% endif %>
};

const item = ({ paramMap }: ActivatedRouteSnapshot) => inject(<[ Api ]>).get(paramMap.get("id") ?? "");

const routes: Routes = [
  {
    path: "",
    title: "<[ feature.many.title ]>",
    component: <[ Model ]>ListPage,
    // Also when something was deleted and the address is the same.
    runGuardsAndResolvers: "always",
    resolve: { page: (route: ActivatedRouteSnapshot) => inject(<[ Api ]>).page(listQuery(route, LIST)) },
  },
  {
    path: "new",
    title: "New <[ feature.one.human ]>",
    component: <[ Model ]>FormPage,
    // Else the page would take it from the query of the address.
    data: { item: undefined },
  },
  {
    path: ":id",
    title: "<[ feature.one.title ]>",
    component: <[ Model ]>DetailPage,
    // Also when it turned out not to be the newest state.
    runGuardsAndResolvers: "always",
    resolve: { item },
  },
  {
    path: ":id/edit",
    title: "Change <[ feature.one.human ]>",
    component: <[ Model ]>FormPage,
    resolve: { item },
  },
];

export default routes;
