"""The Test Anything Protocol: the tests in what a runner wrote of them, subtests in it, by a strict grammar."""

from __future__ import annotations

import re
from pathlib import Path

from mity.reading import Unfit, read_bytes
from mity.stacks.report_xml import MOST_BYTES
from mity.stacks.test_reports import Case
from mity.text.records import dataclass, field
from mity.text.visible import visible

_POINT = re.compile(
    r"^(?P<space> *)(?P<not>not )?ok\b(?: (?P<number>\d+))?(?: -)? ?(?P<name>.*?)"
    r"(?: #[ \t]{0,4}(?P<word>SKIP|TODO)\S*(?: .*)?| # time=\S+)?(?P<brace> \{)?$",
    re.IGNORECASE,
)
_PLAN = re.compile(r"^(?P<space> *)1\.\.(?P<tests>\d+)(?: *#.*)?$")
_COMMENT = re.compile(
    r"^(?P<space> *)# (?!Subtest\b|(?:tests|suites|pass|fail|skip|todo|cancelled|ok|time|duration_ms)\b)(?P<text>.+)$"
)
_COUNTED = re.compile(r"^# (?:fail(?:ed|ures)?|cancelled|errors)[ :]{1,4}(?P<tests>\d+)$", re.IGNORECASE)
_SUMMED = re.compile(
    r"^# \{ total: (?P<tests>\d+)(?:, pass: \d+)?(?:, fail: (?P<failed>\d+))?(?:, \w+: \d+)* \}\n+"
    r"# time=[\d.]+m?s\n*\Z",
    re.MULTILINE,
)
"""How node-tap ends. What it leaves in an `--output-file` begins behind its plan, which it prints first."""
_DISGUISED = re.compile(r"(?: |\\\w{1,9})*not(?:\s|\\\w{1,9}){1,8}ok\b", re.IGNORECASE)
_YAML, _END = re.compile(r"^( +)---$"), re.compile(r"^ +\.\.\.$")
_NO_TEST = re.compile(
    r"\.[cm]?[jt]sx?$|exited with a non-zero exit code"
    r"|^(?:Uncaught exception in|No tests found in|test exited without) |^(?:[A-Z]\w*)?Error: |^plan != count$"
)
"""What a point is called that stands for an exception, or a file which could not be loaded or has no tests."""
_STEP = 4


@dataclass(slots=True)
class _Level:
    """One level of subtests: the points so far and their numbers, its plan, the comment that heads them."""

    points: int = 0
    numbers: set[str] = field(default_factory=set)
    plan: int | None = None
    head: str = ""
    cases: list[Case] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return any(case.end == "failures" for case in self.cases)


def read_tap(path: Path) -> list[Case]:
    """The tests in a file: those points that have no subtests, and a failing one of which no subtest failed.

    Raises ValueError for a file without a plan or with two, with fewer points than it plans, with two of one number,
    or of a run that bailed out.
    """
    try:
        text = read_bytes(path, MOST_BYTES).decode("utf-8", "replace")
    except Unfit as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror}") from error
    levels = [_Level()]
    closing, failed = "", 0
    for line in text.splitlines():
        if closing:  # within the details of a point, which may hold any text
            closing = "" if _END.match(line) and line.startswith(closing) else closing
        elif detail := _YAML.match(line):
            closing = detail[1]
        else:
            counted = _COUNTED.match(line)
            failed = max(failed, int(counted["tests"])) if counted else failed
            _take(levels, line, path.name)
    if closing:
        raise ValueError(f"{path.name} ends within the details of a test: the run was cut off")
    top = levels[0]
    if failed and all(case.end in ("passed", "skipped") for case in top.cases):
        raise ValueError(f"{path.name} counts {failed} that failed or were cancelled, and shows none of them")
    if top.plan is None and len(levels) == 1 and _is_sum(text, top.cases):
        return top.cases
    if top.plan is None or top.points < top.plan or len(levels) > 1:
        planned = "no plan" if top.plan is None else f"{top.points} of {top.plan} planned tests"
        raise ValueError(f"{path.name} has {planned}: the run was cut off")
    return top.cases


def _is_sum(text: str, cases: list[Case]) -> bool:
    """Whether a text ends with the sum that node-tap makes of a whole run, and these are the tests in it."""
    summed = _SUMMED.search(text)
    bad = sum(case.end in ("failures", "errors") for case in cases)
    return summed is not None and int(summed["tests"]) == len(cases) and int(summed["failed"] or 0) == bad


def _take(levels: list[_Level], line: str, file: str) -> None:
    """Takes one line in. Raises ValueError where it ends the whole run."""
    if line.lstrip().lower().startswith("bail out!"):
        raise ValueError(f"{file} says {line.strip()[:80]!r}")
    if plan := _PLAN.match(line):
        level = _level(levels, plan["space"])
        if level.plan is not None:
            raise ValueError(f"{file} has two plans: which of them holds is not known")
        level.plan = int(plan["tests"])
    elif comment := _COMMENT.match(line):
        if not comment["space"]:
            levels[0].head = comment["text"].strip()
    elif not (point := _POINT.match(line)) and _DISGUISED.match(visible(line)):
        raise ValueError(f"{file} has the line {visible(line)[:80]!r}, which is no test and looks like one that failed")
    elif point and (point["number"] or point["name"]):
        if (number := point["number"]) and number in _level(levels, point["space"]).numbers:
            raise ValueError(f"{file} has two tests of the number {number}")
        _point(levels, point, file)


def _level(levels: list[_Level], space: str) -> _Level:
    """The level of a line, opened where it is not; deeper ones are left to be closed by the point that has them."""
    depth = len(space) // _STEP
    while len(levels) <= depth:
        levels.append(_Level(head=levels[-1].head))
    return levels[depth]


def _point(levels: list[_Level], point: re.Match[str], file: str) -> None:
    level = _level(levels, point["space"])
    depth = len(point["space"]) // _STEP
    level.points += 1
    level.numbers |= {point["number"]} if point["number"] else set()
    name = point["name"].strip() or f"test {point['number']}"
    bad = bool(point["not"]) and not point["word"]
    inner = levels[depth + 1] if len(levels) > depth + 1 else None
    if inner and inner.plan is not None and inner.points < inner.plan:
        raise ValueError(f"{file} has {inner.points} of {inner.plan} planned tests in one: the run was cut off")
    del levels[depth + 1 :]
    if inner and inner.cases:
        level.cases += [Case(f"{name}::{case.name}", case.end, case.test) for case in inner.cases]
        if bad and not inner.failed:
            level.cases.append(Case(name, "errors", test=False))
        return
    if bad and _NO_TEST.search(name):
        level.cases.append(Case(name, "errors", test=False))
        return
    end = "failures" if bad else "skipped" if point["word"] else "passed"
    level.cases.append(Case(f"{level.head}::{name}" if level.head else name, end))
