import { isRouteErrorResponse, Link, useLocation, useRouteError } from "react-router";

import { ApiError } from "../api";
import { ErrorMessage } from "../components/ErrorMessage";
import { Page } from "../components/Page";
import { NotFoundPage } from "./NotFoundPage";

/** Shown in place of a page that failed to load or to render. */
export function RouteErrorPage() {
  const error = useRouteError();
  const location = useLocation();
  if ((isRouteErrorResponse(error) || error instanceof ApiError) && error.status === 404) {
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
