import { Link } from "react-router";

import { APP_NAME } from "../app";
import { Page } from "../components/Page";
import type { Feature } from "../features/feature";

interface HomePageProps {
  readonly features: readonly Feature[];
}

export function HomePage({ features }: HomePageProps) {
  const entries = features.flatMap(({ navigation }) => navigation ?? []);
  return (
    <Page title={APP_NAME}>
      {entries.length > 0 ? (
        <ul>
          {entries.map(({ label, to }) => (
            <li key={to}>
              <Link to={to}>{label}</Link>
            </li>
          ))}
        </ul>
      ) : (
        <p>
          The application runs. Its first feature goes into a folder of <code>src/features</code>.
        </p>
      )}
    </Page>
  );
}
