import { describe, expect, it } from "vitest";

import { press } from "../../testing/forms";
import { showApp } from "../../testing/show-app";

const shown = () => document.documentElement.style.colorScheme;

describe("light or dark", () => {
  it("is as the system is, until someone chooses", async () => {
    const app = await showApp();
    expect(shown()).toBe("");
    await press(app, "Switch to dark");
    expect(shown()).toBe("dark");
    await press(app, "Switch to light");
    expect(shown()).toBe("light");
  });

  it("is remembered by the browser", async () => {
    localStorage.setItem("scheme", "dark");
    const app = await showApp();
    expect(shown()).toBe("dark");
    await press(app, "Switch to light");
    expect(localStorage.getItem("scheme")).toBe("light");
  });

  it("takes nothing else from there", async () => {
    localStorage.setItem("scheme", "pink");
    await showApp();
    expect(shown()).toBe("");
  });
});
