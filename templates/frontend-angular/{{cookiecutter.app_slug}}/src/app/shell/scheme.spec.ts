import { screen } from "@testing-library/dom";
import { describe, expect, it } from "vitest";

import { renderApp } from "../../test/renderApp";

const shown = () => document.documentElement.style.colorScheme;

async function press(user: ReturnType<typeof renderApp>, name: string): Promise<void> {
  await user.click(await screen.findByRole("button", { name }));
}

describe("light or dark", () => {
  it("is as the system is, until someone chooses", async () => {
    const user = renderApp();
    expect(shown()).toBe("");
    await press(user, "Switch to dark");
    expect(shown()).toBe("dark");
    await press(user, "Switch to light");
    expect(shown()).toBe("light");
  });

  it("is remembered by the browser", async () => {
    localStorage.setItem("scheme", "dark");
    const user = renderApp();
    expect(shown()).toBe("dark");
    await press(user, "Switch to light");
    expect(localStorage.getItem("scheme")).toBe("light");
  });

  it("takes nothing else from there", () => {
    localStorage.setItem("scheme", "pink");
    renderApp();
    expect(shown()).toBe("");
  });
});
