import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { queryClient } from "../query";
import { Look } from "./Look";

interface ProvidersProps {
  readonly children: ReactNode;
}

/** What everything within needs: what was read from the API, and the look. */
export function Providers({ children }: ProvidersProps) {
  return (
    <QueryClientProvider client={queryClient}>
      <Look>{children}</Look>
    </QueryClientProvider>
  );
}
