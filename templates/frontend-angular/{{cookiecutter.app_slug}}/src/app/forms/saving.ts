import {
  afterNextRender,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  Injectable,
  Injector,
  signal,
} from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import type { AbstractControl, FormGroup } from "@angular/forms";
import type { Observable } from "rxjs";

import { ApiError } from "../api/api-error";
import { isOutdated } from "../api/versions";
import type { Wrong } from "./checks";

/** What is said at fields, by their controls. */
export type Notes = ReadonlyMap<AbstractControl, string>;

/** The controls in which somebody can type or choose, where Angular says that something is wrong. */
const WRONG =
  "input.ng-invalid, select.ng-invalid, textarea.ng-invalid, mat-checkbox.ng-invalid input";

/** Brings a form to the API, and what the API says of it back to the form. Each page with a form provides its own. */
@Injectable()
export class Saving {
  readonly #page = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #destroyed = inject(DestroyRef);
  readonly #injector = inject(Injector);

  readonly busy = signal(false);
  /** Why it could not be saved, as far as no field tells it. */
  readonly failure = signal<unknown>(undefined);
  /** Whether somebody else was faster, so that the newest state is needed. */
  readonly outdated = computed(() => isOutdated(this.failure()));
  /** What others made of fields that were edited here too. */
  readonly notes = signal<Notes>(new Map());

  /** Sends what `request` makes of a form that is well, and calls `done` with what was saved. */
  send<T>(form: FormGroup, request: () => Observable<T>, done: (saved: T) => void): void {
    if (this.busy()) {
      return;
    }
    this.failure.set(undefined);
    form.markAllAsTouched();
    // What the API refused may be sent again, and a date may be filled in by half.
    Object.values(form.controls).forEach((control) => control.updateValueAndValidity());
    if (form.invalid) {
      this.#focusWrong();
      return;
    }
    this.busy.set(true);
    request()
      .pipe(takeUntilDestroyed(this.#destroyed))
      .subscribe({
        next: done,
        error: (error: unknown) => {
          this.busy.set(false);
          this.failure.set(showAtFields(form, error) ? undefined : error);
          this.#focusWrong();
        },
      });
  }

  /** Fetches the newest state; `take` brings it into the form and says what others made of fields edited here. */
  refresh<T>(request: Observable<T>, take: (newest: T) => Notes): void {
    request.pipe(takeUntilDestroyed(this.#destroyed)).subscribe({
      next: (newest) => {
        this.notes.set(take(newest));
        this.failure.set(undefined);
      },
      error: (error: unknown) => this.failure.set(error),
    });
  }

  #focusWrong(): void {
    const focus = () => this.#page.nativeElement.querySelector<HTMLElement>(WRONG)?.focus();
    afterNextRender(focus, { injector: this.#injector });
  }
}

/** The part of a draft that comes from what somebody edited. */
export function edited<Draft extends object>(form: FormGroup, draft: Draft): Partial<Draft> {
  const names = Object.keys(draft).filter((name) => form.controls[name]?.dirty);
  return Object.fromEntries(
    Object.entries(draft).filter(([name]) => names.includes(name)),
  ) as Partial<Draft>;
}

/**
 * Brings a newer state into a form, but for what somebody edited. The other forms are of the state before and of the
 * newest. Says what others made of the fields that were edited here too.
 */
export function carry(form: FormGroup, before: FormGroup, newest: FormGroup): Notes {
  const notes = new Map<AbstractControl, string>();
  for (const [name, control] of Object.entries(form.controls)) {
    const [was, now] = [before, newest].map((one) => valueOf(one, name));
    if (!control.dirty) {
      control.reset(now);
    } else if (now !== was && now !== control.value) {
      notes.set(control, `Meanwhile: ${String(now ?? "") || "(empty)"}`);
    }
  }
  return notes;
}

function valueOf(form: FormGroup, name: string): string | number | boolean | null {
  return (form.getRawValue() as Record<string, string | number | boolean>)[name] ?? null;
}

/** Shows what the API says of single fields there; true when that is all it says. */
function showAtFields(form: FormGroup, error: unknown): boolean {
  const problems = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  const shown = problems.filter(({ loc, msg }) => {
    const found = loc.map((part) => form.get([part])).find((control) => control !== null);
    found?.setErrors({ wrong: sentence(msg) } satisfies Wrong);
    return found !== undefined;
  });
  return problems.length > 0 && shown.length === problems.length;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1) + (/[.!?]$/.test(trimmed) ? "" : ".");
}
