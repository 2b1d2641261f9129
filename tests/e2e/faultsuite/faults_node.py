"""How web applications of Node break: locks, packages, imports, types, settings; React, Vue and Angular."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from faultsuite.suite import Fault, edit, write

REACT, VUE, ANGULAR = "frontend-react", "frontend-vue", "frontend-angular"
NODE = ("node", "npm")
BUILD = ("build",)
LOCKED = ("package.json", "package-lock.json")


def unlocked(app: Path, name: str) -> None:
    """Takes a package out of the lock as a merge does that went wrong."""
    data = json.loads((app / "package-lock.json").read_text(encoding="utf-8"))
    for section in ("dependencies", "devDependencies"):
        data["packages"][""].get(section, {}).pop(name, None)
    del data["packages"][f"node_modules/{name}"]
    write(app, "package-lock.json", json.dumps(data, indent=2) + "\n")


def lock_lost_a_package(app: Path) -> None:
    unlocked(app, "react-router")


def declared_and_not_locked(app: Path) -> None:
    edit(app, "package.json", ('"react-router": ', '"clsx": "^2.1.0",\n    "react-router": '))
    write(app, "src/classes.ts", 'import { clsx } from "clsx";\n\nexport const classes = clsx("page");\n')


def undeclared(app: Path) -> None:
    write(app, "src/schema.ts", 'import * as v from "valibot";\n\nexport const Name = v.string();\n')


def version_that_never_was(app: Path) -> None:
    text = (app / "package.json").read_text(encoding="utf-8")
    wanted = text.partition('"react-router": "')[2].partition('"')[0]
    edit(app, "package.json", (f'"react-router": "{wanted}"', '"react-router": "^7.999.0"'))
    edit(app, "package-lock.json", (f'"react-router": "{wanted}"', '"react-router": "^7.999.0"'))


def comma_too_many(app: Path) -> None:
    edit(app, "package.json", ('"typecheck": "tsc -b",', '"typecheck": "tsc -b",,'))
    renamed_lock(app)


def renamed_lock(app: Path) -> None:
    """A lock that no cached tree fits: the install is made for real."""
    edit(app, "package-lock.json", ('"version": "0.1.0"', '"version": "0.1.1"'))


def imports_forgotten(app: Path) -> None:
    edit(
        app,
        "src/routes.tsx",
        ('import { Layout } from "./components/Layout";\n', ""),
        ('import { HomePage } from "./pages/HomePage";\n', ""),
    )
    edit(app, "src/start.tsx", ('import { StrictMode } from "react";\n', ""))


def name_misspelt(app: Path) -> None:
    edit(app, "src/api/client.ts", ("AbortSignal.timeout(", "AbortSignal.timeOut("))
    edit(app, "src/start.tsx", ("    readConfig();", "    readConfigs();"))


def leftover_imports(app: Path) -> None:
    edit(app, "src/pages/HomePage.tsx", ("import { Page }", 'import { useState } from "react";\nimport { Page }'))
    edit(app, "src/routes.tsx", ("import { Layout }", 'import { report } from "./report";\nimport { Layout }'))


def generated_file_lost(app: Path) -> None:
    (app / "src/pages/NotFoundPage.tsx").unlink()


def pasted_with_a_fence(app: Path) -> None:
    text = (app / "src/report.ts").read_text(encoding="utf-8")
    write(app, "src/report.ts", f"```ts\n{text}```\n")


def packages_gone(app: Path) -> None:
    shutil.rmtree(app / "node_modules/vitest")


def not_built(app: Path) -> None:
    """Nothing of dist is copied."""


def setting_is_wrong(app: Path) -> None:
    write(app, ".env", "VITE_API_URL=ftp://example.com\n")


def page_says_something_else(app: Path) -> None:
    edit(app, "src/components/ErrorMessage.tsx", ("<Alert variant", "<Alert hidden variant"))


def package_that_never_was(app: Path) -> None:
    write(app, "src/schema.ts", 'import * as v from "valibott";\n\nexport const Name = v.string();\n')


def composable_forgotten(app: Path) -> None:
    edit(app, "src/pages/HomePage.vue", ('import { computed } from "vue";\n\n', ""))
    edit(app, "src/router.ts", ('import HomePage from "./pages/HomePage.vue";\n', ""))


def component_not_imported(app: Path) -> None:
    edit(
        app,
        "src/app/pages/home-page.ts",
        ('import { Page } from "../shell/page";\n', ""),
        ("MatCardContent, Page, RouterLink]", "MatCardContent, RouterLink]"),
    )


def budget_exceeded(app: Path) -> None:
    text = (app / "angular.json").read_text(encoding="utf-8")
    most = text.partition('"maximumError": "')[2].partition('"')[0]
    edit(app, "angular.json", (f'"maximumError": "{most}"', '"maximumError": "50kB"'))


FAULTS = (
    Fault(
        "the lock lost a package", lock_lost_a_package, "DependencyError", "devops", stack=REACT, needs=NODE,
        touches=LOCKED, stations=BUILD, rule="npm-lock",
    ),
    Fault(
        "a package is declared and not locked", declared_and_not_locked, "DependencyError", "devops", stack=REACT,
        needs=NODE, touches=LOCKED, stations=BUILD, rule="npm-lock",
    ),
    Fault(
        "a package is imported and not declared", undeclared, "DependencyError", "devops", stack=REACT, needs=NODE,
        touches=LOCKED, stations=BUILD, rule="npm-package",
    ),
    Fault(
        "a version that never was", version_that_never_was, "DependencyError", "devops", stack=REACT, needs=NODE,
        touches=("package.json",), stations=BUILD, rule="earlier-entry",
    ),
    Fault(
        "a comma too many in package.json", comma_too_many, "ConfigError", "architect", stack=REACT, needs=NODE,
        touches=("package.json",), stations=BUILD, rule="json-punctuation",
    ),
    Fault(
        "imports forgotten", imports_forgotten, "BuildError", "implementer", stack=REACT, needs=NODE,
        touches=("src/routes.tsx", "src/start.tsx"), stations=BUILD, rule="absent-import",
    ),
    Fault(
        "names misspelt", name_misspelt, "BuildError", "implementer", stack=REACT, needs=NODE,
        touches=("src/api/client.ts", "src/start.tsx"), stations=BUILD, rule="misspelled-name",
    ),
    Fault(
        "imports left over", leftover_imports, "BuildError", "implementer", stack=REACT, needs=NODE,
        touches=("src/routes.tsx", "src/pages/HomePage.tsx"), stations=BUILD, rule="unused-import",
    ),
    Fault(
        "a generated source lost", generated_file_lost, "BuildError", "architect", stack=REACT, needs=NODE,
        touches=("src/pages/NotFoundPage.tsx",), stations=BUILD, rule="restore-generated",
    ),
    Fault(
        "a source in a fence", pasted_with_a_fence, "BuildError", "implementer", stack=REACT, needs=NODE,
        touches=("src/report.ts",), stations=BUILD, rule="markdown-fence",
    ),
    Fault(
        "packages gone", packages_gone, "DependencyError", "devops", stack=REACT, needs=NODE,
        stations=("test",), environment=True, rule="npm-install",
    ),
    Fault(
        "launched and not built", not_built, "ConfigError", "architect", stack=REACT, needs=NODE,
        stations=("launch",), environment=True, rule="build-first",
    ),
    Fault(
        "a setting is wrong", setting_is_wrong, "ConfigError", "architect", healed=False, cause="VITE_API_URL",
        stack=REACT, needs=NODE, stations=BUILD,
    ),
    Fault(
        "a test that is right", page_says_something_else, "TestFailure", "tester", healed=False,
        cause="mity does not edit tests", stack=REACT, needs=NODE, stations=("build", "test"),
    ),
    Fault(
        "a package that never was", package_that_never_was, "DependencyError", "devops", healed=False,
        cause="did you mean 'valibot'", stack=REACT, needs=NODE, stations=BUILD,
    ),
    Fault(
        "imports forgotten in a Vue component", composable_forgotten, "BuildError", "implementer", stack=VUE,
        needs=NODE, touches=("src/pages/HomePage.vue", "src/router.ts"), stations=BUILD, rule="absent-import",
    ),
    Fault(
        "a component not among the imports", component_not_imported, "BuildError", "implementer", stack=ANGULAR,
        needs=NODE, touches=("src/app/pages/home-page.ts",), stations=BUILD, rule="component-import",
    ),
    Fault(
        "a budget exceeded", budget_exceeded, "ConfigError", "architect", healed=False, cause="larger than its budget",
        stack=ANGULAR, needs=NODE, stations=BUILD,
    ),
)  # fmt: skip
