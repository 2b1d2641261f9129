import { describe, expect, it } from "vitest";

import { readConfig } from "./config";

function pageWith(head: string): Document {
  return new DOMParser().parseFromString(`<head>${head}</head>`, "text/html");
}

describe("readConfig", () => {
  it("reads the address of the API from the page", () => {
    const page = pageWith('<meta name="api-url" content="https://api.example.com/v1/">');
    expect(readConfig(page).apiUrl).toBe("https://api.example.com/v1");
  });

  it("has a default where the page says nothing", () => {
    expect(readConfig(pageWith("")).apiUrl).toBe("/api");
  });

  it("names the setting that is wrong", () => {
    const page = pageWith('<meta name="api-url" content="nonsense">');
    expect(() => readConfig(page)).toThrow("bad setting: api-url: neither a path");
  });
});
