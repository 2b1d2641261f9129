"""How JUnit reports say that a test or a suite ended: the words of many tools, of which the worst is believed.

Words that mean success are listed. A word that nobody thought of means that the test did not pass.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from mity.stacks.report_xml import attribute, named, number, tag

FAILED = frozenset({"failure", "failed", "fail", "rerunfailure"})
ERROR = frozenset(
    {"error", "errored", "rerunerror", "timeout", "aborted", "crashed", "cancelled", "canceled", "exception", "fatal"}
)
_FLAKY = frozenset({"flakyfailure", "flakyerror"})
_SKIPPED = frozenset({"skipped", "disabled", "ignored", "notrun", "pending", "inconclusive"})
_GOOD = frozenset(
    {"", "passed", "pass", "success", "successful", "succeeded", "ok", "run", "ran", "completed", "complete"}
    | {"finished", "executed", "done", "true", "yes", "1", "0", "fixed", "expected", "normal"}
)
_BAD = frozenset(
    {"failed", "failure", "fail", "failing", "error", "errored", "broken", "timeout", "timedout"}
) | frozenset(
    {"timed out", "crashed", "killed", "aborted", "cancelled", "canceled", "interrupted", "ko", "not ok", "false", "no"}
    | {"unexpected", "abnormal", "incomplete"}
)
_SAYS_NOTHING = frozenset(
    {"properties", "property", "system-out", "system-err", "output", "stdout", "stderr", "description", "comment"}
    | {"tags", "tag", "traits", "trait", "categories", "category", "labels", "label", "links", "link", "annotations"}
    | {"attachments", "attachment", "parameters", "parameter", "steps", "step", "metadata", "duration", "perf"}
    | {"measurements", "measurement", "requirements", "requirement", "testcase", "testsuite", "testsuites"}
    | {
        "reporter-output",
        "logs",
        "log",
        "stats",
        "arguments",
        "argument",
        "screenshot",
        "screenshots",
        "video",
        "trace",
    }
)
"""Elements below a test that say nothing of how it ended. One that nobody thought of means that it did not pass."""
_STATES = ("status", "result", "outcome", "state", "success", "passed", "verdict", "conclusion", "ok")
_TROUBLES = ("error", "failure", "fail", "exception", "failuremessage", "errormessage", "failure-message")
_NO = frozenset({"false", "no"})
_NOTHING = frozenset({"", "0", "false", "no", "none", "null"})
_NO_TROUBLE = _NOTHING | {"0.0", "-", "undefined", "nan", "passed", "ok"}
_FAILURES = ("failures", "failed", "failure", "fails", "broken", "unexpected")
_ERRORS = ("errors", "errored", "error", "crashed", "timeouts", "timedout", "cancelled")
_FRAME = re.compile(r"^(?:num(?:ber)?|count|total|tests?)?(?:of)?|(?:tests?|cases?|count|total)?$")
"""What names of counts have before and behind them in tools that write none of the usual ones."""
_BROKEN_OFF = ("interrupted", "terminated", "incomplete", "exitcode", "exit-code", "returncode")
_TELLS = re.compile(
    r"fail(?![_-]?fast|on|if)|error|broke|crash|unsuccess|bail|trunc|abort|interrupt|timed?[_-]?outs?\b|cut[_-]?off"
)
"""What the name of an attribute holds that counts or tells a trouble, in whatever words a tool has for it."""
_FLAKES = re.compile(r"flak|rerun|retr")
_LEFT_OUT = ("skipped", "skips", "disabled", "ignored", "notrun", "not-run", "inconclusive", "aborted", "pending")


def ended(case: ElementTree.Element) -> str:
    """How a test ended: `passed`, `failures`, `errors` or `skipped`. Raises ValueError for a count that is none."""
    inside = kinds_below(case)
    said = {attribute(case, name).lower() for name in _STATES}
    kind = attribute(case, "type").lower()
    if kind in _BAD or kind in _SKIPPED:  # which may also be the kind of the test
        said.add(kind)
    if any(one.get("type") == "todo" for one in named(case, "skipped")):  # node:test lists why it fails as well
        return "skipped"
    if inside & FAILED or number(case, "failures") or attribute(case, "failed").lower() in ("true", "1", "yes"):
        return "failures"
    if inside & ERROR or said & _BAD or number(case, "errors") or _told(case):
        return "errors"
    left_out = inside & _SKIPPED or _unknown(case) or _off(case) or attribute(case, "executed").lower() in _NO
    if left_out or said - _GOOD or attribute(case, "skipped").lower() not in ("", "0", "false", "no"):
        return "skipped"
    return "passed"


def _told(case: ElementTree.Element) -> bool:
    """Whether an attribute of a test tells of a failure."""
    return any(attribute(case, name).lower() not in _NOTHING for name in _TROUBLES) or _says(case)


def _says(element: ElementTree.Element) -> bool:
    """Whether the name of any attribute tells a trouble, and its value does not say that there was none."""
    keys = ((key.rpartition("}")[2].lower(), value.strip().lower()) for key, value in element.items())
    return any(_TELLS.search(key) and not _FLAKES.search(key) and value not in _NO_TROUBLE for key, value in keys)


def _off(case: ElementTree.Element) -> bool:
    """Whether an attribute of a test says that it was left out, or that it did not run."""
    not_run = any(attribute(case, name).lower() in ("false", "no") for name in ("run", "ran", "enabled", "active"))
    return not_run or any(
        attribute(case, name).lower() not in _NOTHING for name in ("disabled", "ignored", "notrun", "not-run")
    )


def _unknown(case: ElementTree.Element) -> bool:
    """Whether something stands in a test that nobody knows."""
    return any(tag(one).lower() not in _SAYS_NOTHING | _FLAKY for one in case)


def repeated(case: ElementTree.Element) -> bool:
    """Whether a test failed before it passed: its runner repeats what fails."""
    return bool(kinds_below(case) & _FLAKY)


def kinds_below(case: ElementTree.Element) -> set[str]:
    """What elements there are below a test, in lower case."""
    return {tag(one).lower() for one in case.iter()} - {"testcase"}


def _framed(suite: ElementTree.Element, names: tuple[str, ...]) -> list[str]:
    """The attributes that are one of the names with a word for a number around it, such as `numFailedTests`."""
    keys = {
        key.rpartition("}")[2]: key.rpartition("}")[2].lower().replace("-", "").replace("_", "") for key in suite.attrib
    }
    return [key.lower() for key, plain in keys.items() if plain not in names and _FRAME.sub("", plain) in names]


def declared(suite: ElementTree.Element, kind: str) -> int:
    """How many tests of a `kind` (`failures`, `errors` or `skipped`) a suite declares, or says that it has itself.

    Raises ValueError for a count that is none.
    """
    names = {"failures": _FAILURES, "errors": _ERRORS, "skipped": _LEFT_OUT}[kind]
    most = max(number(suite, name) for name in (*names, *_framed(suite, names)))
    if kind == "skipped":
        return most
    words = FAILED if kind == "failures" else ERROR
    own = sum(tag(child).lower() in words for child in suite)
    bad = kind == "failures" and any(attribute(suite, name).lower() in _BAD for name in _STATES)
    bad = bad or any(attribute(suite, name).lower() not in _NOTHING for name in _BROKEN_OFF if kind == "errors")
    bad = bad or (kind == "errors" and _says(suite) and not declared(suite, "failures"))
    return max(most, own, int(bad))
