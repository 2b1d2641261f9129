"""Builds at the top of a project of which the commands that ran know nothing: they are named, nobody proved them."""

from __future__ import annotations

from pathlib import Path

_BUILDS = {
    "build.gradle": "gradle",
    "build.gradle.kts": "gradle",
    "pom.xml": "maven",
    "package.json": "node",
    "Cargo.toml": "rust",
    "go.mod": "go",
    "pyproject.toml": "python",
    "composer.json": "php",
    "Gemfile": "ruby",
    "CMakeLists.txt": "cmake",
    "mix.exs": "elixir",
    "Package.swift": "swift",
}
_OF_LANGUAGE = {
    "python": ("python",),
    "javascript": ("node",),
    "typescript": ("node",),
    "java": ("maven",),
    "rust": ("rust",),
    "go": ("go",),
}


def other_builds(root: Path, language: str) -> list[str]:
    """The manifests at the top of a project that belong to none of the tools of a stack of that language."""
    own = _OF_LANGUAGE.get(language, ())
    return [name for name, kind in _BUILDS.items() if own and kind not in own and (root / name).is_file()]
