import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

if (/[#?%]/.test(import.meta.dirname)) {
  // Vitest takes these for parts of a URL, and then misses its files.
  throw new Error(
    `Vite and Vitest cannot work below a folder with #, ? or % in its name: ${import.meta.dirname}`,
  );
}

export default defineConfig({
  plugins: [react()],
  test: {
    // Far more than is needed, for busy machines.
    testTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
    reporters: ["default", ["junit", { outputFile: "reports/junit.xml" }]],
    coverage: {
      include: ["src/**/*.{ts,tsx}", "scripts/**/*.mjs"],
      exclude: ["**/*.test.*", "src/renderer/test/**"],
    },
    projects: [
      {
        extends: true,
        test: {
          name: "renderer",
          environment: "jsdom",
          include: ["src/renderer/**/*.test.{ts,tsx}"],
          setupFiles: ["src/renderer/test/setup.ts"],
        },
      },
      {
        extends: true,
        test: { name: "node", environment: "node", include: ["tests/**/*.test.ts"] },
      },
    ],
  },
});
