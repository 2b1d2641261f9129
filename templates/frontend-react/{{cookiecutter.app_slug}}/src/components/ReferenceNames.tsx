import { Anchor } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Fragment } from "react";
import { Link } from "react-router";

import type { Choices } from "../resources/choices";
import { listed, NOTHING } from "../resources/show";

interface ReferenceNamesProps {
  readonly choices: Choices;
  /** The ids of what is meant. */
  readonly ids: readonly number[];
  /** Where their pages are, such as /tags: all of them are shown then, each with the way to it. */
  readonly to?: string;
}

const FEW = 3;

/** What the resources are called that are referred to; their ids until that is known. */
export function ReferenceNames({ choices, ids, to }: ReferenceNamesProps) {
  const shown = to === undefined ? ids.slice(0, FEW) : ids;
  const named = useQueries({ queries: shown.map((id) => choices.named(id)) });
  const names = shown.map((id, place) => named[place]?.data?.label ?? `#${id}`);
  if (to === undefined || ids.length === 0) {
    return ids.length === 0 ? NOTHING : listed(names, ids.length);
  }
  return ids.map((id, place) => (
    <Fragment key={id}>
      {place > 0 && ", "}
      <Anchor component={Link} to={`${to}/${id}`}>
        {names[place]}
      </Anchor>
    </Fragment>
  ));
}
