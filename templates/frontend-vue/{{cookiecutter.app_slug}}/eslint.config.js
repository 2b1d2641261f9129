import js from "@eslint/js";
import vue from "eslint-plugin-vue";
import accessibility from "eslint-plugin-vuejs-accessibility";
import globals from "globals";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["coverage", "dist", "node_modules", "reports", "src/api/schema.d.ts"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  ts.configs.strict,
  vue.configs["flat/recommended-error"],
  accessibility.configs["flat/recommended"],
  // Prettier decides how the code is laid out.
  vue.configs["no-layout-rules"],
  {
    files: ["src/**"],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ["**/*.vue"],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      "vue/block-lang": ["error", { script: { lang: "ts" } }],
      "vue/block-order": ["error", { order: ["script", "template", "style"] }],
      "vue/component-api-style": ["error", ["script-setup"]],
      "vue/component-name-in-template-casing": ["error", "PascalCase"],
      "vue/define-props-declaration": ["error", "type-based"],
      "vue/define-emits-declaration": ["error", "type-literal"],
      "vue/html-button-has-type": "error",
      "vue/no-template-target-blank": "error",
      "vue/no-undef-components": [
        "error",
        { ignorePatterns: ["RouterLink", "RouterView", "router-link", "router-view"] },
      ],
      "vue/no-unused-emit-declarations": "error",
      "vue/no-unused-refs": "error",
      "vue/no-v-html": "error",
      "vue/prefer-true-attribute-shorthand": "error",
      // The types say which properties may be left out.
      "vue/require-default-prop": "off",
      "vuejs-accessibility/form-control-has-label": ["error", { labelComponents: ["FieldFrame"] }],
      // A label may hold its control or name it.
      "vuejs-accessibility/label-has-for": [
        "error",
        { required: { some: ["nesting", "id"] }, allowChildren: true },
      ],
    },
  },
  {
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-param-reassign": "error",
      "prefer-const": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["*.config.{js,ts}", "serve.mjs", "server/**", "tests/**"],
    languageOptions: { globals: globals.node },
  },
  {
    files: ["serve.mjs", "**/*.test.ts", "src/test/**"],
    rules: { "no-console": "off" },
  },
);
