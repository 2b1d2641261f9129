const DEFAULT = "/api";

/**
 * The address of the API, without a slash at its end: a path on the page's own origin, or a URL.
 * Throws an Error that does not repeat the value, which may hold a password.
 */
export function checkApiUrl(value: string): string {
  const text = value.trim() || DEFAULT;
  if (/^\/(?!\/)[^\s?#\\"<>]*$/.test(text)) {
    return text.replace(/\/+$/, "");
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && !url.username && !url.password && !url.search && !url.hash;
  if (!plain || !["http:", "https:"].includes(url.protocol)) {
    throw new Error("neither a path such as /api nor a URL such as https://api.example.com");
  }
  return url.href.replace(/\/+$/, "");
}
