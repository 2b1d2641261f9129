import type { Session, WebContents } from "electron";

import type { Log } from "./log";
import { originOf } from "./origin";
import type { Settings } from "./settings";

export type Policy = Pick<Settings, "home" | "externalHosts">;

/** What a window is made with. Each is a default of Electron today; here they are to stay. */
export const SAFE_PREFERENCES = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
} as const;

/** What a page may load: what the application brings, and nothing from elsewhere. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "base-uri 'none'",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "img-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
].join("; ");

/** True for an address of the application's own pages. */
export function isOwn(url: string, { home }: Pick<Policy, "home">): boolean {
  return originOf(url) === originOf(home);
}

/** True for an address that may be handed to the person's browser. */
export function isAllowedOutside(url: string, { externalHosts }: Policy): boolean {
  if (!URL.canParse(url)) {
    return false;
  }
  const { protocol, host, username, password } = new URL(url);
  return protocol === "https:" && !username && !password && externalHosts.has(host);
}

/** Keeps a page where it is: it navigates to its own addresses only, opens no windows, and embeds no others. */
export function harden(
  contents: WebContents,
  policy: Policy,
  openOutside: (url: string) => Promise<void>,
  log: Log,
): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedOutside(url, policy)) {
      openOutside(url).catch((error: unknown) => log.error("no browser opened", { error }));
    } else {
      log.warn("refused to open", { url });
    }
    return { action: "deny" };
  });
  const stay = (event: { readonly url: string; preventDefault: () => void }) => {
    if (!isOwn(event.url, policy)) {
      event.preventDefault();
      log.warn("refused to navigate", { url: event.url });
    }
  };
  contents.on("will-navigate", stay);
  contents.on("will-frame-navigate", stay);
  contents.on("will-redirect", stay);
  contents.on("will-attach-webview", (event) => event.preventDefault());
}

/** No page gets a camera, a place, notifications, a device … A feature that needs one is named here. */
export function denyPermissions(session: Session, log: Log): void {
  session.setPermissionCheckHandler(() => false);
  session.setPermissionRequestHandler((_contents, permission, decide) => {
    log.warn("refused a permission", { permission });
    decide(false);
  });
  session.setDevicePermissionHandler(() => false);
}
