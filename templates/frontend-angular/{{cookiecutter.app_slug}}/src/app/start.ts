import type { ApplicationRef } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";

import { App } from "./app";
import { appProviders } from "./app.config";
import { report } from "./errors/report";
import { FEATURES } from "./features/registry";
import { readSettings } from "./settings/settings";

/** Shows the application in `<app-root>` of the page; when it cannot start, says so there. */
export async function start(page: Document = document): Promise<ApplicationRef | undefined> {
  try {
    const providers = appProviders(readSettings(page), FEATURES);
    return await bootstrapApplication(App, { providers });
  } catch (error) {
    report(error);
    const message = page.createElement("p");
    message.setAttribute("role", "alert");
    message.textContent = "The application could not start.";
    page.querySelector("app-root")?.replaceChildren(message);
    return undefined;
  }
}
