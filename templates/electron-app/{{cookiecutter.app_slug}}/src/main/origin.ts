/** The scheme by which the built pages are loaded. Unlike file: it has an origin, and reaches no other files. */
export const SCHEME = "app";
export const HOME = `${SCHEME}://renderer/`;

/** Scheme, host and port of a URL; undefined for what is none. (Node knows no origin of schemes like ours.) */
export function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) {
    return undefined;
  }
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
