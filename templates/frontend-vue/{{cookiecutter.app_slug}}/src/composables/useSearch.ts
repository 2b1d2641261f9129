import { computed } from "vue";
import { useRoute, useRouter } from "vue-router";

import { narrowedBy } from "../resources/search";

/** What the address of a list asks for, and the ways to the same list with something else asked. */
export function useSearch() {
  const route = useRoute();
  const router = useRouter();
  const search = computed(() => new URL(route.fullPath, location.origin).searchParams);

  function at(other = new URLSearchParams()): string {
    return other.size > 0 ? `${route.path}?${other}` : route.path;
  }

  function go(other: URLSearchParams): void {
    void router.push(at(other));
  }

  return { search, at, go };
}

/** The value of a filter, which the address has. */
export function useFilter(name: () => string) {
  const { search, go } = useSearch();
  return computed({
    get: () => search.value.get(name()) ?? "",
    set: (value) => go(narrowedBy(search.value, name(), value)),
  });
}
