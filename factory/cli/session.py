"""One verb that runs a workflow: its App, how it shows progress, and how it asks."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which

from mity.app import App
from mity.cli.options import Flags, interactive
from mity.cli.prompt import Menu
from mity.cli.terminal import confirm, redraws, say
from mity.cli.view import LiveView, PlainView, View
from mity.confinement import Mode
from mity.engine.choice import Decide, always, wait_for_a_person
from mity.errors import EXIT_WAITING
from mity.notify.settings import DESKTOP
from mity.runs.context import WorkflowContext
from mity.runs.estimates import estimate
from mity.runs.events import RUN_STATE, Event
from mity.runs.store import Logs, LogStore
from mity.services.trust_gate import refusal
from mity.system.files import write_atomic
from mity.system.sandbox.port import SandboxError
from mity.system.tools import Tool
from mity.trust.item import Item, UntrustedError

_NAMES = "This project's .mity names what will be run:"


class Session:
    """Wires progress and questions to the App according to the options of the verb.

    Where it is not `attended` nobody is asked, on a terminal either.
    """

    def __init__(
        self,
        workspace: Path,
        flags: Flags,
        *,
        only_plan: bool = False,
        dry_run: bool = False,
        attended: bool = True,
        asks_here: bool = True,
        logs: Logs = LogStore,
    ) -> None:
        can_ask = attended and interactive(flags.as_json)
        self._can_ask = can_ask
        self._fetch = flags.fetch_tools
        self._trust = self.trusts = flags.trust
        self.as_json = flags.as_json
        self.quiet = flags.quiet
        self.view = _view(flags.as_json or flags.quiet, flags.verbose, can_ask, workspace / ".mity" / "logs")
        self._run_id_file = flags.run_id_file
        decide = self._decide(flags.on_escalate, can_ask)
        self.app = App(
            workspace,
            self._telling,
            decide,
            flags.agent,
            flags.limits,
            only_plan=only_plan,
            dry_run=dry_run,
            asks_here=asks_here,
            agent_limits=flags.agent_limits,
            otel_file=flags.otel_file,
            sandbox=flags.sandbox or "",
            logs=logs,
        )
        self.app.executions.by = flags.by
        if flags.notify_desktop:
            self.app.executions.notifications.also(DESKTOP)
        self.app.runner.sandbox.check(self.app.runner.run)
        self._check_git(workspace)

    def _check_git(self, workspace: Path) -> None:
        """Raises SandboxError where a sandbox is required, and git would start what the repository here names."""
        if self.app.runner.sandbox.mode is not Mode.REQUIRED or not workspace.is_dir() or which("git") is None:
            return
        from mity.system.git_programs import programs_of_git

        if found := programs_of_git(workspace, self.app.runner.run):
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            raise SandboxError(
                f"a sandbox is required, and the repository of {workspace} has git start a program outside of it "
                f"({found[0]}{more}): clone it with `git clone`, which brings none of that, or give --sandbox auto"
            )

    def began(self, run_id: str) -> None:
        """Writes the id of the first run of the verb to the file of --run-id-file. Raises StorageError."""
        if file := self._run_id_file:
            self._run_id_file = None
            write_atomic(file.absolute(), f"{run_id}\n".encode(), durable=False)

    def _telling(self, event: Event) -> None:
        if event.kind == RUN_STATE:
            self.began(event.run)
        self.view.handle(event)

    def print_note(self, line: str) -> None:
        """Tells a person something on stderr, unless only JSON or the verdict is wanted."""
        self.view.line(line)

    def ensure_tools(self, context: WorkflowContext, template: Path | None = None) -> None:
        """Fetches the tools that are missing and may be fetched; says what is missing then. Raises ToolError."""
        missing = self.app.services.missing_tools(context, template)
        wanted = [tool for tool in missing if tool.fetchable]
        if wanted and (self._fetch or (self._can_ask and self._confirm(wanted))):
            self.app.toolbox.fetch_all(wanted, self.print_note)
            missing = self.app.services.missing_tools(context, template)
        for tool in missing:
            self.print_note(tool.problem)

    def check_identity(self, project: Path) -> None:
        """Says before any work that the commit at its end will have to ask who commits."""
        from mity.system.git import NO_IDENTITY, Repository

        if which("git") and Repository(project).identity() is None:
            self.print_note(NO_IDENTITY)

    def ask_trust(
        self, items: Sequence[Item], title: str = _NAMES, refused: str = "", code: int = EXIT_WAITING
    ) -> None:
        """Shows what would run and was not trusted; it returns only after --trust or a person's yes.

        Raises UntrustedError with the text `refused`, by default what to do, and the exit code `code`.
        """
        missing = self.app.gate.consents.missing(items)
        if shown := items if self._trust else missing:
            say(title, err=True)
            for line in (line for one in shown for line in one.lines):
                say(f"  {line}", err=True)
        if missing and not self._trust and not (self._can_ask and confirm("Run it?", default=False)):
            raise UntrustedError(refused, missing, code) if refused else refusal(self.app.workspace, missing)
        self.app.gate.consents.give(missing, keep=False)

    def _confirm(self, tools: Sequence[Tool]) -> bool:
        for tool in tools:
            say(tool.problem, err=True)
        return confirm("Fetch what mity can fetch, into its own cache?", default=True)

    def _decide(self, on_escalate: str | None, can_ask: bool) -> Decide:
        if on_escalate in (None, "ask"):
            return Menu(self.view) if can_ask else wait_for_a_person
        assert on_escalate is not None
        return always(on_escalate)


def _view(silent: bool, verbose: bool, can_ask: bool, logs: Path) -> View:
    if silent:
        return View()
    if can_ask and not verbose and redraws(sys.stderr):
        return LiveView(lambda run_id: estimate(logs, run_id))
    return PlainView(sys.stderr, verbose)
