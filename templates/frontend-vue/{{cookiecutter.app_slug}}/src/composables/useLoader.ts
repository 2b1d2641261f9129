import { onScopeDispose, shallowRef, watch } from "vue";

/**
 * What a page loads, anew whenever `source` changes. A load that was overtaken, or whose page was left, ends; one
 * that fails is shown in place of the page.
 */
export function useLoader<T>(
  load: (signal: AbortSignal) => Promise<T>,
  source: () => unknown = () => undefined,
) {
  const loaded = shallowRef<T>();
  let controller = new AbortController();

  async function reload(): Promise<void> {
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    const data = await load(signal);
    if (!signal.aborted) {
      loaded.value = data;
    }
  }

  watch(source, reload, { immediate: true });
  onScopeDispose(() => controller.abort());
  return { loaded, reload };
}
