import { useEffect, useRef, useState } from "react";

interface ConfirmButtonProps {
  /** What it does, such as Delete. */
  readonly label: string;
  /** To what it does it. */
  readonly what: string;
  readonly onConfirm: () => void;
}

/** A button that asks before it does what cannot be undone. */
export function ConfirmButton({ label, what, onConfirm }: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false);
  const begin = useRef<HTMLButtonElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (asking) {
      cancel.current?.focus();
    } else if (asked.current) {
      begin.current?.focus();
    }
    asked.current = asking;
  }, [asking]);

  if (!asking) {
    return (
      <button
        type="button"
        ref={begin}
        aria-label={`${label} ${what}`}
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
    );
  }
  return (
    <span className="actions">
      <button
        type="button"
        aria-label={`${label} ${what} for ever`}
        onClick={() => {
          setAsking(false);
          onConfirm();
        }}
      >
        {label} for ever
      </button>
      <button
        type="button"
        ref={cancel}
        aria-label={`Keep ${what}`}
        onClick={() => setAsking(false)}
      >
        Keep
      </button>
    </span>
  );
}
