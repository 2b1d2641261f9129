"""Names of what tools generate, in stack.yaml: they keep files out of proofs, and may hide no source of a project."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import PurePosixPath

_CODE = ("Program.cs", "Main.java", "index.js", "main.go", "main.py", "main.rs", "main.ts")
_OTHER = ("index.html", "run.sh", "settings.yaml")
_COMPILED = {"typescript": "index.js"}
"""What a language is compiled to beside its sources, under the same names."""
_TESTS = (
    *("test_main.py", "main_test.go", "main.spec.ts", "main.test.js", "MainTest.java", "MainTests.cs"),
    "conftest.py",
)
_FOLDERS = ("src", "tests", "test", ".github")


def unfit_name(pattern: str, language: str) -> str:
    """Why a name or glob is none of generated files alone, in a sentence; empty for one that is.

    A glob hides what people write when it matches the sources of a language, files of several kinds, or tests.
    """
    path = PurePosixPath(pattern)
    if not path.parts or path.is_absolute() or ".." in path.parts:
        return f"{pattern!r} is no name of generated files in a project"
    if hit := _hit(path, language):
        return f"{pattern!r} means files of people too, such as {hit!r}: name what is generated alone"
    return ""


def _hit(path: PurePosixPath, language: str) -> str:
    """What of people's a pattern matches as well; empty for nothing."""
    first, last = path.parts[0], path.name
    own = [name for name in (".git", ".mity") if fnmatchcase(name, first.lower())]
    if own and (len(path.parts) == 1 or "*" not in first):
        return own[0]
    if len(path.parts) > 1 and "*" not in first:
        return ""  # within a folder that it names
    found = [name for name in (*_CODE, *_OTHER) if fnmatchcase(name, last)]
    code = [name for name in found if name in _CODE and name != _COMPILED.get(language.lower())]
    several = found if len(found) > 1 else []
    folders = [name for name in _FOLDERS if fnmatchcase(name, last)]
    tests = [] if found else [name for name in _TESTS if fnmatchcase(name, last)]
    return next(iter([*code, *several, *folders, *tests]), "")
