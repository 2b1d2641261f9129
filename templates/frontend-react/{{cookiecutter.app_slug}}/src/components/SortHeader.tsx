import { Table } from "@mantine/core";
import { Link, useSearchParams } from "react-router";

import { orderOf, sortedBy } from "../resources/search";

interface SortHeaderProps {
  /** The field, as the API calls it. */
  readonly name: string;
  readonly label: string;
}

/** The head of a column: a link that sorts the whole list by it, then the other way round, then not at all. */
export function SortHeader({ name, label }: SortHeaderProps) {
  const [search] = useSearchParams();
  return (
    <Table.Th scope="col" aria-sort={orderOf(search, name)}>
      <Link className="sort" to={`?${sortedBy(search, name)}`}>
        {label}
      </Link>
    </Table.Th>
  );
}
