import { Location } from "@angular/common";
import { provideLocationMocks, SpyLocation } from "@angular/common/testing";
import { TestBed } from "@angular/core/testing";
import { Router } from "@angular/router";

import { App } from "../app/app";
import { appProviders } from "../app/app.config";
import type { Feature } from "../features/feature";

/** The application as a test uses it. */
export interface Shown {
  readonly root: HTMLElement;
  /** The address that people see. */
  address(): string;
  /** The element for a selector, which must be there. */
  get(selector: string): HTMLElement;
  /** The link with this name, which must be there. */
  link(text: string): HTMLAnchorElement;
  /** Follows the link with this name, until nothing is left to do. */
  follow(text: string): Promise<void>;
}

/** Begins to show the whole application at an address, in place of one that was shown before. */
export function beginApp(address: string, features: readonly Feature[]) {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({
    // The application's own handler gets them.
    rethrowApplicationErrors: false,
    providers: [appProviders(features), provideLocationMocks()],
  });
  const location = TestBed.inject(Location) as SpyLocation;
  location.setInitialPath(address);
  const fixture = TestBed.createComponent(App);
  TestBed.inject(Router).initialNavigation();
  fixture.detectChanges();
  return { fixture, location };
}

/** Shows the whole application at an address. */
export async function showApp(address = "/", features: readonly Feature[] = []): Promise<Shown> {
  const { fixture, location } = beginApp(address, features);
  const root = fixture.nativeElement as HTMLElement;
  await fixture.whenStable();

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
    address: () => location.path(),
    get,
    link,
    follow: async (text) => {
      link(text).click();
      await fixture.whenStable();
    },
  };
}
