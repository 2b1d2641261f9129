import { Link, useSearchParams } from "react-router";

import type { Slice } from "../resources/lists";

interface PagerProps {
  readonly slice: Slice<unknown>;
}

/** Which part of a list is shown, and the ways to the parts before and behind it. */
export function Pager({ slice: { items, total, limit, offset } }: PagerProps) {
  const [search] = useSearchParams();

  function at(place: number): string {
    const other = new URLSearchParams(search);
    other.set("offset", String(place));
    return `?${other}`;
  }

  return (
    <nav aria-label="Parts of the list" className="actions">
      <span>
        {offset + 1}–{offset + items.length} of {total}
      </span>
      {offset > 0 && <Link to={at(Math.max(offset - limit, 0))}>Previous</Link>}
      {offset + items.length < total && <Link to={at(offset + limit)}>Next</Link>}
    </nav>
  );
}
