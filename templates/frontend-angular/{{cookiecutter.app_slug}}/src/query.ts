import { QueryClient, type QueryFunction } from "@tanstack/query-core";

interface Reading<T> {
  readonly queryKey: readonly unknown[];
  readonly queryFn: QueryFunction<T>;
  readonly staleTime?: number;
}

/** How something is read, and where it is kept. */
export function queryOptions<T>(reading: Reading<T>): Reading<T> {
  return reading;
}

/** What was read from the API. Errors are shown at once; without a network the API may be on this machine. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, networkMode: "always" } },
});

/** What the API answers to a change. After it all that was read before is out of date. */
export async function changing<T>(change: Promise<T>): Promise<T> {
  const answer = await change;
  await queryClient.invalidateQueries({ refetchType: "none" });
  return answer;
}
