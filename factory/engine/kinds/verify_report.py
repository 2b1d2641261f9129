"""The report of a verification in Markdown: one line a check, then what each ran and what failed where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mity.command import Outcome
from mity.engine.kinds.findings import Finding, findings
from mity.stacks.counts import Counts
from mity.text.records import dataclass, field

TITLES = {"test": "Tests", "lint": "Lint", "types": "Types"}
_MOST_FAILURES = 50
_MOST_LINES = 12
_LONGEST = 200


@dataclass(slots=True)
class Checked:
    """What became of one check: the commands that ran, the tests they counted, and what is wrong.

    `missing` says why it did not run; without commands, problem and reason the project has no such check.
    """

    kind: str
    outcomes: list[Outcome] = field(default_factory=list)
    counts: Counts | None = None
    problem: str = ""
    missing: str = ""

    @property
    def title(self) -> str:
        """What people call it."""
        return TITLES.get(self.kind, f"`{_code(self.kind)}`")

    @property
    def failed(self) -> bool:
        """Whether it ran and something is wrong."""
        return bool(self.problem) or any(not one.ok for one in self.outcomes)

    @property
    def found(self) -> list[Finding]:
        """What it complains of, with file and line."""
        return [one for outcome in self.outcomes if not outcome.ok for one in findings(outcome.output)]

    @property
    def summary(self) -> str:
        """How it ended, in a clause."""
        if self.missing:
            return f"not run: {self.missing}"
        if not self.outcomes:
            return "none in this project" if self.kind in TITLES else "not run"
        if self.kind == "test" and self.counts is not None:
            failed = self.counts.failures + self.counts.errors
            skipped = f", {self.counts.skipped} skipped" if self.counts.skipped else ""
            said = f"{self.counts.passed} passed, {failed} failed{skipped}"
            return f"{said}; {self.problem}" if self.problem and not failed else said
        if self.failed:
            number = len(self.found)
            return f"{number} problem{'' if number == 1 else 's'}" if number else self.problem or self._ending
        return {"lint": "No issues", "types": "No errors"}.get(self.kind, "passed")

    @property
    def _ending(self) -> str:
        failed = next(one for one in self.outcomes if not one.ok)
        return "timed out" if failed.timed_out else f"exit code {failed.exit_code}"

    def to_json(self) -> list[dict[str, Any]]:
        """Each command with its exit code and seconds, as evidence."""
        return [
            {
                "kind": self.kind,
                "command": _line(one),
                "exit_code": one.exit_code,
                "duration_s": round(one.duration_s, 3),
            }
            for one in self.outcomes
        ]


def markdown(checks: Sequence[Checked]) -> str:
    """The report of all checks."""
    lines = ["## Verification", "", *(f"{_sign(one)} {one.title}: {one.summary}" for one in checks)]
    for one in checks:
        if one.outcomes:
            lines += ["", f"### {one.title}", "", *_table(one.outcomes)]
        if one.failed:
            lines += ["", *_failures(one)]
    return "\n".join(lines) + "\n"


def _sign(check: Checked) -> str:
    if check.failed:
        return "❌"
    return "✅" if check.outcomes and not check.missing else "⚠️" if check.missing else "➖"


def _table(outcomes: Iterable[Outcome]) -> Iterator[str]:
    yield "| Command | Exit code | Time |"
    yield "| --- | --- | --- |"
    for one in outcomes:
        code = "timed out" if one.timed_out else "not found" if one.not_found else str(one.exit_code)
        yield f"| `{_code(_line(one))}` | {code} | {one.duration_s:.1f} s |"


def _failures(check: Checked) -> Iterator[str]:
    """What failed, by file and line; where no place is named, the end of the output."""
    yield "Failures:"
    yield ""
    names = sorted(check.counts.ran - check.counts.passing) if check.counts is not None else []
    yield from (f"- `{_code(name)}`" for name in names[:_MOST_FAILURES])
    found = check.found
    yield from (f"- `{_code(one.file)}:{one.line}`: {_text(one.text)}" for one in found[:_MOST_FAILURES])
    if more := max(len(found) - _MOST_FAILURES, 0) + max(len(names) - _MOST_FAILURES, 0):
        yield f"- and {more} more"
    if check.problem:
        yield f"- {_text(check.problem)}"
    if not found and not names:
        failed = next((one for one in check.outcomes if not one.ok), None)
        yield from (f"      {line[:_LONGEST]}" for line in (failed.tail(_MOST_LINES) if failed else ()))


def _line(outcome: Outcome) -> str:
    return outcome.command.title or outcome.command.line


def _code(text: str) -> str:
    """A text within backticks in one cell of a table."""
    return " ".join(text.split()).replace("`", "'").replace("|", "\\|")[:_LONGEST]


def _text(text: str) -> str:
    """A text of a tool, which is to be no Markdown."""
    cut = " ".join(text.split())[:_LONGEST]
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in cut)
