"""Which tests failed and where, for the person who is asked: from what each runner writes and prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from mity.stacks.places import innermost, origin, place
from mity.stacks.report_xml import named, read_xml, tag
from mity.stacks.titles import titled
from mity.text.records import dataclass

_TOLD = 3
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_LONGEST = 200
_BROKEN = frozenset({"failure", "error", "rerunFailure", "rerunError"})
_NOISE = re.compile(
    r"^[\s\W]*$|^(?:at |Error \[ERR_TEST_FAILURE\]|Traceback|File \"|thread '|\W*\d+ *[:|]|ℹ|\d+$"
    r"|(?:stack|operator|duration_ms|location|failureType|compare|at|type|actual|details)\b *:"
    r"|(?:message|expected|line|error)\b *:|✖ failing)"
)
_ASSERTION = re.compile(
    r"^ +assertion: (?P<how>\S+)\n(?:[^\n]*\n){0,3}?[^\n]*Difference \(- actual, \+ expected\)[^\n]*\n"
    r" +- (?P<actual>[^\n]+)\n +\+ (?P<expected>[^\n]+)$",
    re.MULTILINE,
)
_SAYS = re.compile(r"^(?:E +|thread '[^\n]*?panicked at '|message: )?(?P<said>\S.*)$")

# How runners begin what they print of a failing test; what follows, up to the next such line, belongs to it.
_HEADS = re.compile(
    r"^(?:"
    r"FAIL(?:ED)?: (?P<unittest>\w+ \([\w.]+\).*)|ERROR: (?P<unittest_error>test\w* \([\w.]+\).*)"
    r"| +FAIL {2}(?P<uvu>\S[^\n\"]*+(?<= )\"[^\n]+\")$"
    r"| {0,2}FAIL +(?P<vitest>\S+\.[cm]?[jt]sx? > .+)"
    r"| +● (?P<jest>[^\n]+ › [^\n]+|[^\n›]+)$"
    r"| +\d+\) (?P<mocha>(?!.*\bTests? failed).+(?:\n {5,}+\S.*){0,8}:)$"
    r"| +(?:✘|✖) \[fail\]: (?P<ava>.+)"
    r"|[ \t]*+✖ (?P<spec>.+) \(\d[\d.]*ms\)$"
    r"| *not ok (?:\d+ )?(?:- )?(?P<tap>(?!.*# (?:TODO|SKIP)).+?)(?: # time=.*)?$"
    r"|---- (?P<cargo>\S+) stdout ----"
    r"|[ \t]*+--- FAIL: (?P<go>\S+) \(.*"
    r")",
    re.MULTILINE,
)
_SUMMARY = re.compile(
    r"^\[ERROR\] {2,3}(?P<name>[A-Z][\w$]*\.\w+):(?P<line>\d+)(?:->\S+)? *(?P<said>.*)$", re.MULTILINE
)
_PARENT = re.compile(r"subtestsFailed|failed \d+ tests?\b|exitCode: ")


@dataclass(frozen=True, slots=True)
class FailingTest:
    """A test that failed: its name, its place as `file:line` ("" where nothing shows it), and what it said first.

    `origin` is the place in the code under test that the failure came from, where one is shown.
    """

    name: str
    place: str = ""
    said: str = ""
    what: str = "failed"
    origin: str = ""

    def __str__(self) -> str:
        where = f" at {self.place}" if self.place else ""
        where += f" (raised at {self.origin})" if self.origin else ""
        return f"{self.name} {self.what}{where}{f': {self.said}' if self.said else ''}"


def in_reports(files: Iterable[Path], root: Path) -> list[FailingTest]:
    """The tests that failed by JUnit reports; none in a file that is no such report."""
    found: list[FailingTest] = []
    for path in files:
        try:
            document = read_xml(path, "a JUnit report")
        except (ValueError, OSError):
            continue
        for case in named(document, "testcase"):
            marks = [one for one in case if tag(one) in _BROKEN]
            if marks:
                name = "::".join(filter(None, (case.get("classname", "").strip(), case.get("name", "").strip())))
                text = "\n".join(filter(None, (marks[0].get("message", ""), "".join(marks[0].itertext()))))
                loaded = not any(
                    text in marks[0].get("message", "") for text in ("collection failure", "internal error")
                )
                found.append(_failing(name, text, root) if loaded else _unloaded(name, text, root))
    return found


def in_output(output: str, root: Path) -> list[FailingTest]:
    """The tests that failed by what their runner printed; those that name a place first."""
    output = _COLOUR.sub("", output)
    heads = list(_HEADS.finditer(output))
    found: list[FailingTest] = []
    for head, then in zip(heads, [*heads[1:], None], strict=False):
        text = output[head.end() : then.start() if then else len(output)]
        name = next(filter(None, head.groups()))
        if head["tap"]:
            text = re.split(r"^ *\.\.\.$", text, maxsplit=1, flags=re.MULTILINE)[0]
            if _PARENT.search(text) or not re.match(r"\n *---", text):
                continue
        found.append(_failing(" ".join(name.split()).rstrip(":"), text, root))
    for line in _SUMMARY.finditer(output):
        where = f"{line['name'].partition('.')[0]}.java:{line['line']}"
        found.append(FailingTest(line["name"], where, line["said"][:_LONGEST]))
    unique = list({one.name: one for one in reversed(found)}.values())[::-1]
    return sorted(unique, key=lambda one: not one.place)


def told(tests: list[FailingTest]) -> tuple[str, ...]:
    """The first of them as lines for a person, and how many more there are."""
    ordered = sorted(tests, key=lambda one: not one.place)
    more = len(ordered) - _TOLD
    return (*map(str, ordered[:_TOLD]), *((f"{more} more tests failed",) if more > 0 else ()))


def _failing(name: str, text: str, root: Path) -> FailingTest:
    where = place(text, root) or titled(name, root)
    return FailingTest(name[:_LONGEST], where, _compared(text) or _first(text), origin=origin(text, root, where))


def _compared(text: str) -> str:
    """What AVA writes of an assertion in TAP, as one clause; "" for others."""
    found = _ASSERTION.search(text)
    return f"{found['how']}: {found['actual']} is not {found['expected']}"[:_LONGEST] if found else ""


def _unloaded(name: str, text: str, root: Path) -> FailingTest:
    """A file of tests that could not be loaded: the place is where the loading ended, be it in a test or not."""
    return FailingTest(name[:_LONGEST], innermost(text, root), _first(text), "cannot be loaded")


def _first(text: str) -> str:
    """The first line that says something: what pytest marks by E before what merely stands first."""
    lines = list(_lines(text))
    marked = [line for line in lines if line.startswith("E  ")]
    for line in (*marked, *lines):
        if (said := _SAYS.match(line.strip())) and not _NOISE.match(line.strip()):
            return said["said"][:_LONGEST]
    return ""


def _lines(text: str) -> Iterator[str]:
    return (line for line in text[:20_000].splitlines() if line.strip())
