"""Tests of Rust: from the log that each test program wrote, and from what was printed where there is none.

A program that libtest drives writes one line for each test when it is asked to (`mity.system.libtest_runner`).
Documentation tests are run by rustdoc and programs of another harness by themselves: of these the output is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from mity.reading import Unfit, read_bytes
from mity.stacks.counts import Counts
from mity.stacks.report_xml import MOST_BYTES
from mity.stacks.test_reports import Case, names_of

_SECTION = re.compile(r"^ +(?:Running (?:.* \(|\()?(?P<program>[^\s()]+)\)?|Doc-tests \S.*)$", re.MULTILINE)
_BEGUN = re.compile(r"^running (\d+) tests?$", re.MULTILINE)
_CARGO_FAILED = re.compile(r"^error: test failed, to rerun pass", re.MULTILINE)
_LISTED = re.compile(r"^failures:\n {4}\S[^\n]*\n(?: {4}\S[^\n]*\n){0,200}\ntest result: ok", re.MULTILINE)
_RESULT = re.compile(
    r"^test result: (?P<word>\w+)\. (?P<passed>\d+) passed; (?P<failed>\d+) failed; (?P<ignored>\d+) ignored;",
    re.MULTILINE,
)
_TEST = re.compile(r"^test (?P<name>\S.*?) \.\.\. (?P<end>ok|FAILED|ignored)\b.*$", re.MULTILINE)
_MEASURED = re.compile(r"^test result: .*; (\d+) measured;", re.MULTILINE)
_ENDS = {"ok": "passed", "FAILED": "failures", "ignored": "skipped", "failed": "failures"}
_ENTRY = re.compile(r"^(?=(?:ok|failed|ignored)[ :])", re.MULTILINE)
_HASH = re.compile(r"-[0-9a-f]{16}$")


def read_libtest(output: str, logs: Iterable[Path] = ()) -> Counts | None:
    """The counts of Rust's tests; None when there is no log and nothing was printed of any.

    Raises ValueError for a log that cannot be read, and for a program that ended fewer tests than it said it began.
    """
    left = {path.stem: path for path in logs}
    cases: list[Case] = []
    texts: list[str] = []
    for program, text in _sections(output):
        log = left.pop(Path(program).stem, None)
        if log is None:
            if program and (begun := _BEGUN.search(text)) and not _RESULT.search(text):
                raise ValueError(f"{program} began {begun[1]} tests and ended none: the run was cut off")
            texts.append(text)
        else:
            cases += _logged(log, text)
    for log in left.values():  # of a program whose output was too long to be kept
        cases += _logged(log, "")
    return _together(cases, _printed("".join(texts)))


def _sections(output: str) -> Iterator[tuple[str, str]]:
    """Each program that cargo said it ran, with what was printed until the next one; "" before and in between."""
    begins = list(_SECTION.finditer(output))
    yield "", output[: begins[0].start() if begins else len(output)]
    for this, then in zip(begins, [*begins[1:], None], strict=False):
        yield this["program"] or "", output[this.end() : then.start() if then else len(output)]


def _logged(path: Path, printed: str) -> Iterator[Case]:
    """The tests in the log of one program, by its name and theirs."""
    try:
        text = read_bytes(path, MOST_BYTES).decode("utf-8", "replace")
    except Unfit as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror}") from error
    entries = [words for one in _ENTRY.split(text) if (words := one.split())]
    begun = _BEGUN.search(printed)
    if begun and len(entries) < int(begun[1]):
        raise ValueError(f"{path.name} has {len(entries)} of the {begun[1]} tests that were begun: the run was cut off")
    program = _HASH.sub("", path.stem)
    for words in entries:
        end = _ENDS.get(words[0].rstrip(":"))
        if end is None or len(words) < 2:
            raise ValueError(f"{path.name} is no log of libtest: it has the line {' '.join(words)[:80]!r}")
        yield Case(f"{program}::{words[-1]}", end)


def _together(cases: list[Case], printed: Counts | None) -> Counts | None:
    """The tests of logs and those that were printed."""
    if not cases:
        return printed
    passing, ran, known, _ = names_of(cases)
    ends = [case.end for case in cases]
    more = printed or Counts()
    named = bool(more.known) or not more.tests
    return Counts(
        len(cases) + more.tests,
        ends.count("failures") + more.failures,
        0,
        ends.count("skipped") + more.skipped,
        passing | more.passing,
        ran | more.ran if named else frozenset(),
        known | more.known if named else frozenset(),
        printed=more.tests,
    )


def _printed(output: str) -> Counts | None:
    """The counts that test programs print at their end, added up; None when none printed any.

    A program that says it failed has a failure, whatever it counts. Raises ValueError where more tests began
    than ended, or more are said to have failed than are counted.
    """
    found = list(_RESULT.finditer(output))
    if not found:
        return None
    passed, failed, ignored = (sum(int(one[name]) for one in found) for name in ("passed", "failed", "ignored"))
    failed += sum(one["word"] != "ok" and one["failed"] == "0" for one in found)
    passing, ran, known, _ = names_of(Case(one["name"], _ENDS[one["end"]]) for one in _TEST.finditer(output))
    tests = passed + failed + ignored
    begun = sum(int(one[1]) for one in _BEGUN.finditer(output))
    if begun > tests + sum(int(one[1]) for one in _MEASURED.finditer(output)):
        raise ValueError(f"the output says that {begun} tests began and counts {tests}: the run was cut off")
    if (said := sum(one["end"] == "FAILED" for one in _TEST.finditer(output))) > failed:
        raise ValueError(f"the output says of {said} tests that they failed and counts {failed}")
    if not failed and (_LISTED.search(output) or _CARGO_FAILED.search(output)):
        raise ValueError("the output lists failures and counts none")
    if len(known) != tests:  # output of the tests themselves cut into the lines
        ran = known = frozenset()
    return Counts(tests, failed, 0, ignored, passing, ran, known, printed=tests)


def runner(python: str, folder: Path) -> str:
    """The value of cargo's setting `runner`, in TOML, by which test programs leave their logs in `folder`."""
    return json.dumps([python, "-P", "-m", "mity.system.libtest_runner", str(folder)], ensure_ascii=False)
