// The headers that keep the pages from harm.

import helmet from "helmet";

import { config } from "./config.mjs";

/**
 * What styles may come from: those of a page with a nonce carry it.
 * @param {unknown} _request
 * @param {{ locals?: Record<string, unknown> }} response
 */
function styles(_request, { locals }) {
  return locals?.["nonce"] ? `'self' 'nonce-${locals["nonce"]}'` : "'self'";
}

/**
 * Sets the headers that every answer has.
 * @param {string} apiUrl
 * @param {boolean} httpsOnly
 */
export function protection(apiUrl, httpsOnly) {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "connect-src": ["'self'", ...(URL.canParse(apiUrl) ? [new URL(apiUrl).origin] : [])],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'"],
        "manifest-src": ["'self'"],
        "media-src": ["'self'"],
        "style-src": [/** @type {() => string} */ (styles)],
        "script-src": ["'self'"],
        ...config.policy,
        ...(httpsOnly ? { "upgrade-insecure-requests": [] } : {}),
      },
    },
    referrerPolicy: { policy: "strict-origin-when-cross-origin" },
    strictTransportSecurity: httpsOnly,
    xFrameOptions: { action: "deny" },
  });
  /** @type {(...args: Parameters<typeof protect>) => void} */
  return (request, response, next) => {
    response.setHeader(
      "Permissions-Policy",
      "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    protect(request, response, next);
  };
}
