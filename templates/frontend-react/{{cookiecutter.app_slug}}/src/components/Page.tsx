import { Group } from "@mantine/core";
import { useEffect, type ReactNode } from "react";

import { APP_NAME } from "../app";

interface PageProps {
  readonly title: string;
  /** What can be done with all of it, beside the heading. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** The content of one page: its heading, which gets the focus when it is navigated to, and the document's title. */
export function Page({ title, actions, children }: PageProps) {
  useEffect(() => {
    document.title = title === APP_NAME ? title : `${title} · ${APP_NAME}`;
  }, [title]);
  return (
    <>
      <Group justify="space-between" mb="lg">
        <h1 tabIndex={-1}>{title}</h1>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </>
  );
}
