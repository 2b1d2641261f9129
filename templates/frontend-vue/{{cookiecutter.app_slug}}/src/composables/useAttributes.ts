import { watch, type ShallowRef } from "vue";

/** Attributes of an input; those that are undefined or false are taken away. */
export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Gives attributes to the input within an element: some components of Element Plus keep to themselves what they are
 * given, and nobody would hear what is wrong with a field.
 */
export function useAttributes(
  frame: Readonly<ShallowRef<HTMLElement | null>>,
  attributes: () => Attributes,
): void {
  function put(): void {
    const input = frame.value?.querySelector("input");
    for (const [name, value] of Object.entries(attributes())) {
      if (name.startsWith("aria-") ? value === undefined : !value) {
        input?.removeAttribute(name);
      } else {
        input?.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
      }
    }
  }
  watch([frame, attributes], put, { immediate: true, flush: "post", deep: true });
}
