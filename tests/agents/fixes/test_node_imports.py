"""Imports of JavaScript that are mistyped, and names that nothing defines: what is corrected, and what is only told."""

from __future__ import annotations

from pathlib import Path

from node_case import advice, case, fix, manifest, project, silent, text
from test_earlier_entry import commit

from mity.agents.fixes.node.misspelled_export import MisspelledExport
from mity.agents.fixes.node.misspelled_module import MisspelledModule
from mity.agents.fixes.node.npm_package import NpmPackage
from mity.agents.fixes.node.undefined_name import UndefinedName
from mity.agents.node.nearness import meant
from mity.healing.model import ErrorType
from rows import each

CJS = (
    "Error: Cannot find module '{name}'\nRequire stack:\n- {root}/{file}\n    at Module._resolveFilename (node:x:1:2)\n"
)
ESM = "Error [ERR_MODULE_NOT_FOUND]: Cannot find {kind} '{name}' imported from {root}/{file}\n"
EXPORT = (
    "file://{root}/a.mjs:1\n{line}\n        ^\nSyntaxError: The requested module './b.mjs' does not provide an export "
    "named '{name}'\n"
)


@each(
    ("wrong", "right"),
    [
        ("./lib/helprs", "./lib/helpers"),
        ("./lib/Helpers", "./lib/helpers"),
        ("./lib/helpesr.js", "./lib/helpers.js"),
        ("./libb/helpers", "./lib/helpers"),
        ("pth", "path"),
        ("node:pth", "node:path"),
        ("lodahs", "lodash"),
        ("lodahs/fp", "lodash/fp"),
        ("@acme/coer", "@acme/core"),
    ],
)
def test_what_is_meant_is_written(tmp_path: Path, wrong: str, right: str) -> None:
    packages = manifest(dependencies={"lodash": "^4", "@acme/core": "1"})
    files = {"index.js": f"const a = require('{wrong}')\n", "lib/helpers.js": "", "lib/other.js": ""}
    root = project(tmp_path, files, packages)
    said = CJS.format(name=wrong, root=root, file="index.js")
    if wrong.startswith("node:"):
        said = f"Error [ERR_UNKNOWN_BUILTIN_MODULE]: No such built-in module: {wrong}\n    at x (y:1:2)\n"
    done = fix(MisspelledModule(), case(root, said, "test"))
    assert text(done, "index.js") == f"const a = require('{right}')\n"
    assert done.cause is ErrorType.BUILD
    assert silent(NpmPackage(), case(root, said, "test"))


@each(
    ("wrong", "kind", "said", "right"),
    [
        ("./lib/helpers", "module", "lib/helpers", "./lib/helpers.js"),
        ("./lib/helprs.js", "module", "lib/helprs.js", "./lib/helpers.js"),
        ("./lib", "dir", "lib", "./lib/index.js"),
        ("lodahs", "package", "", "lodash"),
    ],
)
def test_node_s_own_modules_want_suffixes(tmp_path: Path, wrong: str, kind: str, said: str, right: str) -> None:
    files = {"a.mjs": f"import x from '{wrong}'\n", "lib/helpers.js": "", "lib/index.js": ""}
    root = project(tmp_path, files, manifest(dependencies={"lodash": "^4"}))
    name = f"{root}/{said}" if said else wrong
    output = ESM.format(kind=kind, name=name, root=root, file="a.mjs")
    if kind == "dir":
        why = "is not supported resolving ES modules imported from"
        output = f"Error [ERR_UNSUPPORTED_DIR_IMPORT]: Directory import '{name}' {why} {root}/a.mjs\n"
    assert text(fix(MisspelledModule(), case(root, output, "test")), "a.mjs") == f"import x from '{right}'\n"


