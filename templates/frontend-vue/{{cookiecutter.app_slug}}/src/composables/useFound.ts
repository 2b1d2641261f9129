import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, ref } from "vue";

import type { Choices } from "../resources/choices";
import type { Option } from "../resources/lists";

const WAIT_MS = 200;

/** Some of the choices: those that a text finds, once they are looked at. `chosen` is offered as well. */
export function useFound(choices: () => Choices, chosen: () => readonly Option[]) {
  /** What is looked for; nothing before the list is opened. */
  const text = ref<string>();
  const { data: found } = useQuery(() => ({
    ...choices().find(text.value ?? ""),
    enabled: text.value !== undefined,
    placeholderData: keepPreviousData,
    throwOnError: false,
  }));
  const offered = computed(() => {
    const some = found.value ?? [];
    const others = chosen().filter(({ value }) => !some.some((one) => one.value === value));
    return [...others, ...some];
  });
  const search = {
    filterable: true,
    remote: true,
    debounce: WAIT_MS,
    teleported: false,
    noDataText: "Nothing found",
    remoteMethod: (typed: string) => (text.value = typed),
    onVisibleChange: (open: boolean) => open && (text.value = ""),
  };
  return { found, offered, search };
}
