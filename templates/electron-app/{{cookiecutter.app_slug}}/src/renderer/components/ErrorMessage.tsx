import { CallError } from "../desktop";

interface ErrorMessageProps {
  readonly error: unknown;
}

/** What went wrong, in words for a person; an error that is not of a call is not described. */
export function ErrorMessage({ error }: ErrorMessageProps) {
  const known = error instanceof CallError ? error : undefined;
  return (
    <div role="alert">
      <p>{known?.message ?? "An unexpected error occurred."}</p>
      {known?.reference && <p>Reference: {known.reference}</p>}
    </div>
  );
}
