import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { accessibilityProblems } from "../test/axe";
import { ErrorBoundary } from "./ErrorBoundary";
import { Look } from "./Look";

function Broken(): never {
  throw new Error("secret words");
}

it("shows its children while they work", () => {
  render(<ErrorBoundary>well</ErrorBoundary>);
  expect(screen.getByText("well")).toBeVisible();
});

it("shows a way on in place of what failed to render", async () => {
  const report = vi.fn<(error: unknown) => void>();
  render(
    <ErrorBoundary>
      <Broken />
    </ErrorBoundary>,
    { onCaughtError: report, wrapper: Look },
  );
  expect(screen.getByRole("alert")).toHaveTextContent("An unexpected error occurred.");
  expect(screen.getByRole("link", { name: "Start again" })).toHaveAttribute("href", "/");
  expect(report).toHaveBeenCalledOnce();
  expect(document.body).not.toHaveTextContent("secret words");
  expect(await accessibilityProblems()).toEqual([]);
});
