import type { ApplicationRef } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";

import { readConfig } from "../config";
import { findFeatures } from "../features/registry";
import { App } from "./app";
import { appProviders } from "./app.config";
import { report } from "./errors/report";

/** Shows the application in `<app-root>` of the page; when it cannot start, says so there. */
export async function start(page: Document = document): Promise<ApplicationRef | undefined> {
  try {
    // A setting that is wrong shows at once, and not with the first request.
    readConfig(page);
    return await bootstrapApplication(App, { providers: appProviders(findFeatures()) });
  } catch (error) {
    report(error);
    const message = page.createElement("p");
    message.setAttribute("role", "alert");
    message.textContent = "The application could not start.";
    page.querySelector("app-root")?.replaceChildren(message);
    return undefined;
  }
}
