import { Component, type ReactNode } from "react";

import { ErrorMessage } from "./ErrorMessage";

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly failure?: { readonly error: unknown };
}

/** The last resort, around everything: shows a way on instead of an empty page. The root reports the error. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { failure: { error } };
  }

  override state: ErrorBoundaryState = {};

  override render() {
    if (!this.state.failure) {
      return this.props.children;
    }
    return (
      <main>
        <h1>Something went wrong</h1>
        <ErrorMessage error={this.state.failure.error} />
        <p>
          <a href="/">Start again</a>
        </p>
      </main>
    );
  }
}
