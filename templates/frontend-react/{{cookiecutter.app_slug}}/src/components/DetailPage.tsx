import { Button, Paper } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link, useLoaderData, useNavigate, useRevalidator } from "react-router";

import type { Stored } from "../resources/lists";
import type { Resource } from "../resources/resource";
import { showMoment } from "../resources/show";
import { isOutdated } from "../resources/versions";
import { tell } from "../tell";
import { ConfirmButton } from "./ConfirmButton";
import { Detail } from "./Detail";
import { ErrorMessage } from "./ErrorMessage";
import { Page } from "./Page";

interface DetailPageProps<T extends Stored, Q> {
  readonly resource: Resource<T, Q>;
  /** What is shown of it, a `Detail` for each value. */
  readonly children: (item: T) => ReactNode;
}

/** The page of one resource, as `oneLoader` reads it. */
export function DetailPage<T extends Stored, Q>({ resource, children }: DetailPageProps<T, Q>) {
  const id = useLoaderData() as number;
  const { data: read } = useSuspenseQuery(resource.oneQuery(id));
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const { item } = read;
  const label = resource.label(item);
  const removal = useMutation({
    mutationFn: () => resource.remove(read),
    onSuccess: () => {
      tell(`Deleted: ${label}`);
      return navigate(resource.path);
    },
    onError: (error) => (isOutdated(error) ? revalidate() : undefined),
  });

  return (
    <Page
      title={label}
      actions={
        <>
          <Button component={Link} to={resource.path} variant="subtle">
            All {resource.many}
          </Button>
          <Button component={Link} to={`${resource.path}/${id}/edit`}>
            Change
          </Button>
          <ConfirmButton label="Delete" what={label} onConfirm={() => removal.mutate()} />
        </>
      }
    >
      {removal.error && <ErrorMessage error={removal.error} />}
      <Paper withBorder p="lg">
        <dl className="details">
          {children(item)}
          <Detail label="Created">{showMoment(item.created_at)}</Detail>
          <Detail label="Last change">{showMoment(item.updated_at)}</Detail>
        </dl>
      </Paper>
    </Page>
  );
}
