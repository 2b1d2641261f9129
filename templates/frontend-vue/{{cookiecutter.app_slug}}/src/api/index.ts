import { readConfig } from "../config";
import { ApiClient } from "./client";

export { ApiError } from "./errors";

/** The API of this application. */
export const api = new ApiClient({ baseUrl: () => readConfig().apiUrl });
