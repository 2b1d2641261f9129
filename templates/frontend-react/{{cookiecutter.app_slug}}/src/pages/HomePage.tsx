import { Card } from "@mantine/core";
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
        <ul className="tiles">
          {entries.map(({ label, to }) => (
            <li key={to}>
              <Card component={Link} to={to} withBorder padding="lg">
                {label}
              </Card>
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
