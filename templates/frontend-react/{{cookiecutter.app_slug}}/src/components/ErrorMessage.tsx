import { Alert } from "@mantine/core";

import { ApiError } from "../api";

interface ErrorMessageProps {
  readonly error: unknown;
}

/** What went wrong, in words for a person; an error that is not the API's is not described. */
export function ErrorMessage({ error }: ErrorMessageProps) {
  const known = error instanceof ApiError ? error : undefined;
  return (
    <Alert variant="outline" color="red" className="failure">
      <p>{known?.message ?? "An unexpected error occurred."}</p>
      {known?.requestId && <p>Reference: {known.requestId}</p>}
    </Alert>
  );
}
