"""Outputs that the rules for Node, TypeScript and browsers are about."""

from __future__ import annotations

import json

from node_case import lock, manifest
from real_outputs import Sample

ELECTRON = manifest(devDependencies={"electron": "^39.0.0"})
NPM1 = json.dumps({"name": "a", "version": "1.0.0", "dependencies": {"npm1": "file:x.tgz"}})
CARD = """import { Component } from "@angular/core";

@Component({
  selector: "app-card",
  template: "",
})
export class Card {}
"""
MAIN = """import { Component } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";

@Component({selector:"app-root",template:`<app-card></app-card>`})
export class App {}
"""

SAMPLES = (
    Sample(
        "absent-import",
        r"fix: import basket from \./basket in src/total\.ts",
        "absent-import",
        "ts.error",
        files={"src/basket.ts": "export const basket = () => 1;\n", "src/total.ts": "export const total = basket();\n"},
    ),
    Sample(
        "misspelled-name",
        r"fix: correct totl to total in src/a\.ts",
        "misspelled-name",
        "ts.error",
        files={"src/a.ts": "const basket = { total: 1 };\nexport const sum = basket.totl;\n"},
    ),
    Sample(
        "type-import",
        r"fix: import as a type: Basket in src/a\.ts",
        "type-import",
        "ts.error",
        files={"src/a.ts": 'import { Basket } from "./basket.js";\n\nexport const one: Basket = 1;\n'},
    ),
    Sample(
        "repeated-import",
        r"fix: remove the second import of sum in src/a\.ts",
        "repeated-import",
        "ts.error",
        files={"src/a.ts": 'import { sum } from "./sum";\nimport { sum } from "./sum";\n\nexport const one = sum;\n'},
    ),
    Sample(
        "moved-module",
        r"fix: \./helper\.js is \./lib/helper\.js in src/a\.ts",
        "ts.module-missing",
        files={"src/a.ts": 'import { x } from "./helper.js";\n', "src/lib/helper.ts": "export const x = 1;\n"},
    ),
    Sample(
        "misspelled-module",
        r"fix: import \./lib/helpers instead of \./lib/helprs in index\.js",
        "misspelled-module",
        "node.module-local",
        files={"index.js": "const { helper } = require('./lib/helprs')\n", "lib/helpers.js": "exports.helper = 1\n"},
        stage="test",
    ),
    Sample(
        "misspelled-export",
        r"fix: write import \{ total as totl \} from '\./sums\.mjs' in main\.mjs",
        "misspelled-export",
        "node.esm-export",
        files={
            "main.mjs": "import { totl } from './sums.mjs'\nconsole.log(totl([1, 2]))\n",
            "sums.mjs": "export const total = (all) => all.length\n",
        },
        stage="test",
    ),
    Sample(
        "undefined-name",
        r"fix: import path from path in index\.js",
        "undefined-name",
        "node.reference",
        files={"index.js": "'use strict'\n\nmodule.exports = (name) => path.join('a', name)\n"},
        stage="test",
    ),
    Sample(
        "component-import",
        r"advice: src/main\.ts:4 uses 'app-card', which nothing in the project provides",
        "ng.compiler",
        files={"src/main.ts": MAIN},
    ),
    Sample(
        "unused-import",
        r"fix: remove the unused import of x in src/a\.ts",
        "ts.error",
        files={"src/a.ts": 'import x from "./x";\n\nexport {};\n'},
    ),
    Sample("failing-spec", r"advice: fix the code that src/a\.test\.ts > a checks", "vitest.test", stage="test"),
    Sample(
        "npm-install",
        "fix: node_modules is missing: install again",
        "node.dependencies-missing",
        stage="test",
        files={"package.json": manifest(), "package-lock.json": lock("vitest@3.2.7")},
    ),
    Sample(
        "missing-program",
        r"fix: the scripts call vite: add vite to package\.json",
        "npm.not-found-command",
        files={"package.json": manifest(scripts={"build": "vite build"})},
    ),
    Sample(
        "npm-lock",
        r"fix: package-lock\.json does not match package\.json",
        "npm.lock-out-of-sync",
        files={"package.json": NPM1, "package-lock.json": lock("npm1@1.0.0")},
    ),
    Sample(
        "npm-version",
        r"fix: no version of is-odd matches \^99\.0\.0: require \^3\.0\.1",
        "npm.etarget",
        files={
            "package.json": manifest(dependencies={"is-odd": "^99.0.0"}),
            "package-lock.json": lock("is-odd@3.0.1"),
        },
    ),
    Sample(
        "npm-package",
        "advice: nothing declares '@vitest/coverage-v8'",
        "vitest.missing",
        files={"package.json": manifest()},
    ),
    Sample("node-heap", "fix: give Node a heap of 4096 MB", "node.oom"),
    Sample(
        "run-as-node",
        "fix: run without ELECTRON_RUN_AS_NODE",
        "run-as-node",
        "electron.run-as-node",
        stage="launch",
        files={"package.json": ELECTRON},
    ),
    Sample(
        "native-rebuild",
        "fix: rebuild counter for Electron",
        "native-rebuild",
        "node.abi",
        stage="launch",
        files={"package.json": ELECTRON, "node_modules/@electron/rebuild/lib/cli.js": ""},
    ),
    Sample(
        "entry-point",
        r"fix: set main in package\.json to out/main/index\.js instead of out/main/index\.cjs",
        "electron.harness-entry",
        stage="launch",
        files={"package.json": manifest(main="out/main/index.cjs"), "out/main/index.js": ""},
    ),
    Sample(
        "node-report",
        "advice: the registry has no package 'nosuchtool'.*npm uninstall nosuchtool",
        "npm.e404",
        files={"package.json": manifest()},
    ),
    Sample(
        "electron-report",
        r"advice: the system library libgtk-demo\.so is missing",
        "electron-report",
        "electron.library-missing",
        stage="launch",
        files={"package.json": ELECTRON},
    ),
)
