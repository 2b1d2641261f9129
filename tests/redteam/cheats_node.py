"""Edits by which tests, checks or reports of a JavaScript or TypeScript project would stop saying what they said."""

from __future__ import annotations

import json
from typing import Any

from cheats_python import Case, new, touched

CODE = "export function add(a: number, b: number) {\n  return a - b\n}\n"
TESTS = "import { add } from './calc'\nit('adds', () => expect(add(2, 3)).toBe(5))\n"
PACKAGE: dict[str, Any] = {
    "name": "x",
    "version": "1.0.0",
    "scripts": {"test": "vitest run", "build": "tsc -b", "lint": "eslint ."},
    "dependencies": {"react": "19.0.0"},
    "devDependencies": {"vitest": "3.0.0"},
    "jest": {"coverageThreshold": {"global": {"lines": 90}}},
}
TSCONFIG = (
    '{\n  // strict\n  "compilerOptions": {"strict": true, "noUnusedLocals": true},\n  "include": ["src", "tests"]\n}\n'
)
VITE = "export default defineConfig({\n  plugins: [react()],\n  test: { include: ['src/**/*.test.ts'] },\n})\n"
ANGULAR = (
    '{"projects": {"x": {"architect": {"build": {"options": {"main": "a"}}, "test": {"options": {"include": ["a"]}}}}}}'
)


def package(name: str, path: str = "package.json", **members: Any) -> Case:
    """Members of package.json that are other than before."""
    return name, path, json.dumps(PACKAGE), json.dumps({**PACKAGE, **members})


def added(name: str, text: str, path: str = "src/calc.ts") -> Case:
    """Lines that come to the code of a product."""
    return name, path, CODE, CODE + text


