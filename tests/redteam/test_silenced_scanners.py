"""Projects that keep places from their scanners, by files and comments of their own: it is told each time."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest

from harness import Mity
from mity.changes.protected import FORBIDDEN, matches
from mity.scanners.catalog import shipped
from mity.scanners.files import project_files
from mity.scanners.model import Scanner
from mity.scanners.silenced import silenced
from rows import each
from scanner_scripts import Scripts

PYTHON = {"a.py": "eval(x)\n"}
NPM = {"package.json": '{"dependencies": {"a": "1"}}', "package-lock.json": "{}"}
ESLINT = {"package.json": '{"devDependencies": {"eslint-plugin-security": "1"}}'}
FLOW = ".github/workflows/a.yml"
SILENCERS: dict[str, tuple[str, dict[str, str], str]] = {
    "every path": ("gitleaks", {".gitleaks.toml": "[allowlist]\npaths = ['.*']\n"}, ".gitleaks.toml"),
    "single leaks": ("gitleaks", {".gitleaksignore": "a.py:generic-api-key:1\n"}, ".gitleaksignore"),
    "a leak by a comment": ("gitleaks", {"a.py": "\nkey = 'x'  # gitleaks:allow\n"}, "a.py:2 (gitleaks:allow)"),
    "a secret": ("detect-secrets", {"a.py": "p = 'x'  # pragma: allowlist secret\n"}, "a.py:1 ("),
    "the next secret": ("detect-secrets", {"a.yaml": "# pragma: allowlist nextline secret\np: x\n"}, "a.yaml:1 ("),
    "an old word": ("detect-secrets", {"a.js": "// pragma: whitelist secret\n"}, "a.js:1 ("),
    "nosec": ("bandit", {"a.py": "eval(x)  # nosec\n"}, "a.py:1 (# nosec)"),
    "nosec in capitals": ("bandit", {"a.py": "eval(x)  #NOSEC B307\n"}, "a.py:1 (#NOSEC)"),
    "noqa": ("ruff-security", {"ruff.toml": "", "a.py": "eval(x)  # noqa\n"}, "a.py:1 (# noqa)"),
    "noqa of a rule": ("ruff-security", {"ruff.toml": "", "a.py": "eval(x)  # noqa: E501, S307\n"}, "a.py:1 ("),
    "a file": ("ruff-security", {"ruff.toml": "", "a.py": "# ruff: noqa\neval(x)\n"}, "a.py:1 (# ruff: noqa)"),
    "rules": ("ruff-security", {"ruff.toml": "[lint]\nignore = ['E1', 'S']\n", **PYTHON}, "ruff.toml"),
    "all rules": ("ruff-security", {".ruff.toml": '[lint]\nextend-ignore = ["ALL"]\n', **PYTHON}, ".ruff.toml"),
    "rules of pyproject": (
        "ruff-security",
        {"pyproject.toml": "[tool.ruff.lint]\nselect = ['E']\nignore = ['S307']\n", **PYTHON},
        "pyproject.toml",
    ),
    "rules by file": (
        "ruff-security",
        {"pyproject.toml": "[tool.ruff.lint.per-file-ignores]\n'*' = ['S']\n", **PYTHON},
        "pyproject.toml",
    ),
    "files": ("ruff-security", {"ruff.toml": "exclude = ['*.py']\n", **PYTHON}, "ruff.toml"),
    "settings elsewhere": ("ruff-security", {"ruff.toml": "extend = 'x.toml'\n", **PYTHON}, "ruff.toml"),
    "rules for workflows": ("zizmor", {".github/zizmor.yml": "rules: {}\n", FLOW: "on: push\n"}, ".github/zizmor.yml"),
    "a trigger": ("zizmor", {FLOW: "on: push # zizmor: ignore[dangerous-triggers]\n"}, f"{FLOW}:1 ("),
    "rules for containers": (
        "hadolint",
        {".hadolint.yaml": "ignored: [DL3004]\n", "Dockerfile": "FROM a\n"},
        ".hadolint.yaml",
    ),
    "a line of a container": ("hadolint", {"Dockerfile": "FROM a\n# hadolint ignore=DL3004\n"}, "Dockerfile:2 ("),
    "a whole container": ("hadolint", {"Dockerfile": "# hadolint global ignore=DL3004\n"}, "Dockerfile:1 ("),
    "advisories of OSV": (
        "osv-scanner",
        {"a/osv-scanner.toml": "[[IgnoredVulns]]\n", "a/pom.xml": "<p/>"},
        "a/osv-scanner.toml",
    ),
    "advisories of Rust": (
        "cargo-audit",
        {".cargo/audit.toml": "[advisories]\n", "Cargo.toml": ""},
        ".cargo/audit.toml",
    ),
    "another registry": ("npm-audit", {".npmrc": "registry=https://evil.example/\n", **NPM}, ".npmrc"),
    "the registry of a scope": ("npm-audit", {".npmrc": "@a:registry = https://evil.example/\n", **NPM}, ".npmrc"),
    "a proxy": ("npm-audit", {".npmrc": "https-proxy=http://evil.example\n", **NPM}, ".npmrc"),
    "packages for development": ("npm-audit", {".npmrc": "omit=dev\n", **NPM}, ".npmrc"),
    "a rule of ESLint": ("eslint-security", {"a.js": "eval(x) // eslint-disable-line no-eval\n", **ESLINT}, "a.js:1 ("),
    "files of ESLint": ("eslint-security", {".eslintignore": "*\n", **ESLINT}, ".eslintignore"),
}


@cache
def rows_by_id() -> dict[str, Scanner]:
    return {one.id: one for one in shipped()}


def told(root: Path, scanner: str, files: dict[str, str]) -> str:
    """What is told of a scanner in a project of these files."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return "\n".join(silenced(rows_by_id()[scanner], project_files(root)))


