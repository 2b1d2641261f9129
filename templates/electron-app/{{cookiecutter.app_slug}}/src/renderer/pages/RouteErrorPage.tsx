import { isRouteErrorResponse, Link, useLocation, useRouteError } from "react-router";

import { ErrorMessage } from "../components/ErrorMessage";
import { Page } from "../components/Page";
import { CallError } from "../desktop";
import { NotFoundPage } from "./NotFoundPage";

/** Shown in place of a page that failed to load or to render. */
export function RouteErrorPage() {
  const error = useRouteError();
  const location = useLocation();
  const missing = isRouteErrorResponse(error)
    ? error.status === 404
    : error instanceof CallError && error.code === "not_found";
  if (missing) {
    return <NotFoundPage />;
  }
  return (
    <Page title="Something went wrong">
      <ErrorMessage error={error} />
      <p>
        <Link to={location} reloadDocument>
          Try again
        </Link>
      </p>
    </Page>
  );
}