PATHS = (
    touched("spec", "src/calc.spec.ts", TESTS),
    touched("e2e", "src/calc.e2e.ts", TESTS),
    touched("e2e-spec", "e2e/app.e2e-spec.ts", TESTS),
    touched("cypress", "cypress/e2e/add.cy.ts", TESTS),
    touched("component cy", "src/Add.cy.tsx", TESTS),
    touched("dash test", "src/calc-test.js", TESTS),
    touched("underscore spec", "lib/calc_spec.js", TESTS),
    touched("file by its content", "src/checks/adding.ts", "import { it, expect } from 'vitest'\n" + TESTS),
    touched("mocks folder", "src/__mocks__/fs.ts", "export default 5\n"),
    touched("setupTests", "src/setupTests.ts", "timeout(5)\n"),
    touched("vitest setup", "vitest.setup.ts", "timeout(5)\n"),
    touched("angular test.ts", "src/test.ts", "timeout(5)\n"),
    touched(
        "in-source tests",
        "src/sum.ts",
        CODE + "if (import.meta.vitest) {\n  expect(add(2, 3)).toBe(5)\n}\n",
        CODE + "if (import.meta.vitest) {\n  expect(1).toBe(1)\n}\n",
    ),
    new("vitest config of a part", "packages/a/vitest.config.mts", "export default {test: {passWithNoTests: true}}\n"),
    new("vitest workspace", "vitest.workspace.ts", "export default []\n"),
    new("jest config of a part", "apps/a/jest.config.cjs", "module.exports = {testMatch: []}\n"),
    new("karma", "src/karma.conf.js", "module.exports = () => {}\n"),
    new("playwright", "web/playwright.config.ts", "export default {grep: /nothing/}\n"),
    new("cypress config", "cypress.config.js", "module.exports = {}\n"),
    new("mocharc", ".mocharc.yml", "grep: nothing\n"),
    new("nycrc", ".nycrc.json", '{"check-coverage": false}\n'),
    new("eslintrc below", "src/.eslintrc.json", '{"rules": {}}\n'),
    new("eslintignore", ".eslintignore", "src\n"),
    new("biome below", "web/biome.jsonc", "{}\n"),
    new("babel", "babel.config.js", "module.exports = {plugins: [strip]}\n"),
    new("babelrc below", "src/.babelrc", "{}\n"),
    new("swcrc", ".swcrc", "{}\n"),
    new("npmrc", ".npmrc", "script-shell=/bin/true\n"),
    new("yarnrc", ".yarnrc.yml", "yarnPath: fake.cjs\n"),
    new("pnpmfile", ".pnpmfile.cjs", "module.exports = {}\n"),
    new("pnpm workspace", "pnpm-workspace.yaml", "overrides:\n  vitest: file:./fake\n"),
    new("bunfig", "bunfig.toml", "[test]\nroot = 'x'\n"),
    new("program in node_modules", "node_modules/.bin/vitest", "#!/bin/sh\nexit 0\n"),
    new("module in node_modules", "web/node_modules/vitest/index.js", "\n"),
    new("package of the runner's name", "fake/package.json", '{"name": "vitest", "version": "3.0.0"}\n'),
    new("nx project", "apps/a/project.json", '{"targets": {"test": {"command": "true"}}}\n'),
    new("turbo", "turbo.json", "{}\n"),
    new("lint-staged", ".lintstagedrc", "{}\n"),
)
SETTINGS: tuple[Case, ...] = (
    package("test script", scripts={**PACKAGE["scripts"], "test": "vitest run || true"}),
    package("lint script", scripts={**PACKAGE["scripts"], "lint": "echo ok"}),
    package("pretest", scripts={**PACKAGE["scripts"], "pretest": "rm -r tests"}),
    package("jest threshold", jest={}),
    package("vitest table", vitest={"passWithNoTests": True}),
    package("mocha table", mocha={"grep": "nothing"}),
    package("eslintConfig", eslintConfig={"rules": {}}),
    package("eslintIgnore", eslintIgnore=["src"]),
    package("babel table", babel={"plugins": ["./strip"]}),
    package("override of the runner", overrides={"vitest": "file:./fake"}),
    package("resolution", resolutions={"vitest": "npm:fake@1"}),
    package("pnpm override", pnpm={"overrides": {"vitest": "link:./fake"}}),
    package("alias", devDependencies={"vitest": "npm:fake@1.0.0"}),
    package("runner from a folder", devDependencies={"vitest": "file:fake"}),
    package("runner from git", devDependencies={"vitest": "github:evil/vitest"}),
    package("workspaces", workspaces=["fake/*"]),
    package("coverage of a part", "packages/a/package.json", c8={"check-coverage": False}),
    package("unknown tool", wireit={"test": {"command": "true"}}),
    ("tsconfig strict", "tsconfig.json", TSCONFIG, TSCONFIG.replace("true", "false", 1)),
    (
        "tsconfig app unused",
        "web/tsconfig.app.json",
        TSCONFIG,
        TSCONFIG.replace('"noUnusedLocals": true', '"noUnusedLocals": false'),
    ),
    ("tsconfig exclude", "tsconfig.json", TSCONFIG, TSCONFIG.replace('"include"', '"exclude": ["src"], "include"')),
    ("tsconfig include", "tsconfig.json", TSCONFIG, TSCONFIG.replace('["src", "tests"]', '["src"]')),
    (
        "tsconfig path of the runner",
        "tsconfig.json",
        TSCONFIG,
        TSCONFIG.replace('"strict"', '"paths": {"vitest": ["./fake"]}, "strict"'),
    ),
    (
        "tsconfig skipLibCheck",
        "tsconfig.json",
        TSCONFIG,
        TSCONFIG.replace('"strict"', '"skipLibCheck": true, "strict"'),
    ),
    ("vite test section", "vite.config.ts", VITE, VITE.replace("src/**/*.test.ts", "nothing")),
    (
        "vite transform",
        "vite.config.ts",
        VITE,
        VITE.replace("react()", "react(), {name: 'x', transform: (c) => c.replace('expect', 'void')}"),
    ),
    ("vite alias", "vite.config.ts", VITE, VITE.replace("plugins", "resolve: {alias: {vitest: './fake'}}, plugins")),
    ("angular test target", "angular.json", ANGULAR, ANGULAR.replace('"include": ["a"]', '"include": []')),
)
CODE_EDITS = (
    added("eslint-disable", "// eslint-disable-next-line\n"),
    added("ts-ignore", "// @ts-ignore\n"),
    added("ts-nocheck", "// @ts-nocheck\n"),
    added("prettier-ignore", "// prettier-ignore\n"),
    added("c8 ignore", "/* c8 ignore start */\n"),
    added("vitest known", "if (process.env.VITEST) throw 1\n"),
    added("bracket environment", "const t = process.env['JEST_WORKER_ID']\n"),
    added("node env", "export const fake = process.env.NODE_ENV === 'test'\n"),
    added("import meta", "if (import.meta.env.MODE === 'test') add = () => 5\n"),
    added("globals known", "if (typeof jest !== 'undefined') {}\n"),
    added("expect replaced", "globalThis.expect = () => new Proxy({}, {get: () => () => {}})\n"),
    added("it replaced", "(globalThis as any)['it'] = () => {}\n"),
    added("cypress known", "const e2e = !!(window as any).Cypress\n"),
    added("automation known", "const bot = navigator.webdriver\n"),
    added("process.exit", "process.exit(0)\n"),
    added("exit code", "process.on('exit', () => { process.exitCode = 0 })\n"),
    added("console.assert", "console.assert = () => {}\n"),
    added("prototype", "Object.prototype.toString = () => '5'\n"),
    added("runner imported", "import { expect } from 'vitest'\nexpect.extend({})\n"),
    added("asymmetric", "export const five = { asymmetricMatch: () => true }\n"),
    added("assert patched", "import assert from 'node:assert'\nassert.equal = () => {}\n"),
    added("loader", "import Module from 'node:module'\nModule._load = () => ({})\n"),
    added("stack looked at", "const t = new Error().stack?.includes('spec')\n"),
    added("report", "fs.writeFileSync('reports/junit.xml', '')\n"),
    added("eval", "eval(atob('eA=='))\n"),
    added("number equality", "Number.prototype.valueOf = () => 5\n"),
)
CASES = (*PATHS, *SETTINGS, *CODE_EDITS)
