"""The final report for machines of CI: SARIF 2.1.0, JUnit XML, and lines of names and values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from mity import __version__
from mity.cli.json_text import RUNNER_COMMAND, harmless_json
from mity.cli.report_parts import outcome
from mity.runs.state import Status
from mity.text.patterns import regex
from mity.text.visible import uncoloured, visible, visible_json

Json = Mapping[str, Any]
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BROKEN = frozenset({Status.FAILED, Status.NEEDS_INPUT})
_NOT_XML = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sarif(report: Json) -> str:
    """The problems of the run as one run of a tool in SARIF 2.1.0, with places relative to the project."""
    rows = report["problems"]
    rules = sorted({_rule(row) for row in rows})
    invocation = {"executionSuccessful": report["state"] == "completed", "exitCode": report["exit_code"]}
    times = {"startTimeUtc": report["started_at"], "endTimeUtc": report["completed_at"]}
    run = {
        "tool": {"driver": {"name": "mity", "version": __version__, "rules": [{"id": rule} for rule in rules]}},
        "automationDetails": {"id": f"mity/{report['workflow']}/{report['run_id']}"},
        "invocations": [invocation | {name: value for name, value in times.items() if value}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(row, rules) for row in rows],
    }
    text = json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)
    return harmless_json(visible_json(text)) + "\n"


def _rule(row: Json) -> str:
    return str(row["rule"]) or "mity"


def _result(row: Json, rules: list[str]) -> dict[str, Any]:
    rule, said = _rule(row), uncoloured(str(row["message"])) or _rule(row)
    known = "\0".join((rule, row["file"], row["step"], said))
    found: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": rules.index(rule),
        "level": row["level"],
        "message": {"text": said},
        "partialFingerprints": {"mity/v1": hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()},
    }
    place: dict[str, Any] = {}
    if row["file"]:
        place["physicalLocation"] = {"artifactLocation": {"uri": quote(row["file"]), "uriBaseId": "%SRCROOT%"}}
        if row["line"]:
            column = {"startColumn": row["column"]} if row["column"] else {}
            place["physicalLocation"]["region"] = {"startLine": row["line"], **column}
    if row["step"]:
        place["logicalLocations"] = [{"fullyQualifiedName": row["step"], "kind": "function"}]
    return {**found, "locations": [place]} if place else found


def junit(report: Json) -> str:
    """The steps of the run as test cases of JUnit XML, a suite for each stage; times in seconds."""
    root = ElementTree.Element("testsuites", name=_xml(report["title"]), time=f"{report['duration_s']:.3f}")
    for stage in report["stages"]:
        suite = ElementTree.SubElement(root, "testsuite", name=_xml(stage["name"]), timestamp=_stamp(report))
        if stage is report["stages"][0]:
            properties = ElementTree.SubElement(suite, "properties")
            for name, value in _named(report):
                ElementTree.SubElement(properties, "property", name=name, value=_xml(value))
        for row in stage["steps"]:
            _case(suite, row, stage["name"], [one for one in report["problems"] if one["step"] == row["step"]])
        _count(suite)
    _count(root)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text.replace(RUNNER_COMMAND, "#&#35;[")}\n'


def _case(suite: ElementTree.Element, row: Json, stage: str, rows: list[Json]) -> None:
    case = ElementTree.SubElement(
        suite, "testcase", classname=_xml(stage), name=_xml(row["step"]), time=f"{row['duration_s']:.3f}"
    )
    status, message = row["status"], _xml(row["message"])
    if status in _BROKEN:
        if place := next((one for one in rows if one["file"]), None):
            case.set("file", _xml(place["file"]))
            case.set("line", str(place["line"]))
        failure = ElementTree.SubElement(case, "failure", type=_xml(status), message=message)
        failure.text = "\n".join(_xml(_line(one)) for one in rows) or message
    elif status == Status.CANCELLED:
        ElementTree.SubElement(case, "error", type="cancelled", message=message)
    elif status != Status.DONE:
        ElementTree.SubElement(case, "skipped", message=message or "did not run")


def _line(row: Json) -> str:
    place = f"{row['file']}:{row['line']}: " if row["file"] else ""
    return f"{place}{row['message']}"


def _count(parent: ElementTree.Element) -> None:
    cases = list(parent.iter("testcase"))
    parent.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        parent.set(name, str(sum(case.find(tag) is not None for case in cases)))
    if parent.tag == "testsuite":
        parent.set("time", f"{sum(float(case.get('time', 0)) for case in cases):.3f}")


def _stamp(report: Json) -> str:
    return str(report["started_at"]).partition(".")[0].removesuffix("Z")


def _xml(value: object) -> str:
    """One line of text that XML may hold; control characters are gone."""
    return " ".join(_NOT_XML.sub("", uncoloured(str(value))).split())


def outputs(report: Json) -> str:
    """Lines `name=value`, as outputs of a step of GitHub Actions and dotenv reports of GitLab take them."""
    return "".join(f"{name}={visible(value)}\n" for name, value in _named(report))


def _named(report: Json) -> Iterator[tuple[str, str]]:
    yield from (("verdict", outcome(report)), ("state", str(report["state"])))
    yield from (("exit_code", str(report["exit_code"])), ("run_id", str(report["run_id"])), ("log", str(report["log"])))
