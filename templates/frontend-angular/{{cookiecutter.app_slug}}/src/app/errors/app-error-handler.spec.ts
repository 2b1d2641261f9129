import { ChangeDetectionStrategy, Component, signal } from "@angular/core";
import { describe, expect, it, vi } from "vitest";

import { APP_NAME } from "../../app-name";
import { accessibilityProblems } from "../../test/axe";
import { showApp } from "../../test/showApp";
import type { Feature } from "../../features/feature";
import { Page } from "../shell/page";

/** A page that works until its button is pressed. */
@Component({
  selector: "app-fragile",
  imports: [Page],
  template: `
    <app-page heading="Fragile">
      <button type="button" class="event" (click)="fail()">Fail</button>
      <button type="button" class="drawing" (click)="broken.set(true)">Break</button>
      {{ text() }}
    </app-page>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class Fragile {
  readonly broken = signal(false);

  text(): string {
    return this.broken() ? this.fail() : "well";
  }

  fail(): never {
    throw new Error("secret words");
  }
}

const fragile: Feature = {
  path: "fragile",
  label: "Fragile",
  loadChildren: () => Promise.resolve({ default: [{ path: "", component: Fragile }] }),
};

describe("an error that nobody expected", () => {
  it.each(["event", "drawing"])("is reported and told of: %s", async (kind) => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    const app = await showApp("/fragile", [fragile]);
    app.get(`button.${kind}`).click();
    const alert = await vi.waitFor(() => app.get("[role=alert]"));
    expect(alert.textContent).toContain("An unexpected error occurred.");
    expect(document.body.textContent).not.toContain("secret words");
    expect(app.get("h1").textContent).toBe("Fragile");
    expect(await accessibilityProblems()).toEqual([]);
    expect(reported).toHaveBeenCalledWith(expect.objectContaining({ message: "secret words" }));
    expect(reported.mock.calls.length).toBeLessThan(4);
    reported.mockClear();
  });

  it("is told of until another page is shown", async () => {
    const reported = vi.spyOn(console, "error").mockReturnValue();
    const app = await showApp("/fragile", [fragile]);
    app.get("button.event").click();
    await vi.waitFor(() => app.get("[role=alert]"));
    await app.follow(APP_NAME);
    expect(app.root.querySelector("[role=alert]")).toBeNull();
    reported.mockClear();
  });
});
