import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

if (/[#?%]/.test(import.meta.dirname)) {
  // Vite takes these for parts of a URL, and then misses its files.
  throw new Error(
    `Vite and Vitest cannot work below a folder with #, ? or % in its name: ${import.meta.dirname}`,
  );
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** One file in the form that Electron loads first, with all packages in it: a preload script in a sandbox has no others. */
function script(input: string) {
  return {
    externalizeDeps: false,
    rollupOptions: {
      input: at(input),
      output: { format: "cjs" as const, entryFileNames: "index.cjs" },
    },
  };
}

/** A page at any address finds its scripts. electron-vite would have them relative, as file: needs. */
const absoluteBase = {
  name: "absolute-base",
  enforce: "post" as const,
  config: () => ({ base: "/" }),
};

export default defineConfig({
  main: { build: { outDir: "out/main", ...script("./src/main/index.ts") } },
  preload: { build: { outDir: "out/preload", ...script("./src/preload/index.ts") } },
  renderer: {
    root: "src/renderer",
    plugins: [react(), absoluteBase],
    build: {
      outDir: "out/renderer",
      minify: true,
      rollupOptions: { input: at("./src/renderer/index.html") },
      // No data: URLs, which the content security policy would have to allow.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: { host: "127.0.0.1", port: 5173, strictPort: true },
  },
});
