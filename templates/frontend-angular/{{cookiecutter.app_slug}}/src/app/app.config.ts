import {
  ErrorHandler,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
  type EnvironmentProviders,
  type Provider,
} from "@angular/core";
import { MAT_FORM_FIELD_DEFAULT_OPTIONS } from "@angular/material/form-field";
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
} from "@angular/router";

import { APP_FEATURES, type Feature } from "../features/feature";
import { makeRoutes } from "./app.routes";
import { AppTitleStrategy } from "./app-title-strategy";
import { AppErrorHandler } from "./errors/app-error-handler";
import { showNavigationError } from "./errors/navigation-errors";

/** Everything that the application is made of. */
export function appProviders(features: readonly Feature[]): (Provider | EnvironmentProviders)[] {
  return [
    provideBrowserGlobalErrorListeners(),
    provideZonelessChangeDetection(),
    provideRouter(
      makeRoutes(features),
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: "enabled" }),
      withNavigationErrorHandler(showNavigationError),
    ),
    { provide: APP_FEATURES, useValue: features },
    { provide: ErrorHandler, useClass: AppErrorHandler },
    {
      provide: MAT_FORM_FIELD_DEFAULT_OPTIONS,
      useValue: { appearance: "outline", subscriptSizing: "dynamic" },
    },
    { provide: TitleStrategy, useClass: AppTitleStrategy },
  ];
}
