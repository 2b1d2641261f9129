"""Manifests of Python projects: what besides requirements and descriptions is a gate."""

from __future__ import annotations

import ast
import re
from typing import Any

from mity.changes.settings.flat import differing, ini, read, toml
from mity.changes.settings.requirements import RUNNERS, named, normal, wrong_list, wrong_value
from mity.text.patterns import regex

_LISTS = regex(
    r"project\.dependencies|project\.optional-dependencies\..+|dependency-groups\..+|build-system\.requires"
    r"|tool\.uv\.(?:dev-dependencies|constraint-dependencies|override-dependencies)|tool\.pdm\.dev-dependencies\..+"
    r"|tool\.hatch\.envs\.[^.]+\.(?:extra-)?dependencies"
)
_FORCED = ("tool.uv.constraint", "tool.uv.override")
_PACKAGES = regex(r"tool\.poetry\.(?:group\.[^.]+\.)?(?:dev-)?dependencies\.(?P<name>[^.]+)(?P<rest>\..+)?")
_FREE = regex(
    r"project\.(?:name|version|description|readme|requires-python|license|license-files|authors|maintainers|keywords"
    r"|classifiers|urls|dynamic|import-names)(?:[.\[].*)?"
    r"|tool\.(?:setuptools_scm|setuptools-git-versioning)(?:\..*)?"
    r"|tool\.setuptools\.(?!cmdclass|script-files|data-files|ext-modules).*|tool\.hatch\.(?:version|metadata)\.(?!hooks\.custom).*"
    r"|tool\.hatch\.build\.(?:targets\.(?:wheel|sdist)\.)?(?:packages|include|exclude|only-include|artifacts|dev-mode-dirs|sources)"
    r"|tool\.flit\.(?!external-data).*|tool\.pdm\.version\..*|tool\.pdm\.build\.(?:includes|excludes|package-dir|source-includes)"
    r"|tool\.poetry\.(?:name|version|description|readme|license|authors|packages|include|exclude|keywords|homepage"
    r"|repository|documentation|classifiers|urls|package-mode|extras)(?:[.\[].*)?"
    r"|tool\.(?:alembic|briefcase|cibuildwheel|semantic_release|bumpversion|commitizen|towncrier|mity)(?:\..*)?"
    r"|build-system\.build-backend"
)
_PROGRAM = regex(r"(?:project\.(?:gui-)?scripts|tool\.poetry\.scripts)\.(?P<name>.+)")
_IMPORTS = regex(r"(?:\./)?(?:[\w-]+|(?:[\w-]+/){1,4}(?:src|lib|python|app|backend|server))?/?|\.")
"""Where imports may begin: new modules there that hide others are found (`shadows.py`)."""
_HOOK = regex(rb"^\s*\[tool\.hatch\.(?:build\.(?:targets\.\w+\.)?|metadata\.)hooks\.", re.MULTILINE)
"""A table that counts without anything in it."""
_MAPPED = regex(r"tool\.(?:setuptools\.package-dir|setuptools\.package-data|poetry\.packages)\.")
_SETUP = regex(
    r"(?:metadata|options\.packages\.find|options\.package_data|bdist_wheel|sdist)\..*|options\.[\w-]+"
    r"|options\.entry_points\.(?:console_scripts|gui_scripts)"
)
_SETUP_LISTS = regex(r"options\.(?:install_requires|tests_require|setup_requires)|options\.extras_require\..+")
_BACKENDS = (
    "setuptools.",
    "hatchling.",
    "flit_core.",
    "poetry.core.",
    "pdm.backend",
    "uv_build",
    "maturin",
    "scikit_build_core.",
)
_SETUP_WORDS = frozenset(
    {"name", "version", "description", "long_description", "author", "author_email", "license", "url", "classifiers"}
    | {"install_requires", "extras_require", "tests_require", "python_requires", "packages", "package_dir", "keywords"}
    | {"include_package_data", "package_data", "py_modules", "zip_safe", "project_urls"}
)
PROGRAMS = RUNNERS | {"python", "python3", "pip", "uv", "npm", "npx", "node", "sh", "bash", "git", "make", "alembic"}
"""Names of programs that commands run, which no project may take for its own."""