@each("name", SILENCERS)
def test_what_a_project_keeps_from_a_scanner_is_told(tmp_path: Path, name: str) -> None:
    scanner, files, said = SILENCERS[name]
    assert said in told(tmp_path, scanner, files)


HONEST: dict[str, tuple[str, dict[str, str]]] = {
    "a word about nosec": ("bandit", {"a.py": "# why there is nosecond chance\n"}),
    "noqa of style": ("ruff-security", {"ruff.toml": "", "a.py": "import x  # noqa: F401, E501\n"}),
    "rules of style": ("ruff-security", {"ruff.toml": "[lint]\nselect = ['S', 'E']\nignore = ['E501']\n", **PYTHON}),
    "rules of style in pyproject": (
        "ruff-security",
        {"pyproject.toml": "[tool.ruff]\nline-length = 100\n[tool.ruff.lint]\nextend-select = ['S']\n", **PYTHON},
    ),
    "a token for the registry": ("npm-audit", {".npmrc": "save-exact=true\nengine-strict=true\n", **NPM}),
    "a manual about it": ("bandit", {"README.md": "write # nosec\n", **PYTHON}),
    "settings of Cargo": ("cargo-audit", {".cargo/config.toml": "[build]\n", "Cargo.toml": ""}),
}


@each("name", HONEST)
def test_nothing_is_told_of_what_silences_nobody(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, *HONEST[name]) == ""


def test_it_takes_no_time(tmp_path: Path) -> None:
    worst = {"ruff.toml": "ignore = [" * 40_000 + "\nexclude" * 20_000, "a.py": "# ruff: noqa: " * 40_000}
    began = time.process_time()
    told(tmp_path, "ruff-security", worst)
    assert time.process_time() - began < 2


@pytest.mark.slow
def test_the_report_says_what_was_kept_from_its_scanners(mity: Mity, scripts: Scripts) -> None:
    scripts.writes("bandit", "1.8.0", {"errors": [], "results": []})
    (mity.workspace / "a.py").write_text("eval(x)  # nosec\n")
    done = mity("secure")
    assert "kept from bandit by the project: a.py:1 (# nosec)" in done.text
    assert "the project keeps places from bandit" in done.text


@pytest.fixture
def scripts(mity: Mity, tmp_path: Path) -> Scripts:
    """Scanners for secrets that find nothing."""
    return Scripts(mity, tmp_path / "scanners")


@pytest.mark.slow
def test_a_project_that_lets_nothing_be_looked_at_is_not_clean(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / ".mity").mkdir(exist_ok=True)
    (mity.workspace / ".mity/config.toml").write_text('[secure]\nexclude = ["**"]\nfail_on = "never"\n')
    (mity.workspace / "a.py").write_text("eval(x)\n")
    done = mity("secure")
    assert done.code == 4, done.text
    assert "`exclude` in the settings leaves out" in done.text
    assert "its settings let no finding fail" in done.text


def test_no_agent_writes_the_settings_by_which_a_scanner_looks_away() -> None:
    whole = [marker.file for one in shipped() for marker in one.settings if not marker.contains]
    assert len(whole) > 5
    assert [name for name in whole if not matches(f"deep/{name.replace('**/', '').replace('*', 'x')}", FORBIDDEN)] == []
