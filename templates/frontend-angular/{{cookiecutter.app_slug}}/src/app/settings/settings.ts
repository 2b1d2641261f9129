import { InjectionToken } from "@angular/core";

import { checkApiUrl } from "./api-url";

/** What differs between the places where the application runs. */
export interface Settings {
  /** The address of the API: a path or a URL, without a slash at its end. */
  readonly apiUrl: string;
}

export const SETTINGS = new InjectionToken<Settings>("SETTINGS");

/** The settings, read from the page, where the server puts them (API_URL). Throws an Error that names the setting. */
export function readSettings(page: Document): Settings {
  const meta = page.querySelector<HTMLMetaElement>('meta[name="api-url"]');
  try {
    return { apiUrl: checkApiUrl(meta?.content ?? "") };
  } catch (error) {
    throw new Error(`bad setting: api-url: ${(error as Error).message}`, { cause: error });
  }
}
