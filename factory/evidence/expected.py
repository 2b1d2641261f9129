"""The evidence that a step declares: looked at before the attempt and behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from mity.errors import MityError
from mity.evidence import coverage, junit, sarif
from mity.evidence.changed import ChangedFiles
from mity.evidence.files import Earlier, described, looks_like, regular_files
from mity.evidence.found import Found, Shown
from mity.workflow.parts import Evidence

if TYPE_CHECKING:
    from mity.evidence.commits import NewCommit

_READERS: dict[str, tuple[str, re.Pattern[str], Callable[[list[Path]], Found]]] = {
    "junit": ("test report", junit.ROOT, junit.read_tests),
    "coverage": ("coverage report", coverage.SIGN, coverage.read_coverage),
    "sarif": ("SARIF log", sarif.SIGN, sarif.read_findings),
}


class Expected:
    """What an attempt is to leave in `folder`, for the time of a `with` block around the attempt.

    Globs are relative to `folder`. Reports that were there before are moved aside meanwhile; `ignore` names generated
    files, which no change counts of. Entering raises StorageError; `shown` is to be called within the block.
    """

    def __init__(self, spec: Evidence, folder: Path, ignore: Iterable[str] = ()) -> None:
        self._spec = spec
        self._folder = folder
        self._ignore = tuple(ignore)
        self._open = ExitStack()

    def __enter__(self) -> Expected:
        spec, folder = self._spec, self._folder
        reports = {
            path
            for name, (_, sign, _) in _READERS.items()
            for path in regular_files(folder, getattr(spec, name))
            if looks_like(path, sign)
        }
        every = (*spec.junit, *spec.coverage, *spec.sarif, *spec.artefacts)
        others = [path for path in regular_files(folder, every) if path not in reports]
        self._commit = _commit_of(folder) if spec.commit else None
        self._changed = ChangedFiles(folder, spec.changed, self._ignore) if spec.changed else None
        self._earlier = self._open.enter_context(Earlier(folder, sorted(reports), others))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def shown(self) -> Shown:
        """What the attempt left, and what of it is absent, stale or speaks against it."""
        found = [self._reports(name) for name in _READERS if getattr(self._spec, name)]
        found += [self._artefacts()] if self._spec.artefacts else []
        found += [_looked(one.found) for one in (self._changed, self._commit) if one is not None]
        counts = next((one.counts for one in found if one.counts is not None), None)
        evidence = {name: value for one in found for name, value in one.evidence.items()}
        return Shown(evidence, tuple(problem for one in found for problem in one.problems), counts)

    def _reports(self, name: str) -> Found:
        what, _, read = _READERS[name]
        patterns: tuple[str, ...] = getattr(self._spec, name)
        files, problem = self._made(patterns, what)
        return Found(problems=(problem,)) if problem else _looked(lambda: read(files))

    def _artefacts(self) -> Found:
        found: dict[str, dict[str, object]] = {}
        problems: list[str] = []
        for pattern in self._spec.artefacts:
            files, problem = self._made((pattern,), "file")
            empty = [path for path in files if not path.stat().st_size]
            problem = problem or (f"{self._name(empty[0])} is empty" if empty else "")
            problems += [problem] if problem else []
            found |= {self._name(path): described(self._folder, path) for path in files if path not in empty}
        return Found({"artefacts": [found[name] for name in sorted(found)]} if found else {}, tuple(problems))

    def _made(self, patterns: tuple[str, ...], what: str) -> tuple[list[Path], str]:
        """The files that the attempt made, or why there are none."""
        files = regular_files(self._folder, patterns)
        made = [path for path in files if self._earlier.made(path)]
        if made:
            return made, ""
        stale = [self._name(path) for path in files] or self._earlier.gone(patterns)
        if stale:
            return [], f"it made no {what}: {stale[0]} was there before and was not written again"
        return [], f"it made no {what}: nothing matches {' or '.join(patterns)} in {self._folder.name or self._folder}"

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()


def _looked(look: Callable[[], Found]) -> Found:
    try:
        return look()
    except MityError as error:
        return Found(problems=(str(error),))


def _commit_of(folder: Path) -> NewCommit:
    from mity.evidence.commits import NewCommit  # slow to load, and few steps are to commit

    return NewCommit(folder)
