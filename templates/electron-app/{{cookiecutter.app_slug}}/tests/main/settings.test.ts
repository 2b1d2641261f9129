import { describe, expect, it } from "vitest";

import { BadSetting, readSettings } from "../../src/main/settings";

const here = { packaged: false };

describe("readSettings", () => {
  it("has a default for everything", () => {
    expect(readSettings({ HOME: "/home/ann", LOG_LEVEL: "" }, here)).toEqual({
      logLevel: "info",
      dataFolder: undefined,
      externalHosts: new Set(),
      home: "app://renderer/",
      smoke: undefined,
    });
  });

  it("reads what is set", () => {
    const env = {
      LOG_LEVEL: "debug",
      APP_DATA: "/srv/data",
      EXTERNAL_HOSTS: "a.example, B.example",
    };
    expect(readSettings(env, here)).toMatchObject({
      logLevel: "debug",
      dataFolder: "/srv/data",
      externalHosts: new Set(["a.example", "b.example"]),
    });
  });

  it.each([
    ["LOG_LEVEL", "loud", "none of debug"],
    ["APP_DATA", "data", "not an absolute path"],
    ["EXTERNAL_HOSTS", "https://a.example", "not host names"],
    ["EXTERNAL_HOSTS", "a.example,", "not host names"],
    ["EXTERNAL_HOSTS", "*.example", "not host names"],
    ["APP_SMOKE", "yes", "neither 0 nor 1"],
    ["ELECTRON_RENDERER_URL", "http://evil.example:5173", "not the address of a server on this"],
    ["ELECTRON_RENDERER_URL", "http://localhost.evil.example:80", "not the address of a server"],
  ])("refuses %s=%s by name", (name, value, reason) => {
    const read = () => readSettings({ [name]: value }, here);
    expect(read).toThrow(BadSetting);
    expect(read).toThrow(`${name}: ${reason}`);
  });

  it("tells of health when it is asked to, at a port", () => {
    expect(readSettings({ APP_SMOKE: "1", PORT: "4174" }, here).smoke).toEqual({
      host: "127.0.0.1",
      port: 4174,
    });
    const elsewhere = { APP_SMOKE: "1", HOST: "0.0.0.0", PORT: "0" };
    expect(readSettings(elsewhere, here).smoke).toEqual({ host: "0.0.0.0", port: 0 });
  });

  it.each(["", "http", "-1", "65536", "80 "])("refuses the port %j of a trial run", (PORT) => {
    expect(() => readSettings({ APP_SMOKE: "1", PORT }, here)).toThrow("PORT: ");
  });

  it("does not listen because of somebody else's PORT", () => {
    expect(readSettings({ PORT: "http", HOST: "0.0.0.0" }, here).smoke).toBeUndefined();
    expect(readSettings({ PORT: "80", APP_SMOKE: "0" }, here).smoke).toBeUndefined();
  });

  it("takes the pages from the development server, but never when packed", () => {
    const env = { ELECTRON_RENDERER_URL: "http://localhost:5173" };
    expect(readSettings(env, here).home).toBe("http://localhost:5173");
    expect(readSettings(env, { packaged: true }).home).toBe("app://renderer/");
  });
});
