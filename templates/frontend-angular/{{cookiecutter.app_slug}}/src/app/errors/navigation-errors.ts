import { Location } from "@angular/common";
import { inject } from "@angular/core";
import { NavigationEnd, RedirectCommand, Router, type NavigationError } from "@angular/router";
import { first } from "rxjs";

import { ApiError } from "../../api";
import { Failures } from "./failures";
import { report } from "./report";

/** The router's name for the error page; the address that people see stays the one that failed. */
export const FAILED = "failed";

/** Shows why a page could not be loaded, in its place. What the API does not have is a page that does not exist. */
export function showNavigationError({ error, url }: NavigationError): RedirectCommand {
  const router = inject(Router);
  const location = inject(Location);
  report(error);
  inject(Failures).navigation.set({ error, url });
  const page = `/${error instanceof ApiError && error.status === 404 ? "not-found" : FAILED}`;
  // Else the browser's history has the error page in it, and who loads the page again would not get what failed.
  router.events.pipe(first((event) => event instanceof NavigationEnd)).subscribe((end) => {
    if (end.urlAfterRedirects === page) {
      location.replaceState(url);
    }
  });
  return new RedirectCommand(router.parseUrl(page), {
    browserUrl: url,
    onSameUrlNavigation: "reload",
  });
}
