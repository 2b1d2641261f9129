import { useEffect } from "react";
import { Link, useLoaderData } from "react-router";

import type { Answered } from "../../shared/contract";
import system from "../../shared/system/contract";
import { APP_NAME } from "../../shared/app";
import { Page } from "../components/Page";
import { client } from "../desktop";
import type { Feature } from "../features/feature";
import { report } from "../report";

interface HomePageProps {
  readonly features: readonly Feature[];
}

/** The start page, with what the main process answered. Once it stands, the main process is told. */
export function HomePage({ features }: HomePageProps) {
  const info = useLoaderData<Answered<typeof system.operations.info>>();
  useEffect(() => {
    client(system).rendered({}).catch(report);
  }, []);
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
          The application runs. Its first feature goes into a folder of{" "}
          <code>src/main/features</code>, <code>src/renderer/features</code> and{" "}
          <code>src/shared</code>.
        </p>
      )}
      <p>
        The main process answers: version {info.version} on {info.platform}, Electron{" "}
        {info.electron}, Chromium {info.chrome}, Node {info.node}.
      </p>
    </Page>
  );
}
