import { readConfig } from "../config";
import { makeApi } from "./client";

export { answer, tagged, type Answer, type QueryOf, type Tagged } from "./answers";
export { ApiError } from "./errors";

/** The API of this application. */
export const api = makeApi(() => new URL(readConfig().apiUrl, location.href).href);
