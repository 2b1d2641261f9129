"""The final report of a run as one page of HTML, escaped as a whole, without scripts and without anything fetched."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mity.cli.report_parts import located, measures, outcome
from mity.text.visible import visible

if TYPE_CHECKING:
    from jinja2 import Template

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ r.title|v }}: {{ outcome|v }}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid #ddd }
code, pre { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap }
.done, .proven, .passed { color: #176f2c } .failed, .cancelled { color: #b3261e }
.continued, .skipped, .unavailable, .needs_input, .unproven { color: #8a5a00 }
@media (prefers-color-scheme: dark) { body { background: #161616; color: #ddd } td, th { border-color: #444 } }
</style></head><body>
<h1>{{ r.title|v }}: <span class="{{ outcome }}">{{ outcome|v }}</span></h1>
<table>
{% for name, value in head %}<tr><th>{{ name }}</th><td>{{ value|v }}</td></tr>
{% endfor %}</table>
{% for stage in r.stages %}<h2>{{ stage.name|v }}</h2>
<table><tr><th>Step</th><th>Status</th><th>Time</th><th>Attempts</th><th></th></tr>
{% for row in stage.steps %}<tr><td><code>{{ row.step|v }}</code></td>
<td class="{{ row.status }}">{{ row.status or "–" }}</td><td>{{ "%.1f"|format(row.duration_s) }} s</td>
<td>{{ row.attempts }}</td><td>{{ row.message|v }}</td></tr>
{% endfor %}</table>
{% endfor %}
{% if located %}<h2>Places</h2><ul>
{% for place, said in located %}<li><code>{{ place|v }}</code>: {{ said|v }}</li>
{% endfor %}</ul>{% endif %}
{% if changed %}<h2>Files</h2>
<p>{% for kind, paths in r.files.items() %}{{ paths|length }} {{ kind }}{{ ", " if not loop.last }}{% endfor %}</p>
<ul>{% for kind, paths in r.files.items() %}{% for path in paths %}<li>{{ kind }}: <code>{{ path|v }}</code></li>
{% endfor %}{% endfor %}</ul>{% endif %}
{% if measures %}<h2>Measures</h2><table>
{% for name, said in measures %}<tr><th>{{ name }}</th><td>{{ said|v }}</td></tr>
{% endfor %}</table>{% endif %}
{% if r.evidence %}<h2>Evidence</h2>
{% for row in r.evidence %}<details><summary><code>{{ row.step|v }}</code></summary>
<pre>{{ row.evidence|j }}</pre></details>
{% endfor %}{% endif %}
{% if r.questions %}<h2>Questions</h2><ul>
{% for row in r.questions %}<li><code>{{ row.step|v }}</code>: {{ row.question|v }} →
{{ (row.answer or "no answer yet")|v }}
{% for said in row.asked %}<br>asked: {{ said|v }}{% endfor %}</li>
{% endfor %}</ul>{% endif %}
{% if r.recommendations %}<h2>Recommendations</h2><ul>
{% for row in r.recommendations %}<li>{{ row.text|v }} (rule <code>{{ row.rule }}</code>)</li>
{% endfor %}</ul>{% endif %}
{% if r.next %}<h2>Next</h2><ul>{% for line in r.next %}<li><code>{{ line|v }}</code></li>
{% endfor %}</ul>{% endif %}
</body></html>
"""


def html(report: Mapping[str, Any]) -> str:
    """The report as HTML."""
    head = [("Run", report["run_id"]), ("Workflow", report["workflow"]), ("State", report["state"])]
    head += [("Project", report["project"]), ("Duration", f"{report['duration_s']:.1f} s")]
    head += [("Error", report["error"])] if report["error"] else []
    head += [("Doubt", doubt) for doubt in report["doubts"]]
    changed = any(report["files"].values())
    return _page().render(
        r=report,
        outcome=outcome(report),
        head=head,
        measures=list(measures(report)),
        changed=changed,
        located=located(report),
    )


@functools.cache
def _page() -> Template:
    from jinja2 import Environment, StrictUndefined  # slow to load, and most reports are read on a terminal

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    environment.filters["v"] = lambda value: visible(str(value))
    environment.filters["j"] = lambda value: json.dumps(value, indent=1, ensure_ascii=True)
    return environment.from_string(_PAGE)
