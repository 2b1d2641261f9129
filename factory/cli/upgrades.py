"""What `mity secure --fix --dry-run` shows: how each vulnerable package would be upgraded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mity.cli.json_text import print_json
from mity.cli.options import Flags
from mity.cli.output import table
from mity.cli.session import Session
from mity.cli.terminal import say
from mity.errors import UsageError
from mity.operations.run_workflow import RunOptions
from mity.operations.security_report import upgrades_of
from mity.system.scratch import Scratch
from mity.system.trees import copy_tree

_WORKFLOW = "secure-fix"


def plan_upgrades(project: Path, parameters: Mapping[str, Any], flags: Flags) -> int:
    """Lets the scanners of dependencies look at a copy and names the upgrades; the exit code. Raises MityError."""
    if not project.is_dir():
        raise UsageError(f"there is no folder {project}: name the project's")
    with Scratch("update") as scratch:
        copy = scratch / project.name
        copy_tree(project, copy, (".git", "logs", "locks"))
        session = Session(copy, replace(flags, on_escalate="abort"), only_plan=True)
        operation = session.app.prepare_run(_WORKFLOW, RunOptions(parameters={**parameters, "plan": True}))
        session.ask_trust(session.app.beginning.untrusted(operation))
        log = session.app.run(operation)
        found = upgrades_of(log)
    if flags.as_json:
        print_json({"project": str(project), "upgrades": [], "gaps": [], **found})
        return 0
    rows = [(one["package"], one["version"] or "?", one["file"], one["how"]) for one in found.get("upgrades", ())]
    table(("package", "version", "in", "what would be done"), rows, "no vulnerable package has a version that mends it")
    for gap in found.get("gaps", ()):
        say(f"could not look: {gap}")
    return 0