def test_what_is_not_sure_is_asked_and_tests_are_told(tmp_path: Path) -> None:
    files = {"index.js": "require('./hep')\n", "help.js": "", "heap.js": "", "test/a.test.js": "\nrequire('asert')\n"}
    root = project(tmp_path, files)
    several = CJS.format(name="./hep", root=root, file="index.js")
    assert "index.js:1 imports './hep', which does not exist: did you mean ./heap or ./help?" in advice(
        MisspelledModule(), case(root, several, "test")
    )
    tests = CJS.format(name="asert", root=root, file="test/a.test.js")
    assert "test/a.test.js:2 imports 'asert', which does not exist: did you mean 'assert'?" in advice(
        MisspelledModule(), case(root, tests, "test")
    )
    far = project(tmp_path / "far", {"index.js": "require('./nothing-like-it')\n", "help.js": ""})
    assert silent(MisspelledModule(), case(far, CJS.format(name="./nothing-like-it", root=far, file="index.js")))


ONE, TWO = "export const total = 1\n", "export const total = 1\nexport const x = 2\n"
EXPORTS = (
    ("{ totl }", "total(1)", ONE, "totl", "{ total }"),
    ("{ a, totl }", "totl(1)", "export function total() {}\n", "totl", "{ a, total as totl }"),
    ("total", "total(1)", TWO, "default", "{ total }"),
    ("sum", "sum(1)", ONE, "default", "{ total as sum }"),
    ("{ total }", "total(1)", "export default 1\n", "total", "total"),
)


@each(("what", "rest", "module", "name", "made"), EXPORTS)
def test_the_export_that_is_meant_is_imported(
    tmp_path: Path, what: str, rest: str, module: str, name: str, made: str
) -> None:
    line = f"import {what} from './b.mjs'"
    root = project(tmp_path, {"a.mjs": f"{line}\n{rest}\n", "b.mjs": module})
    done = fix(MisspelledExport(), case(root, EXPORT.format(root=root, line=line, name=name), "test"))
    assert text(done, "a.mjs") == f"import {made} from './b.mjs'\n{rest}\n"


def test_typescript_says_the_same_in_any_layout(tmp_path: Path) -> None:
    hint = "Did you mean to use 'import { one } from \"./y.js\"' instead?"
    said = f"""packages/a/src/x.ts(1,8): error TS2613: Module '"./y.js"' has no default export. {hint}\n"""
    files = {
        "packages/a/src/x.ts": "import one from './y.js';\none;\n",
        "packages/a/src/y.ts": "export const one = 1;\n",
    }
    done = fix(MisspelledExport(), case(project(tmp_path, files), said))
    assert text(done, "packages/a/src/x.ts") == "import { one } from './y.js';\none;\n"


def test_a_tool_of_a_workspace_names_files_from_its_package(tmp_path: Path) -> None:
    files = {
        "packages/a/src/x.ts": "import { one } from './oen.js';\n",
        "packages/a/src/one.ts": "export const one = 1;\n",
    }
    root = project(tmp_path, files)
    said = "src/x.ts(1,21): error TS2307: Cannot find module './oen.js' or its corresponding type declarations.\n"
    done = fix(MisspelledModule(), case(root, said))
    assert text(done, "packages/a/src/x.ts") == "import { one } from './one.js';\n"
    project(root, {"packages/b/src/x.ts": "import { one } from './oen.js';\n"})
    assert [edit.path for edit in fix(MisspelledModule(), case(root, said)).edits] == ["packages/a/src/x.ts"]


def test_an_export_that_nothing_resembles_is_a_person_s(tmp_path: Path) -> None:
    root = project(
        tmp_path, {"a.mjs": "import { gone } from './b.mjs'\n", "b.mjs": "export const total = 1\nexport const x = 1\n"}
    )
    said = EXPORT.format(root=root, line="import { gone } from './b.mjs'", name="gone")
    assert "a.mjs imports 'gone' from ./b.mjs, which does not export it" in advice(
        MisspelledExport(), case(root, said, "test")
    )


