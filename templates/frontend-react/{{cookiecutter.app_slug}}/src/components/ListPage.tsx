import { Button, Group, Table } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useLoaderData, useRevalidator } from "react-router";

import type { Stored } from "../resources/lists";
import type { Resource } from "../resources/resource";
import { isOutdated } from "../resources/versions";
import { tell } from "../tell";
import { ConfirmButton } from "./ConfirmButton";
import { Empty } from "./Empty";
import { ErrorMessage } from "./ErrorMessage";
import { Page } from "./Page";
import { Pager } from "./Pager";
import { SearchBox } from "./SearchBox";
import { SortHeader } from "./SortHeader";

export interface Column<T> {
  /** The field, as the API calls it. */
  readonly name: string;
  readonly label: string;
  /** Whether the API sorts by it, which it does unless this is false. */
  readonly sorted?: false;
  readonly show: (item: T) => ReactNode;
}

interface ListPageProps<T extends Stored, Q> {
  readonly resource: Resource<T, Q>;
  /** What is shown of each; the first leads to its page. */
  readonly columns: readonly Column<T>[];
  readonly filters?: ReactNode;
}

/** A list, as `listLoader` reads it: sorted, filtered and searched by the API, in parts. */
export function ListPage<T extends Stored, Q extends object>(props: ListPageProps<T, Q>) {
  const { resource, columns, filters } = props;
  const query = useLoaderData() as Q;
  const { data: slice } = useSuspenseQuery(resource.partQuery(query));
  const { revalidate } = useRevalidator();
  const removal = useMutation({
    mutationFn: resource.removeShown,
    onSuccess: (_, item) => {
      tell(`Deleted: ${resource.label(item)}`);
      return revalidate();
    },
    onError: (error) => (isOutdated(error) ? revalidate() : undefined),
  });

  return (
    <Page
      title={resource.title}
      actions={
        <Button component={Link} to={`${resource.path}/new`}>
          New {resource.one}
        </Button>
      }
    >
      {(resource.searched || filters) && (
        <Group align="flex-end" mb="md">
          {resource.searched && <SearchBox />}
          {filters}
        </Group>
      )}
      {removal.error && <ErrorMessage error={removal.error} />}
      {slice.total === 0 ? (
        <Empty what={resource.many} to={`${resource.path}/new`} label="Make the first one" />
      ) : (
        <>
          <Table className="cards" highlightOnHover verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                {columns.map(({ name, label, sorted }) =>
                  sorted === false ? (
                    <Table.Th key={name} scope="col">
                      {label}
                    </Table.Th>
                  ) : (
                    <SortHeader key={name} name={name} label={label} />
                  ),
                )}
                <Table.Th scope="col">Actions</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {slice.items.map((item) => (
                <Row key={item.id} {...{ resource, columns, item }} onRemove={removal.mutate} />
              ))}
            </Table.Tbody>
          </Table>
          <Pager slice={slice} />
        </>
      )}
    </Page>
  );
}

interface RowProps<T extends Stored, Q> extends ListPageProps<T, Q> {
  readonly item: T;
  readonly onRemove: (item: T) => void;
}

function Row<T extends Stored, Q>({ resource, columns, item, onRemove }: RowProps<T, Q>) {
  const [first, ...others] = columns;
  const label = resource.label(item);
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Link to={`${resource.path}/${item.id}`}>{first?.show(item)}</Link>
      </Table.Th>
      {others.map((column) => (
        <Table.Td key={column.name} data-label={column.label}>
          {column.show(item)}
        </Table.Td>
      ))}
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <Button
            component={Link}
            to={`${resource.path}/${item.id}/edit`}
            variant="subtle"
            size="compact-sm"
            aria-label={`Change ${label}`}
          >
            Change
          </Button>
          <ConfirmButton label="Delete" what={label} onConfirm={() => onRemove(item)} />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
