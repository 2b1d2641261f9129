import { StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { createBrowserRouter, RouterProvider } from "react-router";

import { ErrorBoundary } from "./components/ErrorBoundary";
import { Providers } from "./components/Providers";
import { readConfig } from "./config";
import { findFeatures } from "./features/registry";
import { report } from "./report";
import { makeRoutes } from "./routes";

/** Shows the application in an element of the page; when it cannot start, says so there. */
export function start(container: HTMLElement, features = findFeatures): Root | undefined {
  try {
    readConfig();
    const router = createBrowserRouter(makeRoutes(features()));
    const root = createRoot(container, {
      onCaughtError: report,
      onRecoverableError: report,
      onUncaughtError: report,
    });
    root.render(
      <StrictMode>
        <Providers>
          <ErrorBoundary>
            <RouterProvider router={router} />
          </ErrorBoundary>
        </Providers>
      </StrictMode>,
    );
    return root;
  } catch (error) {
    report(error);
    const message = document.createElement("p");
    message.setAttribute("role", "alert");
    message.textContent = "The application could not start.";
    container.replaceChildren(message);
    return undefined;
  }
}
