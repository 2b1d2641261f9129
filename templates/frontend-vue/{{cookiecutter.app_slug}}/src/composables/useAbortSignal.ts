import { onScopeDispose } from "vue";

/** A signal for the requests of a component: it aborts them when the component goes. */
export function useAbortSignal(): AbortSignal {
  const controller = new AbortController();
  onScopeDispose(() => controller.abort());
  return controller.signal;
}
