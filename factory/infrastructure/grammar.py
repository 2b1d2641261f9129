"""Parses files of Terraform where neither Terraform nor OpenTofu is: by `hcl2tojson`, a program of python-hcl2."""

from __future__ import annotations

from mity.command import Command, Run
from mity.infrastructure.copied import Copied
from mity.infrastructure.diagnostics import first_object
from mity.infrastructure.findings import Look, Tier
from mity.system.tools import Tool

_LIMIT_S = 300.0


def parse(copy: Copied, tool: Tool, run: Run) -> Look:
    """Whether the files follow the grammar of the language; nothing is said of what they mean."""
    if not tool.ready:
        return Look.unseen(Tier.PARSED, tool.name, tool.problem)
    by = f"python-hcl2 {tool.version}"
    files = sorted(name for name in copy.texts if copy.texts[name].strip())
    done = run(Command((tool.path, "--ndjson", "--quiet", *files), copy.folder, {}, _LIMIT_S, "hcl2tojson"))
    if done.ok:
        return Look.of(Tier.PARSED, by)
    told = first_object(done.output, "error")
    if told is None:
        return Look.unseen(Tier.PARSED, by, done.summary)
    why = str(told.get("message", told["error"])).partition("\n")[0]
    return Look.of(Tier.PARSED, by, (f"{copy.called(str(told.get('file', '')))}: {why}",))
