"""mity fleet: a verb for each row of the table of verbs that run in clones, and its own, loaded when they are used"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from mity.cli.group import VERBS as KNOWN
from mity.cli.lazy import LazyGroup
from mity.fleet.verbs import VERBS

_OWN = {
    "resume": ("fleet_resume", "Go on with a fleet that was interrupted."),
    "report": ("fleet_report", "The report of a fleet."),
}


class _Fleet(LazyGroup):
    def load(self, name: str) -> Any:
        if name in _OWN:
            return super().load(name)
        return import_module("mity.cli.fleet_run").command_of(name)


@click.group("fleet", cls=_Fleet, table={**{name: KNOWN[name] for name in VERBS if name in KNOWN}, **_OWN})
def command() -> None:
    """Run a verb in many repositories, each in a clone of its own; one report, pull requests by rule.

    \b
    mity fleet heal --repos repositories.txt
    mity fleet run upgrade.yaml --org https://git.example.com/TEAM --pull-request changed
    mity fleet add-feature --spec audit.yaml --repos repositories.txt --parallel 2
    mity fleet resume
    """
