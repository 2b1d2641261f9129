"""Breaks mity on purpose, one line at a time, and tells which of these mutants the fast tests notice.

    python tests/mutation/run.py [--only N or NAME …] [--set NAME] [--tests PATH …]

Each mutant of `mutants.toml` is applied to a temporary copy of the tree, in which its `tests` are run, or those that
`--tests` names. Ends with 0 when all are noticed, 1 when some survive, 2 when a mutant or the tests are wrong.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TREES = ("factory", "stations", "agents", "templates", "tests")
TIMEOUT_S = 240
FAILED, USAGE = 1, 2


class Wrong(Exception):
    """A mutant or a call that makes no sense; the message says why."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: in `file` the text `old`, which is there exactly once, becomes `new`."""

    number: int
    name: str
    file: str
    old: str
    new: str
    why: str
    set: str
    tests: tuple[str, ...]

    def applied(self, root: Path) -> tuple[Path, str]:
        """The file and its text with the change. Raises Wrong unless `old` is found exactly once."""
        path = root / self.file
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if (count := text.count(self.old)) != 1:
            raise Wrong(f"mutant {self.number} ({self.name}): {count} places in {self.file} hold {self.old!r}")
        return path, text.replace(self.old, self.new)

    @contextmanager
    def within(self, root: Path) -> Iterator[None]:
        """The tree with the change."""
        path, text = self.applied(root)
        before = path.read_bytes()
        try:
            path.write_text(text, encoding="utf-8")
            yield
        finally:
            path.write_bytes(before)


def mutants() -> list[Mutant]:
    """All of `mutants.toml`, numbered from 1. Raises Wrong for one that cannot be applied."""
    rows = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text(encoding="utf-8"))["mutant"]
    found = [_mutant(number, row) for number, row in enumerate(rows, 1)]
    for one in found:
        one.applied(ROOT)
    if len({one.name for one in found}) != len(found):
        raise Wrong("two mutants have the same name")
    return found


def _mutant(number: int, row: Mapping[str, object]) -> Mutant:
    tests = row["tests"]
    assert isinstance(tests, list)
    return Mutant(number, *(str(row[key]) for key in ("name", "file", "old", "new", "why", "set")), tuple(tests))


@contextmanager
def copy_of_tree() -> Iterator[Path]:
    """A copy of the tree in which it is importable as `mity`."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        root = Path(folder)
        for name in TREES:
            shutil.copytree(ROOT / name, root / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copyfile(ROOT / "pyproject.toml", root / "pyproject.toml")
        package = root / "site" / "mity"
        package.mkdir(parents=True)
        for path in (*(root / "factory").iterdir(), *(root / name for name in ("stations", "agents", "templates"))):
            (package / path.name).symlink_to(path)
        yield root


def ends(root: Path, tests: Sequence[str]) -> int:
    """The exit code of pytest in the copy; tests that take too long have failed."""
    environment = {**os.environ, "PYTHONPATH": str(root / "site"), "PYTHONDONTWRITEBYTECODE": "1"}
    argv = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        return subprocess.run(argv, cwd=root, env=environment, capture_output=True, timeout=TIMEOUT_S).returncode
    except subprocess.TimeoutExpired:
        return FAILED


def noticed(root: Path, mutant: Mutant, tests: Sequence[str]) -> bool:
    """Whether the tests fail with the mutant. Raises Wrong when they cannot be run."""
    with mutant.within(root):
        code = ends(root, tests)
    if code not in (0, 1, 2):
        raise Wrong(f"pytest ended with {code} on mutant {mutant.number} ({mutant.name}): {' '.join(tests)}")
    return code != 0


def check_green(root: Path, tests: Sequence[str]) -> None:
    """Raises Wrong unless the tests pass without any mutant."""
    if ends(root, tests) != 0:
        raise Wrong(f"the tests fail without a mutant: pytest {' '.join(tests)}")


def chosen(words: Sequence[str]) -> tuple[list[Mutant], list[str]]:
    """The mutants and the tests that the command line names. Raises Wrong."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--only", nargs="+", default=[], metavar="N", help="numbers or names of mutants")
    parser.add_argument("--set", default="", help="only the mutants of this set")
    parser.add_argument("--tests", nargs="+", default=[], metavar="PATH", help="the tests to run on every mutant")
    asked = parser.parse_args(words)
    known = mutants()
    if unknown := set(asked.only) - {name for one in known for name in (str(one.number), one.name)}:
        raise Wrong(f"there is no mutant {sorted(unknown)[0]}")
    found = [one for one in known if not asked.only or {str(one.number), one.name} & set(asked.only)]
    found = [one for one in found if asked.set in ("", one.set)]
    if not found:
        raise Wrong("no mutant is of that kind")
    return found, asked.tests


def main(words: Sequence[str]) -> int:
    """Tries the mutants and prints the score."""
    survivors: list[Mutant] = []
    try:
        found, tests = chosen(words)
        with copy_of_tree() as root:
            check_green(root, tests or sorted({path for one in found for path in one.tests}))
            for one in found:
                seen = noticed(root, one, tests or one.tests)
                print(f"{one.number:3} {'noticed ' if seen else 'SURVIVES'} {one.name}: {one.why}", flush=True)
                survivors += [] if seen else [one]
    except Wrong as error:
        print(error, file=sys.stderr)
        return USAGE
    print(f"{len(found) - len(survivors)} of {len(found)} noticed")
    return FAILED if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
