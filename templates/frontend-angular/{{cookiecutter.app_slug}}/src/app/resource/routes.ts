import type { ActivatedRouteSnapshot, Routes } from "@angular/router";

import { queryClient } from "../../query";
import { askedOf, type Filter } from "../../resources/columns";
import { readQuery, type Stored } from "../../resources/lists";
import type { Resource } from "../../resources/resource";
import { searchOf } from "../lists/address";
import { DetailPage, type Shown } from "./detail-page";
import { CreatePage, EditPage, type Inputs } from "./form-pages";
import { ListPage } from "./list-page";

/** What the pages of a resource show, and the fields of its forms. */
export interface Pages<T extends Stored> {
  /** What its own page shows. */
  readonly shown: readonly Shown<T>[];
  /** Those that lists show, by their names. */
  readonly columns: readonly string[];
  readonly filters?: readonly Filter[];
  readonly inputs: Inputs<T>;
}

/** The pages of a resource: its list, the page of each, and their forms. */
export function resourceRoutes<T extends Stored, Q extends object>(
  resource: Resource<T, Q>,
  { shown, columns: names, filters = [], inputs }: Pages<T>,
): Routes {
  const columns = names.flatMap((name) => shown.filter((one) => one.name === name));
  const asked = askedOf<keyof Q & string>(columns, filters, resource.searched);

  function slice({ queryParamMap }: ActivatedRouteSnapshot) {
    const query = readQuery<Q>(searchOf(queryParamMap), asked);
    return queryClient.query(resource.partQuery(query));
  }

  function read({ paramMap }: ActivatedRouteSnapshot) {
    return queryClient.query(resource.oneQuery(Number(paramMap.get("id"))));
  }

  // Also when something was changed and the address is the same.
  const runGuardsAndResolvers = "always";
  return [
    {
      path: "",
      title: resource.title,
      component: ListPage,
      data: { resource, columns, filters },
      resolve: { slice },
      runGuardsAndResolvers,
    },
    {
      path: "new",
      title: `New ${resource.one}`,
      component: CreatePage,
      data: { resource, inputs },
    },
    {
      path: ":id",
      title: resource.title,
      component: DetailPage,
      data: { resource, shown },
      resolve: { read },
      runGuardsAndResolvers,
    },
    {
      path: ":id/edit",
      title: `Change ${resource.one}`,
      component: EditPage,
      data: { resource, inputs },
      resolve: { read },
      runGuardsAndResolvers,
    },
  ];
}
