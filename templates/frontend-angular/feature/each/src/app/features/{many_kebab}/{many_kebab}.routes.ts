<% set Model = feature.one.pascal %>
<% set Api = feature.many.pascal ~ "Api" %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
import { inject } from "@angular/core";
import type { ActivatedRouteSnapshot, Routes } from "@angular/router";
<% if targets %>
import { forkJoin } from "rxjs";
<% endif %>

import { listQuery } from "../../lists/list-query";
<% for to in targets | sort(attribute="many.kebab") %>
import { <[ to.many.pascal ]>Api } from "../<[ to.many.kebab ]>/<[ to.many.kebab ]>-api";
<% endfor %>
import { <[ Model ]>FormPage } from "./<[ feature.one.kebab ]>-form-page";
import { <[ Model ]>ListPage } from "./<[ feature.one.kebab ]>-list-page";
import { <[ Api ]> } from "./<[ feature.many.kebab ]>-api";

<% if targets %>
const choices = () =>
  forkJoin({
<% for to in targets %>
    <[ to.many.camel ]>: inject(<[ to.many.pascal ]>Api).choices(),
<% endfor %>
  });

<% endif %>
const routes: Routes = [
  {
    path: "",
    title: "<[ feature.many.title ]>",
    component: <[ Model ]>ListPage,
    // Also when something was deleted and the address is the same.
    runGuardsAndResolvers: "always",
    resolve: {
      page: (route: ActivatedRouteSnapshot) => inject(<[ Api ]>).list(listQuery(route<% for f in feature.refs %>, "<[ f.wire.snake ]>"<% endfor %>)),
<% if targets %>
      choices,
<% endif %>
    },
  },
  {
    path: "new",
    title: "New <[ feature.one.human ]>",
    component: <[ Model ]>FormPage,
    // Else the page would take it from the query of the address.
    data: { item: undefined },
<% if targets %>
    resolve: { choices },
<% endif %>
  },
  {
    path: ":id",
    title: "Edit <[ feature.one.human ]>",
    component: <[ Model ]>FormPage,
    resolve: {
      item: ({ paramMap }: ActivatedRouteSnapshot) => inject(<[ Api ]>).get(paramMap.get("id") ?? ""),
<% if targets %>
      choices,
<% endif %>
    },
  },
];

export default routes;
