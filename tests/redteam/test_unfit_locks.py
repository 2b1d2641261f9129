"""Locks beside the one that was installed by, and toolchains that a project asks for: what does not fit is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_unfit_lists import written

from bench_station import StationBench, writes
from mity.runs.state import Status
from mity.stacks.agreement.locks import unfit_locks
from mity.stacks.agreement.other_builds import other_builds
from mity.stacks.agreement.toolchains import fits, other_toolchains
from rows import each

NODE = '{"name": "x", "dependencies": {"left-pad": "^1.3.0"}, "devDependencies": {"@a/b": "~2.0.0"}}'
PYTHON = '[project]\nname = "x"\nversion = "1"\ndependencies = ["anyio>=4", "httpx[http2]"]\n'
POETRY = '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.11"\nanyio = "^4.0"\n'
PIPFILE = '[packages]\nanyio = ">=4"\n[dev-packages]\npytest = "*"\n'


def npm(left: str, b: str = "~2.0.0") -> str:
    return f'{{"packages": {{"": {{"dependencies": {{"left-pad": "{left}"}}, "devDependencies": {{"@a/b": "{b}"}}}}}}}}'


def yarn(left: str) -> str:
    return f'# yarn lockfile v1\n\n\n"@a/b@~2.0.0":\n  version "2.0.1"\n\n{left}:\n  version "1.3.0"\n'


def berry(left: str) -> str:
    return (
        f'__metadata:\n  version: 8\n\n"@a/b@npm:~2.0.0":\n  version: 2.0.1\n\n"left-pad@{left}":\n  version: 1.3.0\n'
    )


def pnpm(left: str) -> str:
    return (
        "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      left-pad:\n"
        f"        specifier: {left}\n        version: 1.3.0\n    devDependencies:\n      '@a/b':\n"
        "        specifier: ~2.0.0\n        version: 2.0.1\n\n  packages/c:\n    dependencies:\n      zod:\n"
        "        specifier: ^4\n        version: 4.0.0\n\npackages:\n\n  left-pad@1.3.0: {}\n"
    )


def packages(anyio: str, *more: str) -> str:
    rows = "".join(f'[[package]]\nname = "{one}"\nversion = "1.0"\n' for one in more)
    return f'version = 1\n[[package]]\nname = "anyio"\nversion = "{anyio}"\n{rows}'


def pipenv(anyio: str, dev: str = "pytest") -> str:
    return f'{{"default": {{"anyio": {{"version": "=={anyio}"}}}}, "develop": {{"{dev}": {{"version": "==8.0"}}}}}}'


UNFIT: dict[str, tuple[dict[str, str], str]] = {
    "npm, another range": ({"package.json": NODE, "package-lock.json": npm("^1.0.0")}, "left-pad for '^1.0.0'"),
    "npm, a tool": ({"package.json": NODE, "package-lock.json": npm("^1.3.0", "~9")}, "@a/b for '~9'"),
    "npm, nothing in it": ({"package.json": NODE, "package-lock.json": '{"packages": {"": {}}}'}, "left-pad is not"),
    "npm of old": ({"package.json": NODE, "package-lock.json": '{"dependencies": {"zod": {}}}'}, "left-pad is not"),
    "npm, no JSON": ({"package.json": NODE, "package-lock.json": "<<<<<<< HEAD"}, "it is not JSON"),
    "shrinkwrap": ({"package.json": NODE, "npm-shrinkwrap.json": npm("1.0.0")}, "npm-shrinkwrap.json does not fit"),
    "yarn, another range": ({"package.json": NODE, "yarn.lock": yarn("left-pad@^1.1.0")}, "another range of it"),
    "yarn, missing": ({"package.json": NODE, "yarn.lock": yarn("zod@^4")}, "left-pad is not in it"),
    "yarn, a longer name": ({"package.json": NODE, "yarn.lock": yarn("left-padded@^1.3.0")}, "left-pad is not in it"),
    "berry": ({"package.json": NODE, "yarn.lock": berry("npm:^0.9")}, "another range of it"),
    "pnpm, another range": ({"package.json": NODE, "pnpm-lock.yaml": pnpm("^1.1.0")}, "left-pad for '^1.1.0'"),
    "pnpm, in another package alone": (
        {"package.json": NODE.replace("left-pad", "zod"), "pnpm-lock.yaml": pnpm("^1.3.0")},
        "zod is not in it",
    ),
    "pnpm of old": (
        {
            "package.json": NODE,
            "pnpm-lock.yaml": "lockfileVersion: 5.4\n\nspecifiers:\n  left-pad: ^1.0.0\n\ndependencies:\n",
        },
        "left-pad for '^1.0.0'",
    ),
    "bun": (
        {"package.json": NODE, "bun.lock": '{"workspaces": {"": {"dependencies": {"left-pad": "^9"}},},}'},
        "left-pad for '^9'",
    ),
    "uv, another version": ({"pyproject.toml": PYTHON, "uv.lock": packages("3.7.1", "httpx")}, "it has anyio 3.7.1"),
    "uv, missing": ({"pyproject.toml": PYTHON, "uv.lock": packages("4.1.0")}, "httpx is not in it"),
    "poetry": ({"pyproject.toml": POETRY, "poetry.lock": packages("5.0.0")}, "it has anyio 5.0.0"),
    "pdm": ({"pyproject.toml": PYTHON, "pdm.lock": packages("4.1.0", "http-x")}, "httpx is not in it"),
    "the standard lock": (
        {"pyproject.toml": PYTHON, "pylock.toml": packages("1.0", "httpx").replace("package", "packages")},
        "it has anyio 1.0",
    ),
    "pipenv": ({"Pipfile": PIPFILE, "Pipfile.lock": pipenv("3.7.1")}, "it has anyio 3.7.1"),
    "pipenv, a tool": ({"Pipfile": PIPFILE, "Pipfile.lock": pipenv("4.1", "nose")}, "pytest is not in it"),
}
FIT: dict[str, dict[str, str]] = {
    "npm": {"package.json": NODE, "package-lock.json": npm("^1.3.0")},
    "npm and yarn": {"package.json": NODE, "package-lock.json": npm("^1.3.0"), "yarn.lock": yarn("left-pad@^1.3.0")},
    "yarn, several ranges": {"package.json": NODE, "yarn.lock": yarn("left-pad@^1.0.0, left-pad@^1.3.0")},
    "berry": {"package.json": NODE, "yarn.lock": berry("npm:^1.3.0")},
    "pnpm": {"package.json": NODE, "pnpm-lock.yaml": pnpm("^1.3.0")},
    "pnpm that overrides": {
        "package.json": NODE.replace('"name"', '"pnpm": {"overrides": {"left-pad": "1.3.0"}}, "name"'),
        "pnpm-lock.yaml": pnpm("1.3.0"),
    },
    "a workspace": {
        "package.json": NODE.replace("^1.3.0", "workspace:*"),
        "yarn.lock": yarn('"left-pad@workspace:packages/left-pad"'),
    },
    "uv": {"pyproject.toml": PYTHON, "uv.lock": packages("4.1.0", "HTTPX")},
    "uv, a version for each system": {
        "pyproject.toml": PYTHON,
        "uv.lock": packages("3.0", "httpx") + packages("4.2").partition("\n")[2],
    },
    "poetry": {"pyproject.toml": POETRY, "poetry.lock": packages("4.9.0")},
    "pipenv": {"Pipfile": PIPFILE, "Pipfile.lock": pipenv("4.1")},
    "no dependency": {"package.json": "{}", "package-lock.json": '{"packages": {"": {}}}'},
    "no manifest": {"yarn.lock": yarn("left-pad@^1")},
    "for another system": {
        "pyproject.toml": PYTHON.replace('"anyio>=4"', "\"pywin32; sys_platform == 'win32'\""),
        "uv.lock": packages("1", "httpx"),
    },
}


@each("name", UNFIT)
def test_a_lock_that_nobody_judged_is_told(tmp_path: Path, name: str) -> None:
    files, said = UNFIT[name]
    told = unfit_locks(written(tmp_path, files), [("npm", "install", "--no-package-lock"), ("pip", "install")])
    assert said in told and "or remove it" in told


@each("name", FIT)
def test_a_lock_that_fits_is_fine(tmp_path: Path, name: str) -> None:
    assert unfit_locks(written(tmp_path, FIT[name]), []) == ""


def test_the_manager_that_ran_judges_its_own_lock(tmp_path: Path) -> None:
    written(tmp_path, {"package.json": NODE, "package-lock.json": npm("9"), "yarn.lock": yarn("left-pad@9")})
    assert "package-lock.json" in unfit_locks(tmp_path, [])
    assert "yarn.lock" in unfit_locks(tmp_path, [("/usr/bin/npm", "ci")])
    by_npm = ("/usr/bin/npm", "exec", "--package=yarn@1", "--", "yarn", "install", "--frozen-lockfile")
    assert "package-lock.json" in unfit_locks(tmp_path, [by_npm])
    assert unfit_locks(tmp_path, [by_npm[4:], ("npm.cmd", "ci")]) == ""


TOOLCHAINS: dict[str, tuple[dict[str, str], str]] = {
    "nvmrc": ({".nvmrc": "v18.20.1\n"}, ".nvmrc asks for node 18.20.1, and 20.19.2 ran"),
    "a major version": ({".nvmrc": "22\n"}, "node 22"),
    "node-version": ({".node-version": "20.1\n"}, "node 20.1"),
    "engines": ({"package.json": '{"engines": {"node": ">=22"}}'}, "node >=22"),
    "engines below": ({"package.json": '{"engines": {"node": "^14 || ^16.3"}}'}, "node ^14 || ^16.3"),
    "engines by x": ({"package.json": '{"engines": {"node": "18.x"}}'}, "node 18.x"),
    "engines of npm": ({"package.json": '{"engines": {"npm": "<9"}}'}, "npm <9"),
    "a hyphen": ({"package.json": '{"engines": {"node": "16 - 18"}}'}, "node 16 - 18"),
    "volta": ({"package.json": '{"volta": {"node": "18.0.0"}}'}, "volta"),
    "devEngines": ({"package.json": '{"devEngines": {"runtime": {"name": "node", "version": "24"}}}'}, "node 24"),
    "tool-versions": ({".tool-versions": "nodejs 18.1.0\npython 3.12.1\n"}, "node 18.1.0"),
    "mise": ({"mise.toml": '[tools]\nnode = "22"\n'}, "mise.toml asks for node 22"),
    "python-version": ({".python-version": "3.13\n"}, "python 3.13, and 3.11.4 ran"),
    "the environment": ({".python-version": "3.11\n", ".venv/pyvenv.cfg": "version = 3.9.2\n"}, "3.9.2 ran"),
    "requires-python": ({"pyproject.toml": '[project]\nname="x"\nrequires-python = ">=3.12"\n'}, ">=3.12"),
    "rust": ({"rust-toolchain": "1.60.0\n"}, "cargo 1.60.0"),
    "rust in TOML": ({"rust-toolchain.toml": '[toolchain]\nchannel = "1.60"\n'}, "cargo 1.60"),
    "java": ({".java-version": "21\n"}, "javac 21"),
    "sdkman": ({".sdkmanrc": "# x\njava=21.0.2-tem\n"}, "javac 21"),
    "the wrapper of Maven": (
        {
            ".mvn/wrapper/maven-wrapper.properties": "distributionUrl=https://h/apache-maven/3.6.0/apache-maven-3.6.0-bin.zip"
        },
        "mvn 3.6.0, and 3.9.9 ran",
    ),
}
RAN = {"node": "20.19.2", "npm": "10.8.2", "python": "3.11.4", "cargo": "1.85.0", "javac": "17.0.1", "mvn": "3.9.9"}
AS_ASKED: dict[str, dict[str, str]] = {
    "nvmrc": {".nvmrc": "20\n"},
    "any of these": {".nvmrc": "lts/*\n", ".node-version": "lts/iron\n"},
    "exact": {".nvmrc": "v20.19.2"},
    "engines": {"package.json": '{"engines": {"node": "^18.18 || ^20.9 || >=21.1", "npm": ">=9", "vscode": "^1"}}'},
    "engines of many parts": {"package.json": '{"engines": {"node": ">= 18.0.0 < 21", "npm": "*"}}'},
    "tilde": {"package.json": '{"engines": {"node": "~20.19"}}'},
    "hyphen": {"package.json": '{"engines": {"node": "18 - 20"}}'},
    "up to a major": {"package.json": '{"engines": {"node": "<=20"}}'},
    "python": {".python-version": "3.11\n", "pyproject.toml": '[project]\nrequires-python = ">=3.9,<4"\n'},
    "rust": {"rust-toolchain.toml": '[toolchain]\nchannel = "stable"\n'},
    "java of old": {".java-version": "17.0\n", ".sdkmanrc": "java=17.0.9-tem\n"},
    "tools of others": {".tool-versions": "terraform 1.5.0\nruby 3.3\n"},
    "damaged": {"package.json": '{"engines": ["node"]}', "mise.toml": "[[[", ".nvmrc": "\x00"},
}


@each("name", TOOLCHAINS)
def test_another_toolchain_is_told(tmp_path: Path, name: str) -> None:
    files, said = TOOLCHAINS[name]
    assert any(said in one for one in other_toolchains(written(tmp_path, files), RAN))


@each("name", AS_ASKED)
def test_a_toolchain_as_it_is_asked_for_is_not(tmp_path: Path, name: str) -> None:
    assert other_toolchains(written(tmp_path, AS_ASKED[name]), RAN) == []


@each(
    "wanted, version, fit",
    [("^0.3.1", "0.3.9", True), ("^0.3.1", "0.4.0", False), (">20", "20.5.0", False), (">20", "21.0.0", True)],
)
def test_ranges_are_those_of_npm(wanted: str, version: str, fit: bool) -> None:
    assert fits(wanted, version) is fit


def test_a_build_tells_of_all_three_and_is_no_proof_beside_an_unfit_lock(tmp_path: Path) -> None:
    needs = [{"tool": "python", "version": ">=3.9"}]
    stack = {"commands": {"build": writes("made.txt", "x")}, "artefacts": ["made.txt"], "requires": needs}
    bench = StationBench(tmp_path, stack)
    written(bench.root, {".python-version": "3.1\n", "build.gradle": "", "package.json": NODE})
    ended = bench.run("build")
    assert (ended.status, bool(ended.evidence)) == (Status.DONE, True)
    assert "made.txt; .python-version asks for python 3.1, and " in ended.message
    assert ended.message.endswith("; not built: build.gradle, package.json")
    assert len(ended.evidence["other"]) == 2
    written(bench.root, {"yarn.lock": yarn("left-pad@9")})
    ended = bench.run("build")
    assert (ended.status, ended.evidence) == (Status.DONE, {})
    assert "made.txt, not proven: yarn.lock does not fit package.json: left-pad" in ended.message
    written(bench.root, {"bun.lock": '{"workspaces": {"": {}}}'})
    both = bench.run("build").message
    assert "(yarn install) or remove it; and bun.lock does not fit package.json: left-pad" in both, "each is named"


@pytest.mark.parametrize("language", ["typescript", "cobol"])
def test_a_build_of_the_stacks_own_is_not_told(tmp_path: Path, language: str) -> None:
    assert other_builds(written(tmp_path, {"package.json": "{}"}), language) == []
