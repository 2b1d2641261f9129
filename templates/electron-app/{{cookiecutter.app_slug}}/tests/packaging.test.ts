import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
// electron-builder's own reader and judge of its settings.
const builder = createRequire(createRequire(import.meta.url).resolve("electron-builder"));
const { getConfig, validateConfiguration } = builder("app-builder-lib/out/util/config/config.js");
const { DebugLogger } = builder("builder-util");

async function settings(): Promise<Record<string, unknown>> {
  return getConfig(root, "electron-builder.yml", null, undefined);
}

async function judged(changes: Record<string, unknown> = {}) {
  await validateConfiguration({ ...(await settings()), ...changes }, new DebugLogger(false));
}

it("is described as electron-builder wants it", async () => {
  await expect(judged()).resolves.toBeUndefined();
  await expect(judged({ nonsense: 1 })).rejects.toThrow("unknown property 'nonsense'");
});

it("has every fuse of Electron set, to the safe side", async () => {
  expect((await settings())["electronFuses"]).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
});

it("holds what is built and no packages, and is published nowhere", async () => {
  const { files, asar, publish, directories } = await settings();
  expect(files).toEqual([{ filter: ["out/**", "package.json", "!node_modules"] }]);
  expect([asar, publish]).toEqual([true, null]);
  expect(directories).toMatchObject({ output: "release" });
  const { dependencies, main } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as {
    dependencies?: object;
    main: string;
  };
  expect(dependencies, "every package is bundled").toBeUndefined();
  expect(main).toBe("out/main/index.cjs");
});

it("has a name and an identifier that systems take", async () => {
  const { appId, executableName, productName } = await settings();
  expect(appId).toMatch(/^[a-z][a-z0-9]*(\.[a-z0-9-]+)+$/);
  expect(executableName).toMatch(/^[a-z][a-z0-9-]*$/);
  expect(productName).toMatch(/^[^/\\:*?"<>|]+$/);
});
