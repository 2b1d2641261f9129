"""The report of a fleet as Markdown, as one page of HTML without scripts, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from mity.cli.json_text import harmless_json
from mity.text.markdown import code, text
from mity.text.visible import visible, visible_json

Json = Mapping[str, Any]
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title|v }}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .2rem .6rem; border-bottom: 1px solid #ddd }
code, pre { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap }
.good { color: #176f2c } .bad { color: #b3261e } .open { color: #8a5a00 }
@media (prefers-color-scheme: dark) { body { background: #161616; color: #ddd } td, th { border-color: #444 } }
</style></head><body>
<h1>{{ title|v }}</h1>
<p>{% for state, count in r.counts.items() %}{{ count }} {{ state }}{{ ", " if not loop.last }}{% endfor %}.
Run <code>{{ r.run_id|v }}</code>.</p>
<table><tr><th>State</th><th>Repository</th><th>Time</th><th>Pull request</th><th></th></tr>
{% for row in r.repositories %}<tr><td class="{{ kind(row.state) }}">{{ row.state }}</td>
<td><code>{{ row.repository|v }}</code><br>{{ row.branch|v }} {{ row.commit[:10] }}</td>
<td>{{ "%.0f"|format(row.seconds) }} s</td>
<td>{% if row.pull_request %}{{ "draft " if row.pull_request.draft }}{{ row.pull_request.url|v }}{% endif %}</td>
<td>{{ row.message|v }}{% if row.steps %}<details><summary>Evidence</summary><pre>{{ row.steps|j }}</pre>
<code>{{ row.log|v }}</code></details>{% endif %}
{% if row.next %}<br><code>{{ row.next|v }}</code>{% endif %}</td></tr>
{% endfor %}</table>
</body></html>
"""


def _title(report: Json) -> str:
    return f"mity {report['verb']} in {len(report['repositories'])} repositories"


def markdown(report: Json) -> str:
    """The report as Markdown."""
    counts = ", ".join(f"{count} {state}" for state, count in report["counts"].items())
    lines = [f"# {text(_title(report))}", "", f"{counts}. Run {code(report['run_id'])}.", ""]
    lines += ["| State | Repository | Time | Pull request | |", "| --- | --- | --- | --- | --- |"]
    for row in report["repositories"]:
        pull = row["pull_request"]
        link = f"{'draft ' if pull['draft'] else ''}{text(pull['url'])}" if pull else ""
        cells = [row["state"], code(row["repository"]), f"{row['seconds']:.0f} s", link, text(row["message"])]
        lines.append(f"| {' | '.join(cells)} |")
    for row in report["repositories"]:
        lines += ["", f"## {text(row['repository'])}: {row['state']}", ""] if row["steps"] else []
        for step in row["steps"]:
            shown = f" {code(json.dumps(step['evidence'], ensure_ascii=False))}" if step["evidence"] else ""
            lines.append(f"- {text(step['step'])}: {text(step['status'])}{shown}")
        lines += [f"- log: {code(row['log'])}"] if row["steps"] else []
    return "\n".join(lines) + "\n"


def html(report: Json) -> str:
    """The report as HTML, escaped as a whole."""
    from jinja2 import Environment, StrictUndefined  # slow to load, and most reports are read on a terminal

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters["v"] = lambda value: visible(str(value))
    environment.filters["j"] = lambda value: json.dumps(value, indent=1, ensure_ascii=True)
    return environment.from_string(_PAGE).render(r=report, title=_title(report), kind=_kind)


def as_json(report: Json) -> str:
    """The report as one JSON document."""
    return harmless_json(visible_json(json.dumps(report, indent=2, ensure_ascii=False))) + "\n"


def _kind(state: str) -> str:
    if state in ("proven", "passed"):
        return "good"
    return "open" if state in ("unproven", "waiting", "untrusted", "interrupted", "not begun") else "bad"


FORMS: Mapping[str, Callable[[Json], str]] = {"markdown": markdown, "html": html, "json": as_json}
SUFFIXES = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".json": "json"}
