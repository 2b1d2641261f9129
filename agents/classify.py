"""From the output of a tool to a diagnosis: a pure function; what it knows is in `signatures/`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from mity.agents.ending import ends_badly, ends_well, said_before
from mity.agents.framing import ended_green
from mity.agents.locality import is_fetched, is_local
from mity.agents.normalise import Log, normalise
from mity.agents.outlived import WENT_ON
from mity.agents.signatures import rows
from mity.agents.told import complaints, following, told
from mity.agents.traces import ends_in_trace, lacks_setting
from mity.agents.verdict import Match, last_sign, matches, verdict
from mity.agents.wording import meant, named
from mity.healing.model import Diagnosis, ErrorType, Location

EVIDENCE_LINES = 6
SAID = 3  # lines ahead of one that only tells that a command failed
SIGNALS = {
    130: "interrupted",
    143: "interrupted",
    -2: "interrupted",
    -15: "interrupted",
    137: "resource",
    -9: "resource",
}
ANY_ERROR = frozenset(("common.error-line", "common.marked-error"))  # what many a program prints before it goes on
UNKNOWN_TRACE = "trace.last"
ANY_CRASH = frozenset(("node.uncaught", "common.uncaught"))  # rows of whatever an exception says
TRUST = {"cause": 1.0, "summary": 0.8, "hint": 0.6, "wrapper": 0.4}
_TRACE = re.compile("Traceback")
_FILE_ALONE = re.compile(r"[ \t]{0,4}(?P<file>(?:[A-Za-z]:)?[\w.@/\\+ -]*\w\.[A-Za-z]\w{0,4})(?::\d+:\d+)?[ \t]*")
_MOST_ABOVE = 20_000  # characters above a complaint in which the name of its file is looked for
_UNINDENTED = re.compile(r"\n(?![ \n])([^\n]+)")
VOLATILE = re.compile(r"""(?:[A-Za-z]:)?[\\/](?:[^\s'"`:;,()\\/]+[\\/])+|(?<![\w.])v?\d[\w.:+-]*|0x[0-9a-fA-F]+|\s+""")
USUAL_ADVICE = {
    ErrorType.BUILD: "Correct the source at the first error; the later ones often follow from it.",
    ErrorType.DEPENDENCY: "Bring the declared dependencies, the lockfile and the installed packages together.",
    ErrorType.TEST: "Fix the code that the first failing test checks; do not change the test.",
    ErrorType.RUNTIME: "Look at the first line of the evidence: what it needs is missing, down or exhausted.",
    ErrorType.CONFIG: "Correct the setting, the file or the command that the evidence names.",
    ErrorType.PORT: "Stop an earlier process of the application if it holds the port; otherwise use a free one.",
    ErrorType.UNKNOWN: "Run the command again with more verbose output: the log does not show the cause.",
}


def classify(
    text: str | bytes,
    *,
    stack: str = "",
    stage: str = "",
    exit_code: int | None = None,
    local_names: frozenset[str] = frozenset(),
) -> Diagnosis | None:
    """Diagnose the output of a command; None when it is the output of a command that did not fail.

    `exit_code` None means that only a log is known: the text decides, Unknown when it ends badly. 0 lets only failures
    speak that tools are known to hide behind success. Any other code always gives a diagnosis, Unknown when nothing is
    recognised.
    `stage` (build, test, launch …) fills in where the row itself does not say; `local_names` are modules known
    to belong to the project. `stack` is accepted for symmetry with the command line: no verdict depends on it.
    """
    log = normalise(text)
    if exit_code is None and ended_green("\n".join(log.originals)):
        return None
    ranked, went_on = verdict(log, rows(), exit_code)
    if exit_code is None and ranked and ranked[0].row.id in ANY_ERROR and _went_on(ranked[0], log.text):
        return None
    if not ranked:
        trace = _last_trace(log, exit_code)
        if trace and trace[1]:
            return _traced(trace, log, stage)
        failed = bool(exit_code) or trace is not None or (exit_code is None and ends_badly(log.text[went_on:]))
        return _unrecognised(log, stage, exit_code) if failed else None
    return _diagnosis(ranked, log, stage, exit_code, local_names)


def advice(diagnosis: Diagnosis) -> str:
    """One sentence on how such a failure is usually repaired: the row's own, else that of the class."""
    row = next((row for row in rows() if row.id == diagnosis.rule), None)
    sentence = (row.advice if row else "") or USUAL_ADVICE[diagnosis.error_type]
    known = {**diagnosis.captures, "subject": diagnosis.subject}
    return re.sub(r"\{(\w+)\}", lambda place: known.get(place.group(1)) or "it", sentence)


def fingerprint(rule: str, tool: str, subject: str) -> str:
    """The same for the same failure in another run: no paths, versions, times or line numbers take part."""
    stable = VOLATILE.sub(" ", subject).strip().lower()
    return hashlib.sha256("\0".join((rule, tool, stable)).encode()).hexdigest()[:16]


def _went_on(match: Match, text: str) -> bool:
    """Whether the program printed on for long behind the last such line, or ended with a word of success."""
    last = matches(match.row, text)[-1]
    return ends_well(text) or text.count("\n", last.end) > WENT_ON


def _last_trace(log: Log, exit_code: int | None) -> tuple[int, int] | None:
    """The exception that a program ended in; not one that a server logged, which had come up and may still be up."""
    if exit_code == 0 or (exit_code is None and any(last_sign(log, rows(), role) for role in ("success", "calm"))):
        return None
    return ends_in_trace(log.text)


def _traced(place: tuple[int, int], log: Log, stage: str) -> Diagnosis:
    """A program that ended in an exception which no row knows."""
    said = log.text[slice(*place)].strip()
    error_type = ErrorType.CONFIG if lacks_setting(said) else named(said, ErrorType.RUNTIME)
    key = fingerprint(UNKNOWN_TRACE, "", said)
    return Diagnosis(
        error_type,
        UNKNOWN_TRACE,
        stage=stage,
        subject=said,
        evidence=log.printed(*place),
        confidence=0.3,
        fingerprint=key,
    )


def _unrecognised(log: Log, stage: str, exit_code: int | None) -> Diagnosis:
    """A failure that no row knows: Unknown, or what the exit code itself says."""
    kind = SIGNALS.get(exit_code or 0, "")
    said: tuple[str, ...] = ()
    error_type = ErrorType.RUNTIME if kind == "resource" else ErrorType.UNKNOWN
    rule = f"exit.{kind}" if kind else "unknown"
    end = len(log.text.rstrip())
    places = said_before(log.text, end, 1) or ((log.text.rfind("\n", 0, end) + 1, end),)
    if not kind:
        error_type, said = told(log, (*complaints(log.text, end), *said_before(log.text, end, SAID)[::-1]))
    evidence = tuple(dict.fromkeys((*said, *(line for place in places for line in log.printed(*place))))) if end else ()
    return Diagnosis(
        error_type, rule, kind, stage=stage, evidence=evidence, confidence=0.1, fingerprint=fingerprint(rule, "", "")
    )


def _diagnosis(
    ranked: list[Match], log: Log, stage: str, exit_code: int | None, local_names: frozenset[str]
) -> Diagnosis:
    match = ranked[0]
    row, captures = match.row, match.captures
    subject = _subject(row.subject, captures)
    error_type = row.error_type
    if row.local and is_local(
        row.local, captures.get("module") or captures.get("subject", subject), log.text, local_names
    ):
        error_type = row.local_type
    if error_type is ErrorType.BUILD and is_fetched(captures.get("file", "")):
        error_type = ErrorType.DEPENDENCY
    if row.id in ANY_CRASH:
        error_type = ErrorType.CONFIG if lacks_setting(match.found.group()) else named(subject, error_type)
    error_type, said = _by_words(ranked, log, error_type)
    key = " ".join(filter(None, (captures.get("code", ""), subject)))
    return Diagnosis(
        error_type=error_type,
        rule=row.id,
        kind=row.kind or (SIGNALS.get(exit_code or 0, "") if row.role == "wrapper" else ""),
        tool=row.tool,
        stage=row.stage or stage,
        subject=subject,
        captures=captures,
        evidence=tuple(dict.fromkeys((*said, *_evidence(ranked, log))))[:EVIDENCE_LINES],
        location=_location(captures) or _below_a_name(match, log.text),
        confidence=round(TRUST[row.role] * (0.5 + row.specificity / 200), 2),
        fingerprint=fingerprint(row.id, row.tool, key),
    )


def _by_words(ranked: list[Match], log: Log, error_type: ErrorType) -> tuple[ErrorType, tuple[str, ...]]:
    """The class by the words of the complaint where the rows leave it to them, and the line that has them."""
    said = ranked[0].captures.get("said", "")
    if said:
        kind = meant(said)
        return (error_type if kind is ErrorType.UNKNOWN else kind), ()
    if error_type is not ErrorType.UNKNOWN or ranked[0].row.role != "wrapper":
        return error_type, ()
    silent = [match for match in ranked if match.row.error_type is ErrorType.UNKNOWN and match.row.role == "wrapper"]
    return told(log, (place for match in silent for place in _places(match, log.text)))


def _places(match: Match, text: str) -> Iterator[tuple[int, int]]:
    """The lines that may say what a row only knows to have failed: its own, those behind each, else those before."""
    for hit in matches(match.row, text):
        yield from following(text, hit.start, hit.end, match.row.id in ANY_ERROR)
    if match.row.id not in ANY_ERROR:
        yield from complaints(text, text.rfind("\n", 0, match.start))


def _subject(template: str, captures: dict[str, str]) -> str:
    """The row's subject, its `{name}` places filled from the captures; by default the capture named subject."""
    text = template or "{subject}"
    return re.sub(r"\{(\w+)\}", lambda place: captures.get(place.group(1), ""), text).strip()


def _evidence(ranked: list[Match], log: Log) -> tuple[str, ...]:
    """The lines that decided, as printed, then lines of other rows that agree on class and role.

    A wrapper of one line has said nothing of the cause, so the lines ahead of it come first.
    """
    best = ranked[0]
    lines = _shortened(log.printed(best.start, best.end))
    if best.row.role == "wrapper" and "\n" not in log.text[best.start : best.end]:
        lines = [*_said_before(best, log), *lines, *_said_behind(best, log)]
    for other in ranked[1:]:
        if other.row.error_type == best.row.error_type and other.row.role == best.row.role:
            lines.extend(log.printed(other.start, other.end)[:2])
    again = [hit for hit in matches(best.row, log.text) if hit.start != best.start]
    for hit in (*again[:1], *again[-1:]):
        lines.extend(log.printed(hit.start, hit.end)[:2])
    return tuple(dict.fromkeys(lines))[:EVIDENCE_LINES]


def _said_before(match: Match, log: Log) -> tuple[str, ...]:
    """The last lines before one that only tells of a failure; none before a trace, which says it at its end."""
    if _TRACE.search(log.text, match.start, match.end):
        return ()
    places = said_before(log.text, log.text.rfind("\n", 0, match.start), SAID)
    return tuple(line for place in places for line in log.printed(*place))


def _said_behind(match: Match, log: Log) -> tuple[str, ...]:
    """What a trace ends with: its first line that is not indented."""
    found = _UNINDENTED.search(log.text, match.end) if _TRACE.search(log.text, match.start, match.end) else None
    return log.printed(found.start(1), found.end(1)) if found else ()


def _shortened(lines: tuple[str, ...]) -> list[str]:
    """A long match by its first two lines and its last ones: what it goes on to say stands at its end."""
    return list(lines) if len(lines) < EVIDENCE_LINES else [*lines[:2], *lines[3 - EVIDENCE_LINES :]]


def _location(captures: dict[str, str]) -> Location | None:
    if "file" not in captures:
        return None
    line, column = captures.get("line", ""), captures.get("column", "")
    return Location(captures["file"], int(line) if line.isdigit() else 0, int(column) if column.isdigit() else 0)


def _below_a_name(match: Match, text: str) -> Location | None:
    """The place that a linter tells by line and column, below a line that is the name of the file."""
    line, column = match.captures.get("line", ""), match.captures.get("column", "")
    if not (line.isdigit() and column.isdigit()):
        return None
    above = text[max(0, match.start - _MOST_ABOVE) : match.start].splitlines()
    named = next((found for one in reversed(above) if (found := _FILE_ALONE.fullmatch(one))), None)
    return Location(named["file"], int(line), int(column)) if named else None
