import { describe, expect, it } from "vitest";

import { checkApiUrl } from "../src/apiUrl";

describe("checkApiUrl", () => {
  it.each([
    ["", "/api"],
    [" /v1/ ", "/v1"],
    ["/", ""],
    ["https://api.example.com", "https://api.example.com"],
    ["http://127.0.0.1:8000/v1/", "http://127.0.0.1:8000/v1"],
  ])("takes %j as %j", (value, expected) => {
    expect(checkApiUrl(value)).toBe(expected);
  });

  it.each([
    "nonsense",
    "//elsewhere.example.com",
    "/a?b",
    "/a b",
    "/\\elsewhere.example.com",
    "javascript:alert(1)",
    "ftp://example.com",
    "https://example.com/?a=b",
    "https://user:secret@example.com",
  ])("refuses %j without repeating it", (value) => {
    const check = () => checkApiUrl(value);
    expect(check).toThrow(/neither a path/);
    expect(check).not.toThrow(value);
  });
});
