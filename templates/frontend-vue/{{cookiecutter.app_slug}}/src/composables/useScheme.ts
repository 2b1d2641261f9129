import { customRef, onScopeDispose, type Ref } from "vue";

export type Scheme = "light" | "dark";

const KEPT = "scheme";
const DARK = "dark";

function wanted(system: MediaQueryList): Scheme {
  const kept = localStorage.getItem(KEPT);
  return kept === "light" || kept === DARK ? kept : system.matches ? DARK : "light";
}

/** Light or dark: as the system is, until someone chooses. The class of the page tells Element Plus. */
export function useScheme(): Ref<Scheme> {
  const system = matchMedia("(prefers-color-scheme: dark)");
  return customRef((track, trigger) => {
    function show(): void {
      document.documentElement.classList.toggle(DARK, wanted(system) === DARK);
      trigger();
    }
    show();
    system.addEventListener("change", show);
    onScopeDispose(() => system.removeEventListener("change", show));
    return {
      get() {
        track();
        return wanted(system);
      },
      set(scheme) {
        localStorage.setItem(KEPT, scheme);
        show();
      },
    };
  });
}
