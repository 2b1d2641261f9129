"""The channels of a workspace: what hears a run for them, and what is said where they did not take it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatch
from importlib.util import find_spec

from mity.engine.frame import PARAMETERS
from mity.errors import LogError, UsageError
from mity.forge.opening import Forges
from mity.notify.channel import Channel, Sender
from mity.notify.desktop import ByDesktop
from mity.notify.lines import Line, line_of
from mity.notify.memory import Memory
from mity.notify.senders import ByApprise, ByComment
from mity.notify.settings import NotifyConfig
from mity.redaction import Redactor
from mity.runs.context import PART, WorkflowContext
from mity.runs.events import NOTE, RUN_STATE, Event, Listener, utc_now
from mity.runs.state import RunState
from mity.runs.store import LogStore
from mity.system.runner import Runner

END_S = 10.0
"""Seconds that the end of a run waits for all channels together; a run that is interrupted waits one."""
_INTERRUPTED_S = 1.0
PAGE = "url"
"""The parameter of a run that names the issue or the pull request that it is about."""


class Notifications:
    """Tells channels of the runs of a workspace.

    Raises UsageError where a channel needs apprise and that is not installed.
    """

    def __init__(self, configs: Sequence[NotifyConfig], forges: Forges, tell: Listener) -> None:
        self._configs = tuple(configs)
        self._forges = forges
        self._tell = tell
        if any(one.kind == "apprise" and os.environ.get(one.url_env) for one in configs) and not find_spec("apprise"):
            raise UsageError("notifications need more packages: install `mity[notify]`, or leave out [[notify]]")

    def also(self, config: NotifyConfig) -> None:
        """Adds a channel, unless there is one of its kind."""
        if all(one.kind != config.kind for one in self._configs):
            self._configs = (*self._configs, config)

    @contextmanager
    def of(self, context: WorkflowContext, workflow: str) -> Iterator[tuple[Listener, ...]]:
        """What hears one run: nothing where no channel is told of its workflow."""
        due = [one for one in self._configs if not one.workflows or any(fnmatch(workflow, w) for w in one.workflows)]
        if not due or PART in context.metadata:  # a step of a run is told of with that run
            yield ()
            return
        heard = _Heard(due, self._forges, context, workflow)
        wait_s = _INTERRUPTED_S
        try:
            yield (heard.hear,)
            wait_s = END_S
        finally:
            if problems := heard.end(wait_s):
                text = f"notifications did not all arrive: {'; '.join(problems)}"
                self._tell(Event(0, utc_now(), NOTE, data={"text": heard.clean(text)}, run=context.run_id))


class _Heard:
    """The channels of one run, made with its first event: a new run has no id before."""

    def __init__(
        self, configs: Sequence[NotifyConfig], forges: Forges, context: WorkflowContext, workflow: str
    ) -> None:
        self._configs = configs
        self._forges = forges
        self._context = context
        self._workflow = workflow
        self._store = LogStore(context.workspace)
        self._channels: list[Channel] | None = None
        self._idle: list[str] = []
        self._redactor = Redactor(os.environ)
        self._redactor.learn({f"{one.url_env}_SECRET": os.environ.get(one.url_env, "") for one in configs})

    def clean(self, text: str) -> str:
        """A text without secrets."""
        return self._redactor.text(text)

    def hear(self, event: Event) -> None:
        """Takes in an event of the run."""
        verdict = self._verdict(event.run) if event.kind == RUN_STATE else ""
        line = line_of(event, verdict)
        if line is None:
            return
        if self._channels is None:
            for values in self._context.named_values():
                self._redactor.learn(values)
            self._channels = [made for one in self._configs if (made := self._made(one, event.run)) is not None]
        shown = replace(line, text=self.clean(line.text))
        for channel in self._channels:
            wanted = channel.config.verdicts
            if line.word in channel.config.events and not (
                line.word == "run-completed" and wanted and verdict not in wanted
            ):
                channel.put(shown)

    def end(self, seconds: float) -> list[str]:
        """Sends what is left, within `seconds`; the channels that did not take everything, each with the reason."""
        channels = self._channels or []
        for channel in channels:
            channel.end()
        deadline = time.monotonic() + seconds
        ended = ((one.config.called, one.wait(deadline - time.monotonic())) for one in channels)
        return [*self._idle, *(f"'{name}': {problem}" for name, problem in ended if problem)]

    def _made(self, config: NotifyConfig, run: str) -> Channel | None:
        memory = Memory(self._store.folder, run, f"{config.kind} {config.called}")
        sender: Sender
        if config.kind == "forge":
            url = page_of(self._context)
            if not url:
                return None  # the run is about no page
            sender = ByComment(self._forges, url, run, memory)
        elif config.kind == "desktop":
            sender = ByDesktop(Runner(self._redactor).run)
        elif os.environ.get(config.url_env):
            sender = ByApprise(config.url_env)
        else:
            self._idle.append(f"'{config.called}': the variable {config.url_env} is not set")
            return None
        return Channel(config, sender, memory, f"mity: {self._workflow} ({run})")

    def _verdict(self, run: str) -> str:
        """The verdict of a run as its document has it, which is written before its end is told."""
        try:
            log = self._store.load(self._store.path(run))
        except (LogError, OSError):
            return ""
        return log.verdict.value if log.verdict and log.state is not RunState.RUNNING else ""


def wanted(config: NotifyConfig, line: Line, verdict: str) -> bool:
    """Whether a channel is told of a line; the verdict counts for the end of a run alone."""
    if line.word == "run-completed" and config.verdicts and verdict not in config.verdicts:
        return False
    return line.word in config.events


def page_of(context: WorkflowContext) -> str:
    """The address of the issue or pull request that a run is about; empty for none."""
    parameters = context.metadata.get(PARAMETERS)
    url = parameters.get(PAGE) if isinstance(parameters, dict) else None
    return url if isinstance(url, str) else ""
