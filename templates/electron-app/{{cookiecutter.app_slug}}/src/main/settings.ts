import { isAbsolute } from "node:path";

import { z } from "../shared/schema";
import { HOME } from "./origin";

/** A setting that is wrong; its message names the variable. */
export class BadSetting extends Error {}

export interface Settings {
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** Where the application keeps its data; undefined for the place that the system has for it. */
  readonly dataFolder: string | undefined;
  /** Hosts whose https addresses may be opened in the person's browser. */
  readonly externalHosts: ReadonlySet<string>;
  /** The address of the first page. */
  readonly home: string;
  /** Where to tell of health, for this run only. */
  readonly smoke: { readonly host: string; readonly port: number } | undefined;
}

const HOST_NAME = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/;

const variables = z.object({
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error"], "none of debug, info, warn, error")
    .default("info"),
  APP_DATA: z.string().refine(isAbsolute, "not an absolute path").optional(),
  EXTERNAL_HOSTS: z
    .string()
    .transform((text) => text.split(",").map((host) => host.trim().toLowerCase()))
    .refine(
      (hosts) => hosts.every((host) => HOST_NAME.test(host)),
      "not host names, separated by commas",
    )
    .default([]),
  APP_SMOKE: z.enum(["0", "1"], "neither 0 nor 1").default("0"),
  HOST: z.string().default("127.0.0.1"),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, "not a number from 0 to 65535")
    .transform(Number)
    .refine((port) => port <= 65535, "not a number from 0 to 65535")
    .optional(),
  ELECTRON_RENDERER_URL: z
    .string()
    .regex(
      /^http:\/\/(localhost|127\.0\.0\.1):\d+\/?$/,
      "not the address of a server on this machine",
    )
    .optional(),
});

/**
 * The settings of an environment, where an empty variable is as good as none. Throws BadSetting. A packed
 * application takes its pages from nowhere else.
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  { packaged }: { packaged: boolean },
): Settings {
  const given = Object.keys(variables.shape).map((name) => [name, env[name] || undefined]);
  const smoke = env["APP_SMOKE"] === "1";
  const ignored = new Set([
    ...(smoke ? [] : ["HOST", "PORT"]),
    ...(packaged ? ["ELECTRON_RENDERER_URL"] : []),
  ]);
  const read = variables.safeParse(
    Object.fromEntries(given.filter(([name]) => !ignored.has(String(name)))),
  );
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new BadSetting(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { HOST: host, PORT: port, ...rest } = read.data;
  if (smoke && port === undefined) {
    throw new BadSetting("PORT: needed with APP_SMOKE=1");
  }
  return {
    logLevel: rest.LOG_LEVEL,
    dataFolder: rest.APP_DATA,
    externalHosts: new Set(rest.EXTERNAL_HOSTS),
    home: rest.ELECTRON_RENDERER_URL ?? HOME,
    smoke: smoke && port !== undefined ? { host, port } : undefined,
  };
}
