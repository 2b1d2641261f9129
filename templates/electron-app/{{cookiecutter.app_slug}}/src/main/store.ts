import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";

import { z } from "../shared/schema";

/** One file of data. Updates wait for each other; each is on the disk as a whole before it is answered, or not at all. */
export interface Store<T> {
  readonly read: () => Promise<T>;
  /** Writes what `change` makes of the content, and returns it. */
  readonly update: (change: (content: T) => T) => Promise<T>;
}

/**
 * The store `name` in a folder. Its content is checked when it is read: a file that does not fit is left alone and
 * is an Error that names it. A field that comes later needs a default in the schema.
 */
export function openStore<S extends z.ZodType>(
  folder: string,
  name: string,
  schema: S,
  initial: z.output<S>,
): Store<z.output<S>> {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new Error(`"${name}" cannot name a store: small letters, digits and -`);
  }
  const path = join(folder, `${name}.json`);
  let last: Promise<unknown> = Promise.resolve();

  async function load(): Promise<z.output<S>> {
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") {
        return undefined;
      }
      throw error;
    });
    if (text === undefined) {
      return initial;
    }
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      throw new Error(`${path} is damaged: ${reason(error)}`, { cause: error });
    }
  }

  function inTurn<R>(work: () => Promise<R>): Promise<R> {
    const done = last.then(work, work);
    last = done.catch(() => {});
    return done;
  }

  return {
    read: () => inTurn(load),
    update: (change) =>
      inTurn(async () => {
        const content = schema.parse(change(await load()));
        await writeWhole(path, `${JSON.stringify(content, null, 2)}\n`);
        return content;
      }),
  };
}

/** A crash leaves the old content or the new, never half of one. */
async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  const file = await open(beside, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

function reason(error: unknown): string {
  return error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
}
