import { defineStore } from "pinia";
import { computed, shallowRef } from "vue";

/** A navigation that ended with an error: a page that could not be loaded, or a guard that threw. */
export interface FailedNavigation {
  readonly path: string;
  readonly error: unknown;
}

/** Where the router is on its way to, and whether it got there. */
export const useNavigation = defineStore("navigation", () => {
  const target = shallowRef<string>();
  const failure = shallowRef<FailedNavigation>();
  const busy = computed(() => target.value !== undefined);

  function begin(path: string): void {
    target.value = path;
  }

  function end(): void {
    target.value = undefined;
    failure.value = undefined;
  }

  /** A failure on the way to where nobody wants to go any more is none. */
  function fail(path: string, error: unknown): void {
    if (target.value === path) {
      target.value = undefined;
      failure.value = { path, error };
    }
  }

  return { target, failure, busy, begin, end, fail };
});
