"""An entry of a manifest that names nothing there is is written again as an earlier commit has it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from dependency_case import PYPROJECT, case, fix, project, silent, text

from mity.agents.fixes.general.earlier_entry import EarlierEntry
from rows import each

POM = "<project>\n  <dependencies>\n    <dependency>\n      <artifactId>junit-jupiter</artifactId>\n"
NPM = '{\n  "dependencies": {\n    "end-of-stream": "^1.1.0",\n    "once": "^1.3.1"\n  }\n}\n'
CRATE = '[package]\nname = "a"\n\n[dev-dependencies.version-sync]\nversion = "0.9.4"\n'
SCRIPT = '{"scripts": {\n  "test": "tape test.js"\n}}\n'
MOD = "module example.com/a\n\ngo 1.22\n\nrequire github.com/rivo/uniseg v0.2.0\n"
UNMET = (
    "cause: Because pytest-covv was not found in the package registry and you require pytest-covv, we can conclude "
    "that your requirements are unsatisfiable.\n"
)
ATTRIBUTE = '[tool.setuptools.dynamic]\nversion = {attr = "parse.__version__"}\n'


def commit(root: Path) -> None:
    git = ("git", "-c", "user.name=T", "-c", "user.email=t@example.com")
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--allow-empty", "--message", "all")):
        subprocess.run((*git, *words), cwd=root, check=True)


@pytest.mark.slow
@each(
    ("path", "before", "right", "wrong", "said"),
    [
        (
            *("pyproject.toml", PYPROJECT, "pydantic>=2", "pydantik>=2"),
            "ERROR: No matching distribution found for pydantik>=2\n",
        ),
        (
            *("pyproject.toml", ATTRIBUTE, "__version__", "__versoin__"),
            "      AttributeError: module 'parse' has no attribute '__versoin__'\n",
        ),
        (
            *("pyproject.toml", '[build-system]\nbuild-backend = "flit_core.buildapi"\n', "buildapi", "buildap"),
            "pip._vendor.pyproject_hooks._impl.BackendUnavailable: Cannot import 'flit_core.buildap'\n",
        ),
        *(
            (path, "pytest\npytest-cov\n", "pytest-cov", "pytest-covv", UNMET)
            for path in ("requirements-dev.txt", "dev_requirements.in", "requirements/dev.txt")
        ),
        (
            *("package.json", NPM, "end-of-stream", "end-of-streem"),
            "npm error code E404\nnpm error 404  'end-of-streem@^1.1.0' is not in this registry.\n",
        ),
        (
            *("package.json", NPM, "^1.3.1", "^31.3.1"),
            "npm error code ETARGET\nnpm error notarget No matching version found for once@^31.3.1.\n",
        ),
        (
            *("pyproject.toml", PYPROJECT, "pydantic>=2", "pydantic>=43.3"),
            "cause: Because only pydantic<=2.14.9 is available and shop==1 depends on pydantic>=43.3, we conclude\n",
        ),
        (
            *("Cargo.toml", CRATE, "0.9.4", "99.9.4"),
            'error: failed to select a version for the requirement `version-sync = "^99.9.4"`\n'
            "candidate versions found which didn't match: 0.9.5, 0.9.4, 0.9.3, ...\n",
        ),
        (
            *("pom.xml", POM, "junit-jupiter", "junit-jupitr"),
            "[ERROR] Could not find artifact org.junit.jupiter:junit-jupitr:jar:5.9 in central\n",
        ),
        (
            *("go.mod", MOD, "v0.2.0", "v0.2.99"),
            "go: github.com/rivo/uniseg@v0.2.99: invalid version: unknown revision v0.2.99\n",
        ),
        ("go.mod", MOD, "go 1.22", "go 1.Z2", "go: errors parsing go.mod:\ngo.mod:3: invalid go version '1.Z2'\n"),
        (
            *("maps/go.mod", MOD, "v0.2.0", "v0.92.0"),
            "maps/a.go:3:2: github.com/rivo/uniseg@v0.92.0: reading "
            "https://proxy.example.com/github.com/rivo/uniseg/@v/v0.92.0.mod: 403 Forbidden\n",
        ),
        (
            *("package.json", NPM, "^1.3.1", "^31.3.1"),
            "➤ YN0082: │ once@npm:^31.3.1: No candidates found\n",
        ),
        ("package.json", SCRIPT, "tape test.js", "tap3 test.js", "sh: 1: tap3: not found\n"),
    ],
)
def test_the_line_of_an_earlier_commit(
    tmp_path: Path, path: str, before: str, right: str, wrong: str, said: str
) -> None:
    project(tmp_path, {path: before})
    commit(tmp_path)
    project(tmp_path, {path: before.replace(right, wrong)})
    commit(tmp_path)
    assert text(fix(EarlierEntry(), case(tmp_path, said)), path) == before


@each(
    ("now", "said"),
    [
        (PYPROJECT.replace("pydantic>=2", "pydantic>=3"), "E   AssertionError: pydantic is 3\n"),
        (PYPROJECT.replace("pydantic>=2", "pydantic>=3"), "ERROR: No matching distribution found for click>=99\n"),
        (PYPROJECT.replace('  "pydantic>=2",\n', ""), "ERROR: No matching distribution found for pydantic>=2\n"),
        (PYPROJECT, "ERROR: No matching distribution found for pydantic>=2\n"),
    ],
)
def test_what_the_tool_did_not_miss_stays_as_it_is_now(tmp_path: Path, now: str, said: str) -> None:
    project(tmp_path, {"pyproject.toml": PYPROJECT})
    commit(tmp_path)
    project(tmp_path, {"pyproject.toml": now})
    commit(tmp_path)
    assert silent(EarlierEntry(), case(tmp_path, said))


def test_the_file_that_a_complaint_is_in_is_no_name(tmp_path: Path) -> None:
    project(tmp_path, {"go.mod": "module example.com/shop-test\n"})
    commit(tmp_path)
    project(tmp_path, {"go.mod": "module example.com/shop\n"})
    commit(tmp_path)
    said = "shop.go:3:2: github.com/rivo/uniseg@v0.92.0: reading https://p.example.com/@v/v0.92.0.mod: 403 Forbidden\n"
    assert silent(EarlierEntry(), case(tmp_path, said))


def test_what_npm_goes_on_to_say_is_no_name(tmp_path: Path) -> None:
    """It did not find the package; the words about its log stand below, and a script may well begin with `run`."""
    manifest = '{\n  "scripts": {\n    "test": "tool && npm @ size"\n  },\n  "devDependencies": {"left-padd": "1"}\n}\n'
    project(tmp_path, {"package.json": manifest.replace("@", "go")})
    commit(tmp_path)
    project(tmp_path, {"package.json": manifest.replace("@", "run")})
    commit(tmp_path)
    said = (
        "npm error code E404\nnpm error 404  'left-padd@1' could not be found or you do not have permission.\n"
        "npm error A complete log of this run can be found in: /home/dev/.npm/_logs/debug-0.log\n"
    )
    assert silent(EarlierEntry(), case(tmp_path, said))


def test_a_property_of_maven_is_called_as_before(tmp_path: Path) -> None:
    """The tool names what is missing, and the line holds what is there instead."""
    pom = "<project>\n  <properties>\n    <junit.version>5.14.4</junit.version>\n  </properties>\n</project>\n"
    project(tmp_path, {"pom.xml": pom})
    commit(tmp_path)
    project(tmp_path, {"pom.xml": pom.replace("junit.version>", "junit.versions>")})
    commit(tmp_path)
    said = "[ERROR] 'dependencies.dependency.version' for a:b:jar must be a valid version but is '${junit.version}'.\n"
    assert text(fix(EarlierEntry(), case(tmp_path, said)), "pom.xml") == pom
    assert silent(EarlierEntry(), case(tmp_path, said.replace("junit.version", "other.version")))


def test_what_a_project_is_called_itself_is_not_what_is_missing(tmp_path: Path) -> None:
    """Maven names the module that it was at, with its version, in the same line."""
    pom = "<project>\n  <artifactId>shop</artifactId>\n  <version>1.0</version>\n</project>\n"
    project(tmp_path, {"pom.xml": pom})
    commit(tmp_path)
    project(tmp_path, {"pom.xml": pom.replace("1.0", "2.0-SNAPSHOT")})
    commit(tmp_path)
    said = (
        "[ERROR] Failed to execute goal on project shop: Could not resolve dependencies for project a:shop:jar:"
        "2.0-SNAPSHOT: Could not find artifact com.google.guava:guava:jar:18.99 in central -> [Help 1]\n"
    )
    assert silent(EarlierEntry(), case(tmp_path, said))
