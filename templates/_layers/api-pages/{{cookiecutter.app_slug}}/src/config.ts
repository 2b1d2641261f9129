import { checkApiUrl } from "./apiUrl";

/** What differs between the places where the application runs. */
export interface Config {
  /** The address of the API: a path or a URL, without a slash at its end. */
  readonly apiUrl: string;
}

/**
 * The configuration, read from the page: the build writes it there (VITE_API_URL), and the server may write
 * another when it starts (API_URL). Throws an Error that names the setting.
 */
export function readConfig(page: Document = document): Config {
  const meta = page.querySelector<HTMLMetaElement>('meta[name="api-url"]');
  try {
    return { apiUrl: checkApiUrl(meta?.content ?? "") };
  } catch (error) {
    throw new Error(`bad setting: api-url: ${(error as Error).message}`, { cause: error });
  }
}
