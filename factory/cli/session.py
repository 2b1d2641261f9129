"""One verb that runs a workflow: its App, how it shows progress, and how it asks."""

from __future__ import annotations

import sys
from pathlib import Path

from mity.app import App
from mity.cli.ask import Menu
from mity.cli.options import Flags, interactive
from mity.cli.view import LiveView, PlainView, View
from mity.policy import Decide, always, wait_for_a_person


class Session:
    """Wires progress and questions to the App according to the options of the verb."""

    def __init__(self, workspace: Path, flags: Flags) -> None:
        can_ask = interactive(flags.as_json)
        self.as_json = flags.as_json
        self.quiet = flags.quiet
        self.view = _view(flags.as_json or flags.quiet, flags.verbose, can_ask)
        decide = self._decide(flags.on_escalate, can_ask)
        self.app = App(workspace, self.view.hear, decide, flags.agent, flags.limits)

    def say(self, line: str) -> None:
        """Tells a person something on stderr, unless only JSON or the verdict is wanted."""
        self.view.line(line)

    def _decide(self, on_escalate: str | None, can_ask: bool) -> Decide:
        if on_escalate in (None, "ask"):
            return Menu(self.view) if can_ask else wait_for_a_person
        assert on_escalate is not None
        return always(on_escalate)


def _view(silent: bool, verbose: bool, can_ask: bool) -> View:
    if silent:
        return View()
    if can_ask and not verbose:
        return LiveView()
    return PlainView(sys.stderr, verbose)
