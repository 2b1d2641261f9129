import { showDocument } from "../resources/documents";
import { NOTHING, showSize } from "../resources/show";

interface JsonValueProps {
  readonly value: object | null;
}

/** An object or an array of JSON, folded until somebody wants to see it. */
export function JsonValue({ value }: JsonValueProps) {
  if (value === null) {
    return NOTHING;
  }
  return (
    <details className="folded">
      <summary>{showSize(value)}</summary>
      <pre>{showDocument(value)}</pre>
    </details>
  );
}
