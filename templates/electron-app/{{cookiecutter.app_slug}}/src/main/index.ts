import { app } from "electron";

import { start } from "./start";

start().catch((error: unknown) => {
  process.stderr.write(`cannot start: ${(error as Error).stack}\n`);
  app.exit(1);
});