@each(
    ("before", "name", "line", "after"),
    [
        ("'use strict'\n\nuse(path.sep)\n", "path", 3, "'use strict'\n\nconst path = require('path')\nuse(path.sep)\n"),
        (
            "#!/usr/bin/env node\nvar fs = require('fs')\nfs.x(path.sep)\n",
            "path",
            3,
            "#!/usr/bin/env node\nvar fs = require('fs')\nvar path = require('path')\nfs.x(path.sep)\n",
        ),
        (
            'import fs from "node:fs";\nfs.x(os.EOL);\n',
            "os",
            2,
            'import fs from "node:fs";\nimport os from "node:os";\nfs.x(os.EOL);\n',
        ),
        ("const a = 1\ndebug(a)\n", "debug", 2, "const debug = require('debug')\nconst a = 1\ndebug(a)\n"),
        ("const a = 1\nsquare(a)\n", "square", 2, "const { square } = require('./maths')\nconst a = 1\nsquare(a)\n"),
        (
            "function f (optional) {\n  return optionl\n}\n",
            "optionl",
            2,
            "function f (optional) {\n  return optional\n}\n",
        ),
    ],
)
def test_a_name_that_nothing_defines(tmp_path: Path, before: str, name: str, line: int, after: str) -> None:
    others = {"other.js": "const debug = require('debug')\n", "maths.js": "exports.square = (a) => a * a\n"}
    root = project(tmp_path, {"index.js": before, **others})
    said = f"ReferenceError: {name} is not defined\n    at f ({root}/index.js:{line}:3)\n    at g ({root}/x.js:1:1)\n"
    assert text(fix(UndefinedName(), case(root, said, "test")), "index.js") == after


def test_a_name_that_a_test_uses_is_told(tmp_path: Path) -> None:
    root = project(tmp_path, {"test/a.test.js": "const total = 1\ntotl\n", "index.js": "frobnicate()\n"})
    said = "ReferenceError: {} is not defined\n    at f (" + str(root) + "/{}:{}:1)\n"
    told = advice(UndefinedName(), case(root, said.format("totl", "test/a.test.js", 2), "test"))
    assert "test/a.test.js:2 uses 'totl', which nothing defines: did you mean 'total'?" in told
    assert "define or import it" in advice(
        UndefinedName(), case(root, said.format("frobnicate", "index.js", 1), "test")
    )
    assert silent(UndefinedName(), case(root, said.format("require", "index.js", 1), "test"))


def test_a_name_in_a_file_that_the_build_made_is_corrected_where_it_was_made_of(tmp_path: Path) -> None:
    """Git ignores `lib`, and the next build would write the wrong name there again."""
    source = "function toArr(any) { return [any]; }\n\nexport default function (opts) {\n\treturn toArray(opts);\n}\n"
    built = source.replace("export default", "module.exports =")
    root = project(tmp_path, {"src/index.js": source, "lib/index.js": built, ".gitignore": "/lib\n"})
    commit(root)
    said = f"ReferenceError: toArray is not defined\n    at module.exports ({root}/lib/index.js:4:2)\n"
    found = fix(UndefinedName(), case(root, said, "test"))
    assert [edit.path for edit in found.edits] == ["src/index.js"]
    assert text(found, "src/index.js") == source.replace("toArray", "toArr")
    (root / "src/other.js").write_text(source)
    assert silent(UndefinedName(), case(root, said, "test"))


@each(
    ("wrong", "names", "right"),
    [
        ("pth", ["path", "fs", "os"], ["path"]),
        ("utl", ["url", "util", "path"], ["url", "util"]),
        ("ptah", ["path"], ["path"]),
        ("fsx", ["fs"], ["fs"]),
        ("fx", ["fs"], []),
        ("lodash", ["lodash"], []),
        ("chlak", ["chalk", "block"], ["chalk"]),
        ("expresso", ["express"], ["express"]),
        ("react", ["preact"], ["preact"]),
        ("abcd", ["abxy"], []),
    ],
)
def test_which_name_is_meant(wrong: str, names: list[str], right: list[str]) -> None:
    assert meant(wrong, names) == right
