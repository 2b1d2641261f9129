import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  Injector,
  viewChild,
  type ElementRef,
} from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { MatIconButton } from "@angular/material/button";
import {
  NavigationEnd,
  NavigationStart,
  Router,
  RouterLink,
  RouterLinkActive,
  RouterOutlet,
} from "@angular/router";
import { distinctUntilChanged, filter, map, skip } from "rxjs";

import { APP_NAME } from "../app-name";
import { APP_FEATURES } from "../features/feature";
import { Failures } from "./errors/failures";
import { ErrorMessage } from "./shell/error-message";
import { SchemeChoice } from "./shell/scheme";

/** What surrounds every page: skip link, header with navigation, main region. */
@Component({
  selector: "app-root",
  imports: [ErrorMessage, MatIconButton, RouterLink, RouterLinkActive, RouterOutlet],
  templateUrl: "./app.html",
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
  readonly #router = inject(Router);
  readonly #injector = inject(Injector);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>("main");

  protected readonly appName = APP_NAME;
  protected readonly failures = inject(Failures);
  protected readonly scheme = inject(SchemeChoice);
  protected readonly entries = inject(APP_FEATURES).filter(({ label }) => label !== undefined);
  protected readonly busy = computed(() => this.#router.currentNavigation() !== null);

  constructor() {
    this.#router.events
      .pipe(
        filter((event) => event instanceof NavigationStart),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.failures.unexpected.set(undefined));
    this.#router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        map(({ urlAfterRedirects }) => urlAfterRedirects.split(/[?#]/, 1)[0]),
        distinctUntilChanged(),
        // The first page leaves the focus where the browser puts it.
        skip(1),
        takeUntilDestroyed(),
      )
      .subscribe(() => afterNextRender(() => this.#focusPage(), { injector: this.#injector }));
  }

  /** An address such as #content would lead to the start page, because of the page's `<base>`. */
  protected skipToContent(event: Event): void {
    event.preventDefault();
    this.main().nativeElement.focus();
  }

  /** People who do not see the page hear that it changed, and the keyboard goes on from its start. */
  #focusPage(): void {
    const main = this.main().nativeElement;
    (main.querySelector("h1") ?? main).focus();
  }
}
