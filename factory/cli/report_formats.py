"""The final report of a run in all its forms: for people, for programs, for CI."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mity.cli.json_text import harmless_json
from mity.cli.report_ci import junit, outputs, sarif
from mity.cli.report_html import html
from mity.cli.report_parts import located, measures, outcome
from mity.errors import UsageError
from mity.system.files import write_atomic
from mity.text.markdown import code, text
from mity.text.visible import visible_json

Json = Mapping[str, Any]
_MOST_FILES = 500


def markdown(report: Json) -> str:
    """The report as Markdown."""
    return "\n".join(_lines(report)) + "\n"


def as_json(report: Json) -> str:
    """The report as one JSON document."""
    return harmless_json(visible_json(json.dumps(report, indent=2, ensure_ascii=False))) + "\n"


FORMATS: Mapping[str, Callable[[Json], str]] = {
    "markdown": markdown,
    "html": html,
    "json": as_json,
    "sarif": sarif,
    "junit": junit,
    "outputs": outputs,
}
_SUFFIXES = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".json": "json"}
_SUFFIXES |= {".sarif": "sarif", ".xml": "junit", ".env": "outputs"}


def format_of(path: Path) -> str:
    """The format that the name of a file asks for. Raises UsageError, also when its folder is not there."""
    found = _SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise UsageError(f"--report {path}: end the name with .md, .html, .json, .sarif, .xml or .env")
    if not path.absolute().parent.is_dir() or path.is_dir():
        raise UsageError(f"--report {path}: name a file in a folder that is there")
    return found


def write_report(path: Path, report: Json) -> None:
    """Writes the report in the format that the name of the file asks for. Raises UsageError, StorageError."""
    write_atomic(path.absolute(), FORMATS[format_of(path)](report).encode("utf-8", "replace"), durable=False)


def _lines(report: Json) -> Iterator[str]:
    yield f"# {text(report['title'])}: {text(outcome(report))}"
    yield ""
    rows = (("Run", "run_id"), ("Workflow", "workflow"), ("State", "state"), ("Project", "project"))
    yield from (f"- {name}: {code(report[key])}" for name, key in rows)
    yield f"- Duration: {report['duration_s']:.1f} s"
    if report["error"]:
        yield f"- Error: {text(report['error'])}"
    yield from (f"- Doubt: {text(doubt)}" for doubt in report["doubts"])
    yield from _steps(report)
    if places := located(report):
        yield from ("", "## Places", "", *(f"- {code(place)}: {text(said)}" for place, said in places))
    yield from _changes(report)
    yield from _measures(report)
    yield from _more(report)


def _steps(report: Json) -> Iterator[str]:
    for stage in report["stages"]:
        yield from ("", f"## {text(stage['name'])}", "")
        yield from ("| Step | Status | Time | Attempts | |", "| --- | --- | --- | --- | --- |")
        for row in stage["steps"]:
            cells = (code(row["step"]), text(row["status"] or "–"), f"{row['duration_s']:.1f} s", row["attempts"])
            yield f"| {' | '.join(map(str, cells))} | {text(row['message'])} |"


def _changes(report: Json) -> Iterator[str]:
    counts = {kind: len(paths) for kind, paths in report["files"].items()}
    if not any(counts.values()):
        return
    yield from ("", "## Files", "", ", ".join(f"{count} {kind}" for kind, count in counts.items()), "")
    named = [(kind, path) for kind, paths in report["files"].items() for path in paths]
    yield from (f"- {kind}: {code(path)}" for kind, path in named[:_MOST_FILES])
    if len(named) > _MOST_FILES:
        yield f"- and {len(named) - _MOST_FILES} more"


def _measures(report: Json) -> Iterator[str]:
    if rows := list(measures(report)):
        yield from ("", "## Measures", "", *(f"- {name}: {text(said)}" for name, said in rows))


def _more(report: Json) -> Iterator[str]:
    if report["evidence"]:
        yield from ("", "## Evidence", "")
        for row in report["evidence"]:
            yield f"- {code(row['step'])}: {code(json.dumps(row['evidence'], ensure_ascii=False))}"
    if report["questions"]:
        yield from ("", "## Questions", "")
        for row in report["questions"]:
            yield f"- {code(row['step'])}: {text(row['question'])} → {text(row['answer'] or 'no answer yet')}"
            yield from (f"  - asked: {text(said)}" for said in row["asked"])
    if report["recommendations"]:
        yield from ("", "## Recommendations", "")
        yield from (f"- {text(row['text'])} (rule {code(row['rule'])})" for row in report["recommendations"])
    if report["next"]:
        yield from ("", "## Next", "", *(f"- {code(line)}" for line in report["next"]))
