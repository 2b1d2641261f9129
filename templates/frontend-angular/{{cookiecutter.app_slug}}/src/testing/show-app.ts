import { Location } from "@angular/common";
import { HttpTestingController, provideHttpClientTesting } from "@angular/common/http/testing";
import { provideLocationMocks, SpyLocation } from "@angular/common/testing";
import type { Provider } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { Router } from "@angular/router";

import { App } from "../app/app";
import { appProviders } from "../app/app.config";
import type { Feature } from "../app/features/feature";

/** The application as a test uses it. */
export interface Shown {
  readonly root: HTMLElement;
  readonly api: HttpTestingController;
  /** The address that people see. */
  address(): string;
  /** The element for a selector, which must be there. */
  get(selector: string): HTMLElement;
  /** The link with this name, which must be there. */
  link(text: string): HTMLAnchorElement;
  /** Waits until nothing is left to do. */
  settled(): Promise<void>;
  /** Follows the link with this name. */
  follow(text: string): Promise<void>;
}

/** Provides everything that the application has, with an API that the test answers for unless `more` brings one. */
export function provideApp(
  features: readonly Feature[] = [],
  more: readonly Provider[] = [],
): void {
  TestBed.configureTestingModule({
    // The application's own handler gets them.
    rethrowApplicationErrors: false,
    providers: [
      appProviders({ apiUrl: "/api" }, features),
      provideHttpClientTesting(),
      provideLocationMocks(),
      ...more,
    ],
  });
}

/** Shows the whole application at an address. */
export async function showApp(
  address = "/",
  features: readonly Feature[] = [],
  ...more: Provider[]
): Promise<Shown> {
  provideApp(features, more);
  const location = TestBed.inject(Location) as SpyLocation;
  location.setInitialPath(address);
  const fixture = TestBed.createComponent(App);
  const root = fixture.nativeElement as HTMLElement;
  const settled = async () => {
    await fixture.whenStable();
    // Dialogs close a moment later, and what they were asked for begins then.
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
  };
  TestBed.inject(Router).initialNavigation();
  await settled();

  function get(selector: string): HTMLElement {
    const found = root.querySelector<HTMLElement>(selector);
    if (!found) {
      throw new Error(`nothing is ${selector} in ${root.innerHTML}`);
    }
    return found;
  }

  function link(text: string): HTMLAnchorElement {
    const links = [...root.querySelectorAll("a")];
    const found = links.find((a) => (a.ariaLabel ?? a.textContent.trim()) === text);
    if (!found) {
      throw new Error(`no link is called ${text} in ${root.innerHTML}`);
    }
    return found;
  }

  return {
    root,
    api: TestBed.inject(HttpTestingController),
    address: () => location.path(),
    get,
    link,
    settled,
    follow: async (text) => {
      link(text).click();
      await settled();
    },
  };
}
