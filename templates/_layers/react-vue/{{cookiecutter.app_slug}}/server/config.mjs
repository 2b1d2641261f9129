// What the production server knows of the built application.

export const config = {
  /** Where it is when STATIC_ROOT does not say so. */
  root: "dist",
  /** Paths that hold a hash of the content, so that browsers may keep the file: Vite's. */
  hashed: /^\/assets\//,
  /**
   * Directives of the content security policy, in addition to those of protection.mjs or in their place.
   * @type {Record<string, string[]>}
   */
  policy: {},
};
