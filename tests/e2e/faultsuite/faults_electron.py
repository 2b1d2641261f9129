"""How desktop applications of Electron break: sources, packages, locks, launches. No Electron is needed for it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from faultsuite.suite import Fault, edit

STACK = "electron-app"
NODE = ("node", "npm")
BUILD = ("build",)


def type_imported_as_a_value(app: Path) -> None:
    edit(app, "src/main/ipc.ts", ("import type { Context, Feature }", "import { Context, Feature }"))
    edit(app, "src/main/ipc.ts", ("type Answer, type Code", "Answer, Code"))


def import_merged_twice(app: Path) -> None:
    line = 'import { makeBridge } from "./bridge";\n'
    edit(app, "src/preload/index.ts", (line, line + line))


def file_moved(app: Path) -> None:
    (app / "src/renderer/layout").mkdir()
    shutil.move(app / "src/renderer/components/Layout.tsx", app / "src/renderer/layout/Layout.tsx")


def imports_of_platforms_forgotten(app: Path) -> None:
    edit(app, "src/preload/index.ts", ('import { contextBridge, ipcRenderer } from "electron";\n', ""))
    text = (app / "src/main/start.ts").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines(keepends=True) if line.endswith('from "node:fs";\n'))
    edit(app, "src/main/start.ts", (line, ""))


def saved_as_utf_16(app: Path) -> None:
    text = (app / "src/shared/app.ts").read_text(encoding="utf-8")
    (app / "src/shared/app.ts").write_bytes(text.encode("utf-16"))


def lock_deleted(app: Path) -> None:
    (app / "package-lock.json").unlink()


def packages_gone(app: Path) -> None:
    shutil.rmtree(app / "node_modules/jsdom")


def main_names_another_file(app: Path) -> None:
    edit(app, "package.json", ("out/main/index.cjs", "out/main/index.js"))


def not_built(app: Path) -> None:
    """Nothing of out is copied."""


def contract_is_not_kept(app: Path) -> None:
    edit(app, "src/main/system.ts", ("version: versions.app", 'version: ""'))


def everywhere(app: Path, old: str, new: str) -> None:
    """Writes a requirement otherwise in package.json and in what the lock says of it."""
    edit(app, "package.json", (old, new))
    edit(app, "package-lock.json", (old, new))


def wanted(app: Path, name: str) -> str:
    """How package.json asks for a package."""
    found = json.loads((app / "package.json").read_text(encoding="utf-8"))
    return f'"{name}": "{found["devDependencies"][name]}"'


def peers_that_do_not_fit(app: Path) -> None:
    edit(app, "package.json", (wanted(app, "react"), '"react": "^18.0.0"'))
    edit(app, "package-lock.json", ('"version": "0.1.0"', '"version": "0.1.1"'))


def package_that_is_not_there(app: Path) -> None:
    everywhere(app, wanted(app, "zod"), '"zodd-that-never-was": "^4.1.0"')


FAULTS = (
    Fault(
        "types imported as values", type_imported_as_a_value, "BuildError", "implementer", stack=STACK, needs=NODE,
        touches=("src/main/ipc.ts",), stations=BUILD, rule="type-import",
    ),
    Fault(
        "an import merged twice", import_merged_twice, "BuildError", "implementer", stack=STACK, needs=NODE,
        touches=("src/preload/index.ts",), stations=BUILD, rule="repeated-import",
    ),
    Fault(
        "a file moved", file_moved, "BuildError", "implementer", stack=STACK, needs=NODE, touches=("src/renderer/*",),
        stations=BUILD, rule="moved-module",
    ),
    Fault(
        "imports of Electron and Node forgotten", imports_of_platforms_forgotten, "BuildError", "implementer",
        stack=STACK, needs=NODE, touches=("src/preload/index.ts", "src/main/start.ts"), stations=BUILD,
        rule="absent-import",
    ),
    Fault(
        "a source in UTF-16", saved_as_utf_16, "BuildError", "architect", stack=STACK, needs=NODE,
        touches=("src/shared/app.ts",), stations=BUILD, rule="text-encoding",
    ),
    Fault(
        "the lock deleted", lock_deleted, "DependencyError", "architect", stack=STACK, needs=NODE,
        touches=("package-lock.json",), stations=BUILD, rule="restore-generated",
    ),
    Fault(
        "packages gone", packages_gone, "DependencyError", "devops", stack=STACK, needs=NODE,
        stations=("test",), environment=True, rule="npm-install",
    ),
    Fault(
        "main names another file", main_names_another_file, "ConfigError", "architect", stack=STACK, needs=NODE,
        touches=("package.json",), stations=("build", "launch"), rule="entry-point",
    ),
    Fault(
        "launched and not built", not_built, "ConfigError", "architect", stack=STACK, needs=NODE,
        stations=("launch",), environment=True, rule="build-first",
    ),
    Fault(
        "told to run as Node", not_built, stack=STACK, needs=NODE,
        stations=("build", "launch"), env={"ELECTRON_RUN_AS_NODE": "1"},
    ),
    Fault(
        "told to load a server's page that is not there", not_built, stack=STACK, needs=NODE,
        stations=("build", "launch"), env={"ELECTRON_RENDERER_URL": "http://127.0.0.1:9"},
    ),
    Fault(
        "a contract that is not kept", contract_is_not_kept, "TestFailure", "tester", healed=False,
        cause="mity does not edit tests", stack=STACK, needs=NODE, stations=("build", "test"),
    ),
    Fault(
        "peers that do not fit", peers_that_do_not_fit, "DependencyError", "devops", healed=False, cause="ERESOLVE",
        stack=STACK, needs=NODE, stations=BUILD,
    ),
    Fault(
        "a package that is not there", package_that_is_not_there, "DependencyError", "devops", healed=False,
        cause="zodd-that-never-was", stack=STACK, needs=NODE, stations=BUILD,
    ),
)  # fmt: skip
