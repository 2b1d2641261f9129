import { ApiError } from "../api";
import type { Stored } from "./lists";

const CHANGED = 412;

/** The ETags of resources as they were read. They are no part of a resource, which may have a field of any name. */
const tags = new WeakMap<object, string>();

/** Remembers which state of a resource an answer was. Proxies that compress make a tag weak; the state is the same. */
export function tagged<T extends object>(resource: T, headers?: Headers): T {
  const tag = headers?.get("ETag")?.replace(/^W\//, "");
  if (tag) {
    tags.set(resource, tag);
  }
  return resource;
}

/** The header of a change that must not hit another state than the one that was read. */
export function ifMatch(resource: object): Readonly<Record<string, string>> {
  const tag = tags.get(resource);
  return tag === undefined ? {} : { "If-Match": tag };
}

/** The newest state of a resource, if it is the one that was read in a list, where there are no tags. */
export function unchanged<T extends Stored>(read: T, newest: T): T {
  if (read.updated_at !== newest.updated_at) {
    throw new ApiError("http", { status: CHANGED });
  }
  return newest;
}

/** Whether a change was refused because the resource is not as it was read any more. */
export function isOutdated(error: unknown): boolean {
  return error instanceof ApiError && error.status === CHANGED;
}
