import type { ReactNode, RefObject } from "react";
import { Link, useRevalidator } from "react-router";

import { isOutdated } from "../resources/versions";
import { ErrorMessage } from "./ErrorMessage";

interface FormFrameProps {
  readonly form: RefObject<HTMLFormElement | null>;
  readonly submit: (event: { preventDefault: () => void }) => void;
  readonly failure: unknown;
  readonly busy: boolean;
  /** Where to go instead of saving. */
  readonly back: string;
  readonly children: ReactNode;
}

/** What surrounds the inputs of a form: what failed, and the way on. It tells itself what is wrong with fields. */
export function FormFrame({ form, submit, failure, busy, back, children }: FormFrameProps) {
  const { revalidate } = useRevalidator();
  return (
    <form ref={form} onSubmit={submit} noValidate aria-busy={busy}>
      {failure !== undefined && <ErrorMessage error={failure} />}
      {isOutdated(failure) && (
        <p>
          <button type="button" onClick={() => void revalidate()}>
            Load the newest state
          </button>{" "}
          What you entered stays.
        </p>
      )}
      {children}
      <p className="actions">
        <button type="submit" aria-disabled={busy}>
          Save
        </button>
        <Link to={back}>Cancel</Link>
      </p>
    </form>
  );
}
