"""What --dry-run shows of any verb: the files, every command, the plan. Nothing was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mity.cli.json_text import print_json
from mity.cli.terminal import say, say_lines
from mity.engine.station import Preview
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a run would do to the application `app`.

    `code` is what a foreign template would execute, `missing` what this machine lacks, each in a sentence.
    """

    app: Path
    stations: Sequence[tuple[str, Preview]]
    code: Sequence[str] = ()
    missing: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """The dry run as data."""
        due = [(name, preview) for name, preview in self.stations if not preview.not_due]
        files = [{"path": path, "kind": kind} for _, preview in self.stations for kind, path in preview.files]
        plans = [preview.plan for _, preview in self.stations if preview.plan]
        return {
            "dry_run": True,
            "app": str(self.app),
            "template_code": list(self.code),
            "missing_tools": list(self.missing),
            "files": files,
            "diff": "".join(preview.diff for _, preview in self.stations),
            "plan": dict(plans[0]) if plans else None,
            "stations": [
                {
                    "station": name,
                    "commands": list(preview.commands),
                    "notes": list(preview.notes),
                    "when": list(preview.when),
                }
                for name, preview in due
            ],
            "not_due": [
                {"station": name, "condition": preview.not_due} for name, preview in self.stations if preview.not_due
            ],
        }


def show(dry_run: DryRun, as_json: bool) -> int:
    """Prints a dry run, as JSON or for a person; the exit code."""
    if as_json:
        print_json(dry_run.to_json())
        return 0
    say(f"Nothing is written. This is what would happen in {dry_run.app}:")
    say()
    for name, preview in dry_run.stations:
        say(name, bold=True)
        _show_step(name, preview)
    for line in (*dry_run.code, *dry_run.missing):
        say(f"! {line}")
    if diff := "".join(preview.diff for _, preview in dry_run.stations):
        say()
        say_lines(diff.removesuffix("\n"))
    return 0


def _show_step(name: str, preview: Preview) -> None:
    """What a step would do, and when."""
    if preview.not_due:
        say(f"  (is passed over: {preview.not_due} is false)")
    for line in preview.when:
        say(f"  {line}")
    if preview.plan:
        _show_task(preview.plan)
    for kind, path in preview.files:
        say(f"  {kind:<7} {path}")
    for line in _tree(preview.notes) if name == "scaffold" else [f"({note})" for note in preview.notes]:
        say(f"  {line}")
    for line in preview.commands:
        say(f"  $ {line}")


def _show_task(plan: Mapping[str, Any]) -> None:
    """Who would be asked for a feature in words, and by which rules."""
    budget = plan["budget"]
    say(f"  no agent is started; {plan['agent']} would be asked for: {plan['request']}")
    say(f"  at most   {budget['time_s']:g} s, {budget['money_usd']:.2f} USD")
    for name, title in (("allowed", "may"), ("new_only", "new only"), ("forbidden", "never")):
        say(f"  {title:<9} {' '.join(plan[name])}")
    for rule in plan["rules"]:
        say(f"  rule      {rule}")


def _tree(paths: Iterable[str]) -> list[str]:
    """Sorted paths as an indented tree."""
    lines: list[str] = []
    shown: tuple[str, ...] = ()
    for path in paths:
        *folders, name = path.split("/")
        for depth, part in enumerate(folders):
            if shown[: depth + 1] != tuple(folders[: depth + 1]):
                lines.append("  " * depth + part + "/")
        shown = tuple(folders)
        lines.append("  " * len(folders) + name)
    return lines
