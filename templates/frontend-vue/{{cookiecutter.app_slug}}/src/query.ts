import { MutationCache, QueryClient, type Query, type QueryFunction } from "@tanstack/vue-query";

interface Reading<T> {
  readonly queryKey: readonly unknown[];
  readonly queryFn: QueryFunction<T>;
  readonly staleTime?: number;
}

/** How something is read, and where it is kept. The library's own types do not take a resource of any type. */
export function queryOptions<T>(reading: Reading<T>): Reading<T> {
  return reading;
}

// Errors are shown at once, with a way to try again; without a network the API may be on this machine.
const ANSWERED = { retry: false, networkMode: "always" } as const;

/** A page that has nothing to show is one that failed. */
function isNothingShown(_error: Error, { state }: Pick<Query, "state">): boolean {
  return state.data === undefined;
}

/** What was read from the API. After any change all of it is out of date. */
export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    queries: { ...ANSWERED, shallow: true, throwOnError: isNothingShown },
    mutations: ANSWERED,
  },
  mutationCache: new MutationCache({
    onSuccess: async () => {
      queryClient.removeQueries({ type: "inactive" });
      await queryClient.invalidateQueries({ refetchType: "none" });
    },
  }),
});
