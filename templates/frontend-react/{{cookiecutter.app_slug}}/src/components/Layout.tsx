import { useEffect, useRef } from "react";
import { NavLink, Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";

import { APP_NAME } from "../app";
import type { Feature } from "../features/feature";
import { SchemeButton } from "./SchemeButton";

interface LayoutProps {
  readonly features: readonly Feature[];
}

/** What surrounds every page: skip link, header with navigation, main region. */
export function Layout({ features }: LayoutProps) {
  const main = useFocusOnNavigation();
  const busy = useNavigation().state !== "idle";
  const entries = features.flatMap(({ navigation }) => navigation ?? []);
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <header className="bar">
        <NavLink className="brand" to="/" end>
          {APP_NAME}
        </NavLink>
        {entries.length > 0 && (
          <nav aria-label="Main">
            <ul>
              {entries.map(({ label, to }) => (
                <li key={to}>
                  <NavLink to={to}>{label}</NavLink>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <SchemeButton />
      </header>
      <main id="content" ref={main} tabIndex={-1} aria-busy={busy}>
        <Outlet />
      </main>
      <ScrollRestoration />
    </>
  );
}

/**
 * Moves the focus to the heading of a page that was navigated to: people who do not see the page hear that it
 * changed, and the keyboard goes on from its start. The first page leaves the focus where the browser puts it.
 */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current !== pathname) {
      shown.current = pathname;
      (main.current?.querySelector("h1") ?? main.current)?.focus();
    }
  }, [pathname]);
  return main;
}
