import vue from "@vitejs/plugin-vue";
import { loadEnv, type Plugin } from "vite";
import { defineConfig } from "vitest/config";

import { checkApiUrl } from "./src/apiUrl.ts";

if (/[#?%]/.test(import.meta.dirname)) {
  // They take these for parts of a URL, and then miss their files.
  throw new Error(
    `Vite and Vitest cannot work below a folder with #, ? or % in its name: ${import.meta.dirname}`,
  );
}

/** Puts the API's address into the page, where the application and its server find it. */
function apiUrlMeta(mode: string): Plugin {
  const value = loadEnv(mode, import.meta.dirname, "VITE_")["VITE_API_URL"] ?? "";
  let apiUrl: string;
  try {
    apiUrl = checkApiUrl(value);
  } catch (error) {
    throw new Error(`bad setting: VITE_API_URL: ${(error as Error).message}`, { cause: error });
  }
  return {
    name: "api-url-meta",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { name: "api-url", content: apiUrl }, injectTo: "head" },
    ],
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [vue(), apiUrlMeta(mode)],
  build: {
    // No data: URLs, which the content security policy would have to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    strictPort: true,
    // Where the development server sends requests for the API, or nowhere.
    proxy: process.env["DEV_API_URL"]
      ? { "/api": { target: process.env["DEV_API_URL"], changeOrigin: true } }
      : {},
  },
  test: {
    // Far more than is needed, for busy machines.
    testTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
    reporters: ["default", ["junit", { outputFile: "reports/junit.xml" }]],
    coverage: {
      include: ["src/**/*.{ts,vue}", "serve.mjs", "server/**"],
      exclude: ["**/*.test.*", "src/test/**"],
    },
    projects: [
      {
        extends: true,
        test: {
          name: "app",
          environment: "jsdom",
          include: ["src/**/*.test.ts"],
          setupFiles: ["src/test/setup.ts"],
        },
      },
      {
        extends: true,
        test: { name: "node", environment: "node", include: ["tests/**/*.test.ts"] },
      },
    ],
  },
}));
