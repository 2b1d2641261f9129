"""What runners of JavaScript tests print at their end, where they left no report: a strict grammar for each."""

from __future__ import annotations

import re

from mity.stacks.counts import Counts

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_N = r"\d{1,7}"


def _n(name: str) -> str:
    return rf"(?P<{name}>{_N})"


# Each begins and ends with a line of its own; groups that are not there count nothing.
_ENDINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (runner, re.compile(pattern, re.MULTILINE))
    for runner, pattern in (
        (
            "Jest",
            rf"^Tests: +(?:{_n('failed')} failed, )?(?:{_n('skipped')} skipped, )?(?:{_n('todo')} todo, )?"
            rf"(?:{_n('passed')} passed, )?{_N} total$",
        ),
        (
            "Vitest",
            rf"^ *Tests +(?:{_n('failed')} failed(?: \| )?)?(?:{_n('passed')} passed)?"
            rf"(?:(?: \| )?{_n('skipped')} skipped)?(?: \| {_n('todo')} todo)? \({_N}\)$",
        ),
        (
            "Mocha",
            rf"^ +{_n('passed')} passing \(\d+m?s?\)$(?:\n +{_n('skipped')} pending$)?(?:\n +{_n('failed')} failing$)?",
        ),
        (
            "node:test",
            rf"^[ℹ#] tests {_N}\n[ℹ#] suites {_N}\n[ℹ#] pass {_n('passed')}\n[ℹ#] fail {_n('failed')}\n"
            rf"[ℹ#] cancelled {_n('broken')}\n[ℹ#] skipped {_n('skipped')}\n[ℹ#] todo {_n('todo')}$",
        ),
        (
            "TAP",
            rf"^# tests +{_N}\n# pass +{_n('passed')}$(?:\n# skip +{_n('skipped')}$)?(?:\n# todo +{_n('todo')}$)?"
            rf"(?:\n# fail +{_n('failed')}$)?",
        ),
        ("Jasmine", rf"^{_N} specs?, {_n('failed')} failures?(?:, {_n('skipped')} pending specs?)?$"),
        ("uvu", rf"^ +Total: +{_N}\n +Passed: +{_n('passed')}\n +Skipped: +{_n('skipped')}$"),
        (
            "AVA",
            rf"^ +(?=\d+ tests? (?:failed|passed)\b)(?:{_n('failed')} tests? failed$(?:\n +)?)?"
            rf"(?:{_n('passed')} tests? passed)?(?: \[[\d:]+\])?$"
            rf"(?:\n +{_n('skipped')} tests? skipped$)?(?:\n +{_n('todo')} tests? todo$)?",
        ),
        ("lab", rf"^{_n('passed')} tests? passed(?: \({_n('skipped')} skipped\))?$"),
        ("Playwright", rf"^ +(?:{_n('skipped')} skipped\n +)?{_n('passed')} passed \([\d.]+m?s\)$"),
    )
)


def read_printed(output: str) -> tuple[str, Counts] | None:
    """The runner that printed how its tests ended, and the counts of all its endings; None when none did.

    Where several runners did, the one that counts most tests, for others may be what a test of a runner printed.
    """
    text = _COLOUR.sub("", output)
    found = [(runner, [_counts(one) for one in pattern.finditer(text)]) for runner, pattern in _ENDINGS]
    added = [(runner, _sum(counts)) for runner, counts in found if counts]
    return max(added, key=lambda pair: pair[1].tests, default=None)


def _counts(found: re.Match[str]) -> Counts:
    groups = {name: int(value) for name, value in found.groupdict().items() if value}
    failed = groups.get("failed", 0) + groups.get("broken", 0)
    skipped = groups.get("skipped", 0) + groups.get("todo", 0)
    passed = groups.get("passed")
    if passed is None:  # Jasmine tells all of them
        whole = re.match(_N, found.group())
        passed = int(whole[0]) - failed - skipped if whole else 0
    tests = passed + failed + skipped
    return Counts(tests, failed, 0, skipped, printed=tests)


def _sum(counts: list[Counts]) -> Counts:
    tests, failed, skipped = (sum(getattr(one, name) for one in counts) for name in ("tests", "failures", "skipped"))
    return Counts(tests, failed, 0, skipped, printed=tests)
