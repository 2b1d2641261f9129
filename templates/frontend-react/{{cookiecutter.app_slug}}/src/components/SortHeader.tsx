import { Table } from "@mantine/core";
import { Link, useSearchParams } from "react-router";

interface SortHeaderProps {
  /** The field, as the API calls it. */
  readonly name: string;
  readonly label: string;
}

const ORDERS = { "": undefined, "-": "descending", "+": "ascending" } as const;

/** The head of a column: a link that sorts the whole list by it, then the other way round, then not at all. */
export function SortHeader({ name, label }: SortHeaderProps) {
  const [search] = useSearchParams();
  const sort = search.get("sort");
  const now = sort === name ? "+" : sort === `-${name}` ? "-" : "";
  const other = new URLSearchParams(search);
  other.delete("offset");
  if (now === "-") {
    other.delete("sort");
  } else {
    other.set("sort", now === "" ? name : `-${name}`);
  }
  return (
    <Table.Th scope="col" aria-sort={ORDERS[now]}>
      <Link className="sort" to={`?${other}`}>
        {label}
      </Link>
    </Table.Th>
  );
}
