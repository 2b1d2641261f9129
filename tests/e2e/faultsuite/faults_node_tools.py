"""How Node's tools refuse web applications: types, engines, modules, templates; above all Vue and Angular."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

from faultsuite.faults_node import ANGULAR, BUILD, LOCKED, NODE, REACT, VUE, unlocked
from faultsuite.suite import Fault, edit, write

HOME = "src/app/pages/home-page.ts"
OF_REACT = partial(Fault, stack=REACT, needs=NODE)
OF_VUE = partial(Fault, stack=VUE, needs=NODE, stations=BUILD)
OF_ANGULAR = partial(Fault, stack=ANGULAR, needs=NODE, stations=BUILD)


def types_missing(app: Path) -> None:
    """A package that is declared, locked and installed, and brings no types; another one needs it already."""
    for name in LOCKED:
        data = json.loads((app / name).read_text(encoding="utf-8"))
        (data["packages"][""] if "packages" in data else data)["dependencies"]["ms"] = "^2.1.3"
        write(app, name, json.dumps(data, indent=2) + "\n")
    write(app, "src/day.ts", 'import ms from "ms";\n\nexport const day: number = ms("1d");\n')


def word_of_commonjs(app: Path) -> None:
    text = (app / "serve.mjs").read_text(encoding="utf-8")
    write(app, "serve.mjs", f'{text}\nconst os = require("node:os");\nos.hostname();\n')


def half_installed(app: Path) -> None:
    shutil.rmtree(app / "node_modules/vite/dist")


def engine_refused(app: Path) -> None:
    text = (app / "package.json").read_text(encoding="utf-8")
    wanted = text.partition('"node": "')[2].partition('"')[0]
    edit(app, "package.json", (f'"node": "{wanted}"', '"node": ">=99"'))
    edit(app, "package-lock.json", ('"version": "0.1.0"', '"version": "0.1.1"'))
    write(app, ".npmrc", (app / ".npmrc").read_text(encoding="utf-8") + "engine-strict=true\n")


def export_misspelt(app: Path) -> None:
    edit(app, "src/router.ts", ("  createWebHistory,\n", "  createWebHistry,\n"))


def leftover_in_a_component(app: Path) -> None:
    edit(app, "src/router.ts", ("import type { Pinia }", 'import { reactive } from "vue";\nimport type { Pinia }'))


def tag_not_closed(app: Path) -> None:
    edit(app, "src/pages/NotFoundPage.vue", ("</AppPage>", ""))


def import_forgotten(app: Path) -> None:
    edit(app, HOME, ("ChangeDetectionStrategy, Component, inject }", "ChangeDetectionStrategy, Component }"))


def element_misspelt(app: Path) -> None:
    edit(app, HOME, ("<app-page ", "<app-pagge "), ("</app-page>", "</app-pagge>"))


def option_of_nobody(app: Path) -> None:
    edit(app, "angular.json", ('"outputHashing"', '"outputHashes": true,\n              "outputHashing"'))


FAULTS = (
    OF_REACT(
        "a package without types", types_missing, "DependencyError", "devops", touches=LOCKED, stations=BUILD,
        rule="npm-package",
    ),
    OF_REACT(
        "a word of CommonJS", word_of_commonjs, "BuildError", "implementer", healed=False,
        cause="require belongs to CommonJS", stations=("build", "launch"),
    ),
    OF_REACT(
        "a package half installed", half_installed, "DependencyError", "devops",
        stations=("test",), environment=True, rule="npm-install",
    ),
    OF_REACT(
        "an engine that nobody has", engine_refused, "ConfigError", "architect", healed=False,
        cause="requires another version of Node", stations=BUILD,
    ),
    OF_VUE(
        "an export misspelt", export_misspelt, "BuildError", "implementer", touches=("src/router.ts",),
        rule="misspelled-name",
    ),
    OF_VUE(
        "an import left over", leftover_in_a_component, "BuildError", "implementer", touches=("src/router.ts",),
        rule="unused-import",
    ),
    OF_VUE(
        "the lock lost a package of Vue", partial(unlocked, name="pinia"), "DependencyError", "devops", touches=LOCKED,
        rule="npm-lock"
    ),
    OF_VUE(
        "a tag not closed", tag_not_closed, "BuildError", "implementer", healed=False, cause=r"NotFoundPage\.vue"
    ),
    OF_ANGULAR(
        "an import forgotten in Angular", import_forgotten, "BuildError", "implementer", touches=(HOME,),
        rule="absent-import",
    ),
    OF_ANGULAR(
        "an element misspelt", element_misspelt, "BuildError", "implementer", healed=False, cause="app-pagge"
    ),
    OF_ANGULAR(
        "an option that nobody knows", option_of_nobody, "ConfigError", "architect", healed=False,
        cause="angular.json does not match its schema",
    ),
)  # fmt: skip
