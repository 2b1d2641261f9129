// What the production server knows of the built application.

export const config = {
  /** Where it is when STATIC_ROOT does not say so. */
  root: "dist/browser",
  /** Paths that hold a hash of the content, so that browsers may keep the file: Angular's. */
  hashed: /-[A-Z0-9]{8}\.\w+$/,
  /**
   * Directives of the content security policy, in addition to those of protection.mjs or in their place.
   * @type {Record<string, string[]>}
   */
  policy: {
    "base-uri": ["'self'"],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["angular", "angular#bundler"],
  },
};
