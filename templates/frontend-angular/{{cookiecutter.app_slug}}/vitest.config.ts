import { defineConfig } from "vitest/config";

if (/[#?%*()[\]{}]/.test(import.meta.dirname)) {
  // They take these for parts of a URL or of a pattern, and then miss their files.
  throw new Error(
    `ng test and Vitest cannot work below a folder with one of # ? % * ( ) [ ] { } in its name: ${import.meta.dirname}`,
  );
}

// The tests that need no browser; `ng test` runs those below src.
export default defineConfig({
  test: {
    environment: "node",
    include: ["tests/**/*.test.ts"],
    // Far more than is needed, for busy machines.
    testTimeout: 30_000,
    reporters: ["default", ["junit", { outputFile: "reports/server.xml" }]],
  },
});
