import { VueQueryPlugin } from "@tanstack/vue-query";
import { userEvent } from "@testing-library/user-event";
import { mount } from "@vue/test-utils";
import { createPinia } from "pinia";
import { createMemoryHistory } from "vue-router";

import App from "../App.vue";
import type { Feature } from "../features/feature";
import { queryClient } from "../query";
import { makeRouter } from "../router";

/** Shows the whole application at an address, and returns a person who uses it. */
export function renderApp(address = "/", features: readonly Feature[] = []) {
  const history = createMemoryHistory();
  history.replace(address);
  const pinia = createPinia();
  const router = makeRouter(features, pinia, history);
  mount(App, {
    props: { features },
    global: { plugins: [pinia, router, [VueQueryPlugin, { queryClient }]] },
    attachTo: document.body,
  });
  return userEvent.setup();
}
