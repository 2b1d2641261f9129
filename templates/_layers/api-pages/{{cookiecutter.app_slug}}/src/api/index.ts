import { readConfig } from "../config";
import { makeApi } from "./client";

export { answer, tagged, type Answer, type QueryOf, type Tagged } from "./answers";
export { ApiError } from "./errors";

/** Where the API is: what stands for /api in its paths. */
export function apiAddress(): string {
  return new URL(readConfig().apiUrl, location.href).href;
}

/** The API of this application. */
export const api = makeApi(apiAddress);
