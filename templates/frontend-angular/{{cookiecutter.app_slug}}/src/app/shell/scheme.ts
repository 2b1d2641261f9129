import { computed, effect, Injectable, signal } from "@angular/core";

export type Scheme = "light" | "dark";

const KEPT = "scheme";

/** Light or dark: as the system is, until someone chooses; the browser remembers it. */
@Injectable({ providedIn: "root" })
export class SchemeChoice {
  readonly #system = matchMedia("(prefers-color-scheme: dark)");
  readonly #systemIsDark = signal(this.#system.matches);
  readonly #chosen = signal(kept());

  readonly current = computed(() => this.#chosen() ?? (this.#systemIsDark() ? "dark" : "light"));
  readonly other = computed<Scheme>(() => (this.current() === "light" ? "dark" : "light"));

  constructor() {
    this.#system.addEventListener("change", ({ matches }) => this.#systemIsDark.set(matches));
    effect(() => {
      document.documentElement.style.colorScheme = this.#chosen() ?? "";
    });
  }

  /** Chooses the other one. */
  toggle(): void {
    const other = this.other();
    localStorage.setItem(KEPT, other);
    this.#chosen.set(other);
  }
}

function kept(): Scheme | undefined {
  const scheme = localStorage.getItem(KEPT);
  return scheme === "light" || scheme === "dark" ? scheme : undefined;
}
