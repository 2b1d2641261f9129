"""Which tests pytest is to run, by the command of the project's own runner: the words after `pytest`."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

from mity.stacks.python.manifests import ini, strings, table, text_of, toml
from mity.stacks.python.runners import runners

_CALL = re.compile(r"(?:^|[\s/])(?:pytest|py\.test)(?=\s|$)(?P<rest>[^\n&|;]*)")
_SHOWN = frozenset(
    {
        "--cov",
        "--cov-report",
        "--cov-config",
        "--cov-context",
        "-n",
        "--numprocesses",
        "--dist",
        "--junitxml",
        "--junit-xml",
    }
    | {
        "--durations",
        "--tb",
        "--maxfail",
        "--color",
        "--timeout",
        "--verbosity",
        "--log-level",
        "--log-cli-level",
        "--html",
    }
)
"""Options that change nothing of what is collected; what follows them is theirs."""
_PLACES = re.compile(r"\{(?:posargs|args|tty)(?::(?P<default>[^{}]*))?\}|\$\{?(?:ARGS|PYTEST_ARGS)\}?|\$@|\"\$@\"")
_VALUED = frozenset({"-m", "-k", "-p", "-o", "-c", "-W", "--ignore", "--deselect", "--import-mode", "--doctest-glob"})
_PLAIN = frozenset({"--doctest-modules", "--doctest-continue-on-failure", "--pyargs", "--strict-markers", "--runslow"})
_USUAL = ("tests", "test", "testing", "src/tests")


def pytest_words(root: Path) -> tuple[str, ...]:
    """The words by which pytest collects what the project's own command collects.

    What pytest is told by its settings stands first; then the command of tox, nox or hatch; then the folder of tests.
    Options that only change what is shown, measured or run at once are left out.
    """
    said = next((words for line in runners(root).commands if (words := _collected(root, line)) is not None), None)
    if said:
        return said
    if _configured(root):
        return ()
    return next(((name,) for name in _USUAL if (root / name).is_dir() and _has_tests(root / name)), _single(root))


def _collected(root: Path, line: str) -> tuple[str, ...] | None:
    """The words of a command that decide what is collected; None where it does not call pytest or is not understood."""
    found = _CALL.search(re.sub(r"\{(?:toxinidir|tox_root)\}[/\\]?", "", line))
    if found is None:
        return None
    rest = _PLACES.sub(lambda one: one["default"] or "", found["rest"])
    try:
        words = shlex.split(rest)
    except ValueError:
        return None
    if any(set("{}$") & set(word) for word in words):
        return None
    return tuple(_kept(root, words))


def _kept(root: Path, words: list[str]) -> list[str]:
    kept: list[str] = []
    named = [word for before, word in pairwise(["", *words]) if before not in _SHOWN or word.startswith("-")]
    rest = iter(named)
    for word in rest:
        option, valued, _ = word.partition("=")
        if word in _VALUED:
            value = next(rest, "")
            kept += [word, value] if word != "-p" or not value.startswith("xdist") else []
        elif (valued and option in _VALUED) or word in _PLAIN or _is_tests(root, word):
            kept.append(word)
    return kept


def _is_tests(root: Path, word: str) -> bool:
    """Whether a word names a folder or a file of tests, not the value of an option that is not known here."""
    path = root / word.partition("::")[0]
    return not word.startswith("-") and (
        path.is_dir() or (path.suffix in (".py", ".rst", ".md", ".txt") and path.is_file())
    )


def _configured(root: Path) -> bool:
    """Whether the project's settings say what pytest collects."""
    options = table(toml(root), "tool", "pytest", "ini_options") or table(toml(root), "tool", "pytest")
    if options.get("testpaths") or "--doctest-modules" in _flat(options.get("addopts")):
        return True
    for name, section in (("pytest.ini", "pytest"), ("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        config = ini(text_of(root, name))
        addopts = config.get(section, "addopts", fallback="")
        if config.get(section, "testpaths", fallback="") or "--doctest-modules" in addopts:
            return True
    return False


def _flat(value: object) -> str:
    return value if isinstance(value, str) else " ".join(strings(value))


def _has_tests(folder: Path) -> bool:
    return any(path for glob in ("test_*.py", "*_test.py") for path in folder.rglob(glob))


def _single(root: Path) -> tuple[str, ...]:
    """A single file of tests, which pytest does not find by itself by its name."""
    if any(root.glob("test_*.py")) or any(root.glob("*_test.py")):
        return ()
    return next(((name,) for name in ("test.py", "tests.py") if (root / name).is_file()), ())
