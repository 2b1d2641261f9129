"""Settings that decide how strict tests, linters and compilers are, told apart from all others in the same file.

Each format has a list of the settings that may differ; whatever is not on it is a gate.
"""

from __future__ import annotations

from collections.abc import Callable

from mity.changes.protected import matches
from mity.changes.settings.application import ini_gate, spring_gate
from mity.changes.settings.builds import deno_gate, gitignore_gate, gradle_properties_gate, gradle_settings_gate
from mity.changes.settings.compiled import (
    cargo_gate,
    catalogue_gate,
    go_gate,
    gradle_gate,
    msbuild_gate,
    solution_gate,
)
from mity.changes.settings.lines import script_gate
from mity.changes.settings.maven import pom_gate
from mity.changes.settings.node import angular_gate, package_gate, tsconfig_gate, vite_gate
from mity.changes.settings.python import pipfile_gate, pyproject_gate, setup_cfg_gate, setup_py_gate
from mity.changes.settings.requirements import wrong_lines

Gate = Callable[[bytes | None, bytes | None], str]

_KINDS: tuple[tuple[tuple[str, ...], Gate], ...] = (
    (("pyproject.toml",), pyproject_gate),
    (("setup.cfg",), setup_cfg_gate),
    (("setup.py",), setup_py_gate),
    (("Pipfile",), pipfile_gate),
    (("requirements*.txt", "requirements*.in", "constraints*.txt", "*requirements.txt"), wrong_lines),
    (("package.json",), package_gate),
    (("tsconfig*.json", "jsconfig*.json"), tsconfig_gate),
    (("angular.json",), angular_gate),
    (("vite.config.*", "vite*.config.*", "webpack.config.*", "rollup.config.*", "next.config.*"), vite_gate),
    (("Cargo.toml",), cargo_gate),
    (("pom.xml", "*.pom"), pom_gate),
    (("settings.gradle", "settings.gradle.kts"), gradle_settings_gate),
    (("gradle.properties",), gradle_properties_gate),
    (("deno.json", "deno.jsonc"), deno_gate),
    ((".gitignore",), gitignore_gate),
    (("*.gradle", "*.gradle.kts"), gradle_gate),
    (("*.versions.toml",), catalogue_gate),
    (("*.csproj", "*.fsproj", "*.vbproj", "*.props", "*.targets"), msbuild_gate),
    (("*.sln", "*.slnx"), solution_gate),
    (("go.mod",), go_gate),
    (("*.ini", "logging*.cfg", "logging*.conf"), ini_gate),
    (("application*.properties", "application*.yml", "application*.yaml"), spring_gate),
    (
        (
            "*.sh",
            "*.bash",
            "*.zsh",
            "*.ps1",
            "*.cmd",
            "*.bat",
            "Dockerfile*",
            "Procfile",
            "*compose*.yml",
            "*compose*.yaml",
        ),
        script_gate,
    ),
)


def gate(path: str, before: bytes | None, after: bytes | None) -> str:
    """The name of a test, lint or coverage setting that differs between two versions of a file that could be read."""
    found = strict_gate(path, before, after) if before is not None else ""
    return "" if found.startswith("a file that") else found


def strict_gate(path: str, before: bytes | None, after: bytes | None) -> str:
    """The same for an author who is not trusted with gates: also in files that are new or could not be read."""
    name = path.rpartition("/")[2]
    judge = next((judge for names, judge in _KINDS if matches(name, names)), None)
    if judge is None and "." not in name and any((data or b"").startswith(b"#!") for data in (before, after)):
        judge = script_gate
    return judge(before, after) if judge else ""
