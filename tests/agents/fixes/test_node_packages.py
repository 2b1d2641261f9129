"""Rules for the packages of Node projects: what npm, Node and Electron say, and what must not be done about it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from node_case import BUILD, INSTALL, advice, case, fix, lines, lock, manifest, project, silent, text

from harness import git
from mity.agents.fixes.general.build_first import BuildFirst
from mity.agents.fixes.general.certificate import Certificate
from mity.agents.fixes.general.json_punctuation import JsonPunctuation
from mity.agents.fixes.general.try_again import Offline, TryAgain, TryAgainLater
from mity.agents.fixes.node.electron_report import ElectronReport
from mity.agents.fixes.node.entry_point import EntryPoint
from mity.agents.fixes.node.failing_spec import FailingSpec
from mity.agents.fixes.node.missing_program import MissingProgram
from mity.agents.fixes.node.native_rebuild import NativeRebuild
from mity.agents.fixes.node.node_heap import NodeHeap
from mity.agents.fixes.node.node_report import NodeReport
from mity.agents.fixes.node.npm_install import NpmInstall
from mity.agents.fixes.node.npm_lock import NpmLock
from mity.agents.fixes.node.npm_package import NpmPackage
from mity.agents.fixes.node.npm_version import NpmVersion
from mity.agents.fixes.node.run_as_node import RunAsNode
from mity.agents.node.packages import Package, package_of
from mity.agents.node.remembered import with_package
from mity.agents.specialists import SPECIALISTS
from mity.command import Command
from mity.healing.model import Advice
from mity.healing.rules import AgentRegistry
from rows import each

NO_TYPES = " or its corresponding type declarations.\n"
STALE = (
    "npm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json and package-lock.json "
    "or npm-shrinkwrap.json are in sync.\nnpm error Missing: clsx@2.1.1 from lock file\n"
)
NO_VERSION = "npm error code ETARGET\nnpm error notarget No matching version found for react@^19.99.0.\n"
CERTIFICATES = {
    "npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error errno SELF_SIGNED_CERT_IN_CHAIN\n": "NODE_EXTRA_CA_CERTS",
    "npm ERR! code UNABLE_TO_GET_ISSUER_CERT_LOCALLY\n": "cafile",
    "Could not fetch URL https://pypi.example.com/simple/a/: There was a problem confirming the ssl certificate: "
    "(SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:1006)')) - skipping pip\n"
    "ERROR: No matching distribution found for a==1\n": "pip config set global.cert",
    "[ERROR] Could not transfer artifact a:b:pom:1 from/to central: PKIX path building failed: "
    "sun.security.provider.certpath.SunCertPathBuilderException: unable to find\n": "trustStore",
    "error: Failed to fetch: https://pypi.example.com/simple/a/\n  cause: invalid peer certificate: UnknownIssuer\n": (
        "SSL_CERT_FILE"
    ),
}


@each(("output", "way"), CERTIFICATES.items())
def test_a_certificate_is_never_tried_again(tmp_path: Path, output: str, way: str) -> None:
    failure = case(project(tmp_path), output)
    assert failure.diagnosis.kind == "certificate"
    assert way in advice(Certificate(), failure)
    again = (TryAgain(), TryAgainLater(), Offline())
    assert all(silent(rule, failure) for rule in again)
    network = case(tmp_path, "npm error code ENOTFOUND\nnpm error network request to http://r/ failed\n")
    assert not any(silent(rule, network) for rule in again)
    agents = AgentRegistry()
    for specialist in SPECIALISTS:
        agents.add(specialist)
    [(_, proposal)] = agents.proposals(failure)
    assert isinstance(proposal, Advice)


def test_a_certificate_that_has_expired(tmp_path: Path) -> None:
    assert "clock" in advice(Certificate(), case(project(tmp_path), "npm error code CERT_HAS_EXPIRED\n"))


def test_a_stale_lock_is_written_again(tmp_path: Path) -> None:
    done = fix(NpmLock(), case(project(tmp_path, {"package-lock.json": lock()}), STALE, "test"))
    assert lines(done) == ["/opt/npm install --package-lock-only", "/opt/npm ci --dry-run", INSTALL.line]
    assert done.scope == ("package.json", "package-lock.json")
    assert "npm install" in advice(NpmLock(), case(tmp_path, STALE, tools=False))
    assert silent(NpmLock(), case(project(tmp_path / "x"), STALE, owned=("package-lock.json",)))
    assert "lock" in fix(NpmLock(), case(tmp_path / "x", STALE)).title


def test_locks_of_others_are_asked_for(tmp_path: Path) -> None:
    root = project(tmp_path)
    assert "pnpm install" in advice(NpmLock(), case(root, "ERR_PNPM_OUTDATED_LOCKFILE  Cannot install\n"))
    assert "yarn install" in advice(NpmLock(), case(root, "➤ YN0028: The lockfile would have been modified\n"))


def test_a_version_that_never_was_becomes_the_locked_one(tmp_path: Path) -> None:
    packages = manifest(dependencies={"react": "^19.99.0"})
    root = project(tmp_path, {"package-lock.json": lock("react@19.2.1")}, packages)
    assert '"react": "^19.2.1"' in text(fix(NpmVersion(), case(root, NO_VERSION)), "package.json")
    project(root, {"package-lock.json": lock()}, packages)
    done = fix(NpmVersion(), case(root, NO_VERSION))
    assert [line.replace(" --save-exact", "") for line in lines(done)] == [
        "/opt/npm install --package-lock-only 'react@<=19.99.0'"
    ]
    project(root, {}, manifest(dependencies={"react": "npm:preact@^19.99.0"}))
    assert "npm view react version" in advice(NpmVersion(), case(root, NO_VERSION))


def test_a_known_package_that_sources_import_is_declared(tmp_path: Path) -> None:
    root = project(tmp_path, {"src/a.ts": 'import { z } from "zod";\n', "package-lock.json": lock()})
    done = fix(NpmPackage(), case(root, f"src/a.ts(1,19): error TS2307: Cannot find module 'zod'{NO_TYPES}"))
    assert lines(done) == ["/opt/npm install --package-lock-only zod"]


def test_without_a_lock_none_is_made(tmp_path: Path) -> None:
    root = project(tmp_path, {"test.js": "require('zod')\n"}, manifest())
    done = fix(NpmPackage(), case(root, "Error: Cannot find module 'zod'\nRequire stack:\n- /x/test.js\n", "test"))
    assert lines(done) == ["/opt/npm install --no-package-lock --save-dev zod"]
    assert done.scope == ("package.json",)


def test_what_the_lock_or_the_history_knows_is_declared_as_it_was(tmp_path: Path) -> None:
    """Under its own name and range, and where this project keeps such ones; no registry is asked which is meant."""
    head = {"": {"devDependencies": {"odd-tool": "~2.1.0"}}, "node_modules/odd-tool": {"bin": {"odd": "cli.js"}}}
    files = {"package-lock.json": json.dumps({"lockfileVersion": 3, "packages": head})}
    scripts = {"test": "npm run lint && odd --all"}
    root = project(tmp_path / "a", files, manifest(scripts=scripts, devDependencies={"a": "1", "z": "1"}))
    done = fix(MissingProgram(), case(root, "sh: 1: odd: not found\n", "test"))
    assert '"a": "1",\n    "odd-tool": "~2.1.0",\n    "z": "1"' in text(done, "package.json")
    assert lines(done) == [INSTALL.line], "the lock still holds it"
    old = project(tmp_path / "b", {"index.js": "require('odd-lib')\n"}, manifest(dependencies={"odd-lib": "^1.2.0"}))
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=b", "commit", "-qm", "all"]):
        git(old, *words)
    project(old, {}, manifest(dependencies={}))
    done = fix(NpmPackage(), case(old, "Error: Cannot find module 'odd-lib'\nRequire stack:\n- /x/index.js\n", "test"))
    assert json.loads(text(done, "package.json"))["dependencies"] == {"odd-lib": "^1.2.0"}


@each(
    ("files", "line"),
    [
        ({"pnpm-lock.yaml": ""}, "pnpm add --ignore-scripts --lockfile-only -D mocha"),
        ({"yarn.lock": "# yarn lockfile v1\n"}, "yarn add --ignore-scripts --non-interactive -D mocha"),
        ({"yarn.lock": "__metadata:\n  version: 8\n"}, "yarn add -D mocha"),
        ({}, "npm install --no-package-lock --save-dev mocha"),
    ],
)
def test_each_manager_adds_by_itself(tmp_path: Path, files: dict[str, str], line: str) -> None:
    root = project(tmp_path, files, manifest(scripts={"test": "mocha"}))
    failure = replace(case(root, "sh: 1: mocha: not found\n", "build"), tools={n: n for n in ("npm", "pnpm", "yarn")})
    assert lines(fix(MissingProgram(), failure)) == [line]
    assert f"{line.split()[0]} add mocha" in advice(MissingProgram(), replace(failure, tools={}))


def test_a_lock_is_written_anew_without_a_cache_in_the_project(tmp_path: Path) -> None:
    root = project(tmp_path, {"yarn.lock": "__metadata:\n  version: 8\n"}, manifest())
    stale = "➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.\n"
    made = fix(NpmLock(), replace(case(root, stale), tools={"yarn": "yarn"}))
    assert lines(made) == ["yarn install --mode=update-lockfile"]
    assert made.commands[0].env["YARN_ENABLE_GLOBAL_CACHE"] == "true"


def test_a_manager_that_is_not_here_adds_as_the_stack_starts_it(tmp_path: Path) -> None:
    root = project(tmp_path, {"pnpm-lock.yaml": ""}, manifest(scripts={"test": "mocha"}))
    started = Command(("npm", "exec", "--yes", "--package=pnpm@9", "--", "pnpm", "install", "--frozen-lockfile"), root)
    failure = replace(case(root, "sh: 1: mocha: not found\n", "build"), commands=lambda verb: (started,))
    added = "npm exec --yes --package=pnpm@9 -- pnpm add --ignore-scripts --lockfile-only -D mocha"
    assert lines(fix(MissingProgram(), failure)) == [added]


def test_a_program_that_no_script_calls_is_none_of_npm_s(tmp_path: Path) -> None:
    root = project(tmp_path, {}, manifest(scripts={"test": "node test.js"}))
    assert silent(MissingProgram(), case(root, "sh: 1: mocha: not found\n"))
    root = project(tmp_path, {}, manifest(scripts={"test": "strange-thing x"}))
    assert "strange-thing" in advice(MissingProgram(), case(root, "sh: 1: strange-thing: not found\n"))


@each(
    ("before", "after"),
    [
        ('{\n  "name": "a"\n}\n', '{\n  "name": "a",\n  "devDependencies": {\n    "m": "1"\n  }\n}\n'),
        ('{\n\t"devDependencies": {}\n}', '{\n\t"devDependencies": {\n\t\t"m": "1"\n\t}\n}'),
        (
            '{\r\n  "devDependencies": {\r\n    "a": "1"\r\n  }\r\n}\r\n',
            '{\r\n  "devDependencies": {\r\n    "a": "1",\r\n    "m": "1"\r\n  }\r\n}\r\n',
        ),
        ("{}", None),
    ],
)
def test_a_declaration_is_written_as_the_others_are(before: str, after: str | None) -> None:
    assert with_package(before, Package("m", "1", "devDependencies")) == after


def test_what_only_tests_import_is_for_development_and_types_come_along(tmp_path: Path) -> None:
    packages = manifest(devDependencies={"typescript": "~7.0.2"})
    files = {"src/a.test.ts": 'import { chunk } from "lodash";\n', "package-lock.json": lock()}
    root = project(tmp_path, files, packages)
    done = fix(NpmPackage(), case(root, f"src/a.test.ts(1,23): error TS2307: Cannot find module 'lodash'{NO_TYPES}"))
    assert lines(done) == ["/opt/npm install --package-lock-only --save-dev lodash @types/lodash"]


def test_types_alone(tmp_path: Path) -> None:
    output = "src/a.ts(1,1): error TS7016: Could not find a declaration file for module 'lodash'. 'x.js' is any.\n"
    root = project(tmp_path, {"package-lock.json": lock("lodash@4.17.21")}, manifest(dependencies={"lodash": "^4"}))
    assert lines(fix(NpmPackage(), case(root, output))) == [
        "/opt/npm install --package-lock-only --save-dev @types/lodash"
    ]
    assert "@types/odd" in advice(NpmPackage(), case(root, output.replace("lodash", "odd")))


def test_sisters_of_one_scope_are_of_one_range(tmp_path: Path) -> None:
    packages = manifest(dependencies={"@angular/core": "^22.1.0"})
    files = {"src/a.ts": 'import { FormsModule } from "@angular/forms";\n', "package-lock.json": lock()}
    root = project(tmp_path, files, packages)
    done = fix(NpmPackage(), case(root, f"src/a.ts(1,29): error TS2307: Cannot find module '@angular/forms'{NO_TYPES}"))
    assert lines(done) == ["/opt/npm install --package-lock-only '@angular/forms@^22.1.0'"]


def test_a_near_name_or_a_strange_one_is_never_installed(tmp_path: Path) -> None:
    root = project(tmp_path)
    said = "[UNRESOLVED_IMPORT] Could not resolve '{}' in src/a.ts\n"
    assert "did you mean 'zod'" in advice(NpmPackage(), case(root, said.format("zodd")))
    assert "npm install strange-thing" in advice(NpmPackage(), case(root, said.format("strange-thing")))
    assert silent(NpmPackage(), case(root, said.format("./local")))


def test_what_is_no_package() -> None:
    assert [package_of(name) for name in ("node:fs", "fs", "@/a", "~/a", "./a", "virtual:x", "#a")] == [""] * 7
    assert package_of("react-dom/client") == "react-dom"
    assert package_of("@angular/common/http") == "@angular/common"


def test_a_package_that_is_half_there_is_installed_with_all_others(tmp_path: Path) -> None:
    root = project(tmp_path, {"package-lock.json": lock("vite@8.0.0", "react@19.2.0")})
    (root / "node_modules").mkdir()
    missing = f"Error: Cannot find module '{root}/node_modules/vite/bin/vite.js'\n"
    done = fix(NpmInstall(), case(root, missing, "test"))
    assert (lines(done), done.move_aside) == ([INSTALL.line], ("node_modules",))
    entry = 'Failed to resolve entry for package "react". The package may have incorrect main/exports specified.\n'
    assert "react is missing" in fix(NpmInstall(), case(root, entry, "test")).title
    assert silent(NpmInstall(), case(root, missing.replace("vite", "odd"), "test"))
    assert silent(NpmInstall(), case(root, missing, "build"))
    assert "vite is missing" in fix(NpmInstall(), case(root, missing, "test")).title


def test_json_that_npm_cannot_read(tmp_path: Path) -> None:
    output = (
        "npm error code EJSONPARSE\nnpm error JSON.parse Invalid package.json: JSONParseError: Expected double-quoted "
        'property name in JSON at position 20 while parsing near "...,}"\nnpm error JSON.parse Failed to parse JSON.\n'
    )
    root = project(tmp_path, {}, '{\n  "name": "shop",\n}\n')
    assert text(fix(JsonPunctuation(), case(root, output)), "package.json") == '{\n  "name": "shop"\n}\n'


@each(
    ("output", "said"),
    [
        (
            "npm error 404  The requested resource 'reakt@^19' could not be found or you do not have\n",
            "did you mean 'react'",
        ),
        (
            'npm error peer react@"^19.3.1" from react-dom@19.3.1\nnpm error code ERESOLVE\n',
            "npm view react-dom versions",
        ),
        ("npm error notsup Unsupported platform for fsevents@2.3.3: wanted\n", "does not support this platform"),
        ("npm error notsup Not compatible with your version of node/npm: vite@8.0.0\n", "another version of Node"),
        ("Error: error:0308010C:digital envelope routines::unsupported\n", "upgrade the bundler"),
        (
            "The 'a/:id' route uses prerendering and includes parameters, but 'getPrerenderParams' is missing.\n",
            "a/:id",
        ),
        ("ReferenceError: require is not defined in ES module scope, you can use import instead\n", ".cjs"),
        ("Error: bad setting: VITE_API_URL: neither a path\n", "VITE_API_URL"),
        ("npm error code EINTEGRITY\n", "does not match the checksum"),
        (
            "✘ [ERROR] bundle initial exceeded maximum budget. Budget 50.00 kB was not met by 2.00 kB with\n",
            "2.00 kB larger",
        ),
    ],
)
def test_what_a_person_must_decide(tmp_path: Path, output: str, said: str) -> None:
    root = project(tmp_path, {"package-lock.json": lock("react@19.2.0")})
    assert said in advice(NodeReport(), case(root, output))


def test_a_larger_heap_keeps_the_other_options_of_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--enable-source-maps --max-old-space-size=64")
    output = "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n"
    done = fix(NodeHeap(), case(project(tmp_path), output, exit_code=134))
    assert done.env == {"NODE_OPTIONS": "--enable-source-maps --max-old-space-size=4096"}


def test_a_launch_before_the_build(tmp_path: Path) -> None:
    output = f"harness: Cannot find module '{tmp_path}/dist/main.cjs'\nRequire stack:\n- {tmp_path}/x.mjs\n"
    assert fix(BuildFirst(), case(project(tmp_path), output, "launch")).commands == (BUILD,)
    project(tmp_path, {"dist/index.html": ""})
    assert silent(BuildFirst(), case(tmp_path, output, "launch"))


def test_the_entry_point_that_the_build_writes(tmp_path: Path) -> None:
    output = f"harness: Cannot find module '{tmp_path}/dist/index.js'\n"
    root = project(tmp_path, {"dist/index.cjs": ""}, manifest(main="dist/index.js"))
    assert '"main": "dist/index.cjs"' in text(fix(EntryPoint(), case(root, output, "launch")), "package.json")
    project(root, {"dist/index.mjs": ""}, manifest(main="dist/index.js"))
    assert "dist/index.js" in advice(EntryPoint(), case(root, output, "launch"))
    other = project(tmp_path / "b", {"Main.js": "", "other.js": ""}, manifest(main="main.js"))
    said = (
        f"Error: Cannot find module '{other}/main.js'. Please verify that the package.json has a valid \"main\" entry\n"
    )
    assert '"main": "Main.js"' in text(fix(EntryPoint(), case(other, said, "test")), "package.json")


def test_electron_that_was_told_to_be_node(tmp_path: Path) -> None:
    output = (
        "TypeError: Cannot read properties of undefined (reading 'whenReady')\n    at Object.<anonymous> (main.js:9)\n"
    )
    done = fix(RunAsNode(), case(project(tmp_path), output, "launch"))
    assert done.env == {"ELECTRON_RUN_AS_NODE": ""}
    assert silent(RunAsNode(), case(tmp_path, output, "launch", env={"ELECTRON_RUN_AS_NODE": ""}))


def test_a_native_package_is_built_for_electron(tmp_path: Path) -> None:
    output = (
        f"Error: The module '{tmp_path}/node_modules/better-sqlite3/build/Release/better_sqlite3.node'\nwas compiled "
        "against a different Node.js version using\nNODE_MODULE_VERSION 115. This version of Node.js requires\n"
        "NODE_MODULE_VERSION 140. Please try re-compiling or re-installing\n"
    )
    packages = manifest(devDependencies={"electron": "^45"})
    root = project(tmp_path, {}, packages)
    assert "electron-rebuild -f -w better-sqlite3" in advice(NativeRebuild(), case(root, output, "launch"))
    project(root, {"node_modules/@electron/rebuild/lib/cli.js": ""}, packages)
    [command] = fix(NativeRebuild(), case(root, output, "launch")).commands
    assert command.argv[1:] == ("node_modules/@electron/rebuild/lib/cli.js", "-f", "-w", "better-sqlite3")
    assert "npm rebuild better-sqlite3" in advice(NativeRebuild(), case(project(root), output, "launch"))


def test_a_native_program_that_was_bundled_is_traced_to_its_package(tmp_path: Path) -> None:
    program = tmp_path / "out/main/chunks/counter-pippAwIq.node"
    output = f"The module '{program}'\nwas compiled against a different Node.js version"
    packages = manifest(devDependencies={"electron": "^45"}, dependencies={"gone": "1", "@acme/counts": "1"})
    root = project(tmp_path, {"node_modules/@acme/counts/build/Release/counter.node": ""}, packages)
    assert "electron-rebuild -f -w @acme/counts" in advice(NativeRebuild(), case(root, output, "launch"))
    assert silent(NativeRebuild(), case(root, output.replace("counter-", "other-"), "launch"))


@each(
    ("output", "said"),
    [
        ("Error: Electron failed to install correctly. Please delete `node_modules/electron`\n", "electron/install.js"),
        ("[1:ERROR:ozone_platform_x11.cc(245)] Missing X server or $DISPLAY\n", "xvfb"),
        ("FATAL: The SUID sandbox helper binary was found, but is not configured correctly.\n", "chmod 4755"),
        ("electron: error while loading shared libraries: libnss3.so: cannot open shared object file\n", "libnss3.so"),
        (
            "Invalid configuration object. electron-builder 26.0.12 has been initialized using a configuration object "
            "that does not match the API schema.\n - configuration has an unknown property 'nonsense'.\n",
            "'nonsense'",
        ),
        ("ERROR: Cannot create symbolic link : A required privilege is not held\n", "developer mode"),
        ("Error: EBUSY: resource busy or locked, unlink 'release/win-unpacked/app.exe'\n", "close it"),
        ("Failed to load URL: http://localhost:5173/ with error: ERR_CONNECTION_REFUSED\n", "electron-vite dev"),
        ("electron: Failed to load URL: file:///a/out/index.html with error: ERR_FILE_NOT_FOUND\n", "build"),
        ("Error: No handler registered for 'notes:list'\n", "'notes:list'"),
        ("Error: Attempted to register a second handler for 'notes:list'\n", "remove one"),
    ],
)
def test_what_electron_lacks(tmp_path: Path, output: str, said: str) -> None:
    root = project(tmp_path, {}, manifest(devDependencies={"electron": "^45"}))
    assert said in advice(ElectronReport(), case(root, output, "launch"))
    assert silent(ElectronReport(), case(project(root), output, "launch"))


def test_what_webpack_says_is_not_electron_builder_s(tmp_path: Path) -> None:
    output = (Path(__file__).parents[2] / "samples/logs/webpack.config.log").read_text(encoding="utf-8")
    root = project(tmp_path, {}, manifest(devDependencies={"electron": "^45"}))
    assert silent(ElectronReport(), case(root, output, "build"))
    electron = output.replace("Webpack has been", "electron-builder 26.0.12 has been")
    assert "does not know the key 'nosuch'" in advice(ElectronReport(), case(root, electron, "build"))


def test_a_failing_test_is_named_and_left_alone(tmp_path: Path) -> None:
    output = (
        " FAIL  |app| src/a.test.tsx > shows its name\nAssertionError: expected 1 to be 2\n\n"
        " FAIL  node  tests/b.test.ts > serves\nAssertionError: no\n\n Test Files  2 failed (2)\n"
    )
    said = advice(FailingSpec(), case(project(tmp_path), output, "test"))
    assert "src/a.test.tsx > shows its name and 1 more" in said
