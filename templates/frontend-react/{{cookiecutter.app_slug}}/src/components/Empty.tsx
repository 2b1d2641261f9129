import { Button, Paper, Stack } from "@mantine/core";
import { Link, useSearchParams } from "react-router";

import { isNarrowed } from "../resources/search";

interface EmptyProps {
  /** What there could be, in the plural. */
  readonly what: string;
  /** What is done about it: a link to the form of a new one. */
  readonly to: string;
  readonly label: string;
}

/** In place of a list without items: why it is empty, and what can be done. */
export function Empty({ what, to, label }: EmptyProps) {
  const [search] = useSearchParams();
  return (
    <Paper withBorder p="xl" className="empty">
      <Stack align="center">
        <p>There are no {what}.</p>
        {isNarrowed(search) ? (
          <Button component={Link} to="?" variant="default">
            Show all
          </Button>
        ) : (
          <Button component={Link} to={to}>
            {label}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}
