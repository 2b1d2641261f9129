import type { LoaderFunctionArgs } from "react-router";

import { queryClient } from "../query";
import { readQuery, type Asked, type Stored } from "./lists";
import type { Resource } from "./resource";

/** Reads what the address asks of a list before its page is shown, which gets the query. */
export function listLoader<T extends Stored, Q extends object>(
  resource: Resource<T, Q>,
  asked: Asked<keyof Q & string>,
) {
  return async ({ request }: LoaderFunctionArgs): Promise<Q> => {
    const query = readQuery<Q>(new URL(request.url).searchParams, asked);
    await queryClient.query(resource.partQuery(query));
    return query;
  };
}

/** Reads the one of the address before its page is shown, which gets the id. */
export function oneLoader<T extends Stored, Q>(resource: Resource<T, Q>) {
  return async ({ params }: LoaderFunctionArgs): Promise<number> => {
    const id = Number(params["id"]);
    await queryClient.query(resource.oneQuery(id));
    return id;
  };
}
