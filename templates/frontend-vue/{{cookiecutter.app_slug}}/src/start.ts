import { VueQueryPlugin } from "@tanstack/vue-query";
import { createPinia } from "pinia";
import { createApp, type App as Application } from "vue";

import App from "./App.vue";
import { readConfig } from "./config";
import { findFeatures } from "./features/registry";
import { queryClient } from "./query";
import { report } from "./report";
import { makeRouter } from "./router";

/** Shows the application in an element of the page; when it cannot start, says so there. */
export function start(container: HTMLElement, find = findFeatures): Application | undefined {
  try {
    readConfig();
    const features = find();
    const pinia = createPinia();
    const router = makeRouter(features, pinia);
    const app = createApp(App, { features });
    app.config.errorHandler = report;
    app.use(pinia).use(router).use(VueQueryPlugin, { queryClient }).mount(container);
    return app;
  } catch (error) {
    report(error);
    const message = document.createElement("p");
    message.setAttribute("role", "alert");
    message.textContent = "The application could not start.";
    container.replaceChildren(message);
    return undefined;
  }
}
