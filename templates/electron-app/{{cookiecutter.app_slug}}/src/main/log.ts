import type { Settings } from "./settings";

const LEVELS = ["debug", "info", "warn", "error"] as const;

type Level = Settings["logLevel"];
type Tell = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Tells what happens, in lines of JSON. */
export type Log = Readonly<Record<Level, Tell>>;

/** A log that leaves out what is below a level. An Error among the fields is told with its stack. */
export function makeLog(
  lowest: Level,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Log {
  const tell =
    (level: Level): Tell =>
    (message, fields = {}) => {
      if (LEVELS.indexOf(level) >= LEVELS.indexOf(lowest)) {
        const entry = { timestamp: new Date().toISOString(), level, message, ...fields };
        write(`${JSON.stringify(entry, (_key, value: unknown) => readable(value))}\n`);
      }
    };
  return { debug: tell("debug"), info: tell("info"), warn: tell("warn"), error: tell("error") };
}

function readable(value: unknown): unknown {
  return value instanceof Error ? (value.stack ?? String(value)) : value;
}
