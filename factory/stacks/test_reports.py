"""Test reports: what the test tool wrote of each test, never what it printed where a report can be had."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from mity.stacks.counts import Counts
from mity.stacks.fleeting import lasting
from mity.stacks.junit_words import ERROR, FAILED, declared, ended, kinds_below, repeated
from mity.stacks.report_xml import attribute, named, number, read_xml, tag
from mity.text.records import dataclass
from mity.text.visible import visible

_NO_TEST = ("collection failure", "internal error")
"""What pytest writes of a file that could not be loaded, and of a run that broke off."""
_LOADING = frozenset({"initializationError", "executionError", "classMethod", "Test suite failed to run", "(suite)"})
_SCRIPT = re.compile(r"\.[cm]?[jt]sx?$")
_SUITES = ("testsuite", "testsuites")
_NO_SUITES = frozenset({"properties", "property", "system-out", "system-err", "output", "failure", "error", "skipped"})
_TOTALS = ("tests", "total", "count", "testcasecount")
_PASSED = ("passed", "passing", "successes")


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a report: its name and how it ended, `passed`, `failures`, `errors` or `skipped`.

    It is no `test` when it only says that a file or a class could not be loaded. A `repeated` one failed at first.
    """

    name: str
    end: str
    test: bool = True
    repeated: bool = False


def read_junit(files: Iterable[Path]) -> Counts:
    """The counts of JUnit XML reports, as pytest, Surefire, Vitest, GoogleTest and others write them.

    The worst that attributes and elements say is believed: a suite that declares more failures than its cases show has
    them, and a case that did not run is skipped. Cases count where suites hold them, not in what a test printed.
    Raises ValueError when a file is no such report, when a case has no name, or when a suite declares more tests than
    it lists, as one does whose run was cut off.
    """
    cases: list[Case] = []
    more = Counter[str]()
    for path in files:
        root = _root(path)
        try:
            cases += [_case(one) for one in _cases(root)]
            more += _hidden(root)
        except ValueError as error:
            raise ValueError(f"{path.name} {error}") from error
    return counts_of(cases, more)


def counts_of(cases: list[Case], more: Counter[str] | None = None) -> Counts:
    """The counts of the cases, and of what is known by number alone: `failures`, `errors`, `skipped`."""
    more = more or Counter()
    ends = Counter(case.end for case in cases)
    return Counts(
        len(cases) + more["failures"] + more["errors"],
        ends["failures"] + more["failures"],
        ends["errors"] + more["errors"],
        ends["skipped"] + more["skipped"],
        *names_of(cases),
        repeated=sum(case.repeated for case in cases),
    )


def names_of(cases: Iterable[Case]) -> tuple[frozenset[str], frozenset[str], frozenset[str], bool]:
    """The names of the tests that passed, that ran, and of all; whether all files could be loaded."""
    cases = list(cases)
    named = list(zip(_told_apart(lasting(case.name) for case in cases), cases, strict=True))
    passing = frozenset(name for name, case in named if case.end == "passed")
    ran = frozenset(name for name, case in named if case.test and case.end != "skipped")
    known = frozenset(name for name, case in named if case.test)
    return passing, ran, known, len(known) == len(cases)


def _root(path: Path) -> ElementTree.Element:
    root = read_xml(path, "a JUnit report")
    if tag(root) not in _SUITES:
        raise ValueError(f"{path.name} is not a JUnit report: its root is <{tag(root)}>")
    return root


def _cases(suite: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The cases in a suite and in those within it, whatever stands between; not those in what a test printed."""
    for one in suite:
        name = tag(one).lower()
        if name == "testcase":
            yield one
        elif name not in _NO_SUITES:
            yield from _cases(one)


def _case(element: ElementTree.Element) -> Case:
    name = "::".join(filter(None, (element.get("classname", "").strip(), element.get("name", "").strip())))
    if not any(visible(sign) == sign and not sign.isspace() for sign in name):
        raise ValueError("has a test case without a name")
    end = ended(element)
    bad = end in ("failures", "errors")
    return Case(name, end, not bad or _is_test(element, kinds_below(element)), end == "passed" and repeated(element))


def _is_test(element: ElementTree.Element, inside: set[str]) -> bool:
    """False for the place holder by which a runner says that it could not load a file or a class."""
    if not inside & (FAILED | ERROR):
        return True
    kind, name = element.get("classname", "").strip(), element.get("name", "").strip()
    said = [one.get("message", "") for one in named(element, "error")]
    if any(text in message for text in _NO_TEST for message in said):
        return False
    if _SCRIPT.search(name) and any("test failed" in one.get("message", "") for one in named(element, "failure")):
        return False  # node:test of a file that it could not load
    return bool(name) and name != kind and name not in _LOADING


def _hidden(root: ElementTree.Element) -> Counter[str]:
    """What suites declare, or hold themselves, beyond their cases: failures, errors and tests that did not run.

    Raises ValueError for a suite that is cut off.
    """
    most = Counter[str]()
    for suite in (one for one in root.iter() if tag(one).lower() in _SUITES):
        cases = [_case(one) for one in _cases(suite)]
        ends = Counter(case.end for case in cases)
        skipped = max(declared(suite, "skipped") - ends["skipped"], _fewer(suite, ends["passed"]))
        most |= Counter({"skipped": min(max(skipped, 0), ends["passed"])})
        if ends["failures"] or ends["errors"]:
            continue  # it fails anyway, and tools differ in what they count as which
        most |= Counter({name: declared(suite, name) for name in ("failures", "errors")})
        most |= Counter({"failures": sum(_stray(suite))})
        tests = max(number(suite, name) for name in _TOTALS)
        if tests > len(cases) and not _of_pytest(suite):
            raise ValueError(f"declares {tests} tests and lists {len(cases)}: the run was cut off")
    return most


def _fewer(suite: ElementTree.Element, passed: int) -> int:
    """How many fewer tests a suite declares to have passed than its cases show; 0 where it does not say."""
    said = [number(suite, name) for name in _PASSED if attribute(suite, name).lower() not in ("", "true", "yes")]
    return max(0, passed - min(said)) if said else 0


def _stray(suite: ElementTree.Element) -> Iterator[int]:
    """A one for each failure that stands in a suite outside of its cases, whatever holds it."""
    for one in suite:
        name = tag(one).lower()
        if name in FAILED | ERROR:
            yield 1
        elif name != "testcase" and name not in _NO_SUITES:
            yield from _stray(one)


def _of_pytest(suite: ElementTree.Element) -> bool:
    """Whether pytest wrote the suite: it counts subtests that it does not list, and writes only whole reports."""
    return suite.get("name") in ("pytest", "pytest tests")


def _told_apart(names: Iterable[str]) -> Iterator[str]:
    """The names, with a number behind each that was there before."""
    seen = Counter[str]()
    for name in names:
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} #{seen[name]}"
