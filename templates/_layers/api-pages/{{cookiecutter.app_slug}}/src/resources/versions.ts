import { ApiError } from "../api";
import type { Stored } from "./lists";

const CHANGED = 412;

/** The header of a change that must not hit another state than the one that was read. */
export function ifMatch(etag: string | null): Readonly<Record<string, string>> {
  return etag === null ? {} : { "If-Match": etag };
}

/** Throws what the API says of an outdated change, unless what a list showed, without a tag, is as it is now. */
export function checkUnchanged(shown: Stored, newest: Stored): void {
  if (shown.updated_at !== newest.updated_at) {
    throw new ApiError("http", { status: CHANGED });
  }
}

/** Whether a change was refused because the resource is not as it was read any more. */
export function isOutdated(error: unknown): boolean {
  return error instanceof ApiError && error.status === CHANGED;
}
