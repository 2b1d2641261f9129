import { MutationCache, QueryClient } from "@tanstack/react-query";

export { queryOptions } from "@tanstack/react-query";

// Errors are shown at once, with a way to try again; without a network the API may be on this machine.
const ANSWERED = { retry: false, networkMode: "always" } as const;

/** What was read from the API. After any change all of it is out of date. */
export const queryClient: QueryClient = new QueryClient({
  defaultOptions: { queries: ANSWERED, mutations: ANSWERED },
  mutationCache: new MutationCache({
    onSuccess: () => queryClient.invalidateQueries({ refetchType: "none" }),
  }),
});
