import { useEffect, type ReactNode } from "react";

import { APP_NAME } from "../../shared/app";

interface PageProps {
  readonly title: string;
  readonly children?: ReactNode;
}

/** The content of one page: its heading, which gets the focus when it is navigated to, and the document's title. */
export function Page({ title, children }: PageProps) {
  useEffect(() => {
    document.title = title === APP_NAME ? title : `${title} · ${APP_NAME}`;
  }, [title]);
  return (
    <>
      <h1 tabIndex={-1}>{title}</h1>
      {children}
    </>
  );
}