def pyproject_gate(before: bytes | None, after: bytes | None) -> str:
    """The first setting of a pyproject.toml that differs and is a gate; an empty string when there is none."""
    old, new = read(toml, before), read(toml, after)
    if _HOOK.search(after or b"") and not _HOOK.search(before or b""):
        return "[tool.hatch] hooks"
    if old is None:
        return "a file that could not be read before"
    if new is None:
        return "a file that cannot be read"
    changed = (_pyproject(name, old.get(name), new.get(name)) for name in differing(old, new))
    return next(filter(None, changed), "")


def _runner_among(requirements: Any) -> str:
    """A tool of tests or checks of which a list chooses the version over whatever the project asks for."""
    names = set(map(named, map(str, requirements))) if isinstance(requirements, list) else set()
    return min(names & RUNNERS, default="")


def _pyproject(name: str, before: Any, after: Any) -> str:
    if _LISTS.fullmatch(name):
        forced = wrong_list([], after) or _runner_among(after) if name.startswith(_FORCED) and before != after else ""
        return forced or wrong_list(before, after)
    if package := _PACKAGES.fullmatch(name):
        of_table = package["rest"] in (None, ".version", ".extras", ".optional", ".python", ".markers")
        return wrong_value(package["name"], after) if of_table else package["name"]
    if program := _PROGRAM.fullmatch(name):
        return program["name"] if normal(program["name"]) in PROGRAMS else ""
    if name == "tool.pytest.ini_options.pythonpath":
        places = after if isinstance(after, list) else str(after or "").split()
        return "" if all(_IMPORTS.fullmatch(str(one)) for one in places) else "pythonpath"
    if _MAPPED.match(name) and normal(name.rpartition(".")[2]) in PROGRAMS:
        return name.rpartition(".")[2]
    if name == "build-system.build-backend" and not str(after).startswith(_BACKENDS):
        return "[build-system]"
    return "" if _FREE.fullmatch(name) else _label(name)


def _label(name: str) -> str:
    """The table of a setting as people write it."""
    parts = name.partition("[")[0].split(".")
    return (
        f"[{'.'.join(parts[:2])}]"
        if parts[0] == "tool" and len(parts) > 1
        else f"[{parts[0]}] {'.'.join(parts[1:])}".strip()
    )


def setup_cfg_gate(before: bytes | None, after: bytes | None) -> str:
    """The first section of a setup.cfg that differs and is a gate."""
    old, new = read(ini, before), read(ini, after)
    if old is None or new is None:
        return "a file that could not be read before" if old is None else "a file that cannot be read"
    for name in differing(old, new):
        if _SETUP_LISTS.fullmatch(name):
            if wrong := wrong_list(*(_lines(one.get(name)) for one in (old, new))):
                return wrong
        elif not _SETUP.fullmatch(name):
            return f"[{_section(name)}]"
    return ""


def _lines(value: Any) -> list[str]:
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def _section(name: str) -> str:
    return name if name.startswith("options.") and name.count(".") < 2 else name.rpartition(".")[0] or name


def pipfile_gate(before: bytes | None, after: bytes | None) -> str:
    """The first setting of a Pipfile that differs and is a gate."""
    old, new = read(toml, before), read(toml, after)
    if old is None or new is None:
        return "a file that could not be read before" if old is None else "a file that cannot be read"
    for name in differing(old, new):
        table, _, package = name.partition(".")
        if table not in ("packages", "dev-packages", "requires"):
            return f"[{table}]"
        if wrong := wrong_value(package.partition(".")[0], new.get(name)):
            return wrong
    return ""


def setup_py_gate(before: bytes | None, after: bytes | None) -> str:
    """What of a setup.py differs besides the requirements and descriptions that it hands to `setup`."""
    try:
        old, new = (_setup(data or b"") for data in (before, after))
    except (SyntaxError, ValueError, RecursionError):
        return "a file that cannot be read"
    return next((f"`{name}`" for name in differing(old, new) if name not in _SETUP_WORDS), "")


def _setup(data: bytes) -> dict[str, str]:
    """The words that are handed to `setup`, and all other statements."""
    found: dict[str, str] = {}
    for node in ast.parse(data.decode("utf-8-sig")).body:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("setup", "setuptools.setup"):
            found |= {str(one.arg): ast.dump(one.value) for one in call.keywords}
        else:
            found[ast.unparse(node)] = "statement"
    return found
