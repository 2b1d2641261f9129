import { Button, Group } from "@mantine/core";
import { Link, useSearchParams } from "react-router";

import type { Slice } from "../resources/lists";
import { startingAt } from "../resources/search";

interface PagerProps {
  readonly slice: Slice<unknown>;
}

/** Which part of a list is shown, and the ways to the parts before and behind it. */
export function Pager({ slice: { items, total, limit, offset } }: PagerProps) {
  const [search] = useSearchParams();

  return (
    <Group component="nav" aria-label="Parts of the list" mt="md">
      <span>
        {offset + 1}–{offset + items.length} of {total}
      </span>
      {offset > 0 && (
        <Button
          component={Link}
          to={`?${startingAt(search, Math.max(offset - limit, 0))}`}
          variant="default"
          size="compact-sm"
        >
          Previous
        </Button>
      )}
      {offset + items.length < total && (
        <Button
          component={Link}
          to={`?${startingAt(search, offset + limit)}`}
          variant="default"
          size="compact-sm"
        >
          Next
        </Button>
      )}
    </Group>
  );
}
