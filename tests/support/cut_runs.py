"""Runs within this process, cut off at any event, and gone on with from the files that a kill leaves there."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path
from typing import Any

from fake_stations import SHOWN, FakeStation, ask, document_path, fail, registry
from mity import Choice, ExecutionLog, StationResult, Workflow, WorkflowContext, WorkflowExecutor
from mity.engine.frame import PARAMETERS
from mity.engine.order import plan
from mity.engine.plan import Plan
from mity.runs.events import Event
from mity.workflow.library import Library


class CutRun:
    """The workflow `flow` and those that it calls, given as YAML without their names.

    Their station `say` tells its `word`: one that ends with `!` fails, and with `?` asks a person, once.
    """

    def __init__(self, folder: Path, flow: str, **called: str) -> None:
        self.folder, self.said, self.asked = folder, list[str](), set[str]()
        self.registry = registry(FakeStation("say", self._say, reads=("word",), makes=("word",)))
        self._logs, self._at = folder / ".mity" / "logs", ("", "")
        (folder / "app").mkdir()
        for name, text in {"flow": flow, **called}.items():
            self.define(name, text)

    def define(self, name: str, text: str) -> None:
        """Writes a definition."""
        path = self.folder / ".mity" / "workflows" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"name: {name}\n{text}\n")

    def _say(self, context: WorkflowContext) -> StationResult | None:
        word = str(context.get_input("word"))
        self.said.append(word)
        context.set_output("word", word)
        if word.endswith("!"):
            return fail(context)
        if word.endswith("?") and word not in self.asked:
            self.asked.add(word)
            return ask(context)
        return StationResult.done(word, SHOWN)

    def _hear(self, event: Event) -> None:
        if (event.kind, event.key) == self._at:
            self._at = ("", "")
            shutil.copytree(self._logs, self.folder / "kept")
            self._kept = list(self.said)
            raise KeyboardInterrupt

    def _executor(self) -> tuple[WorkflowExecutor, Workflow]:
        library = Library(self.folder)
        flow = library.find("flow", self.registry)
        called = library.called(flow, self.registry)
        return WorkflowExecutor(self.registry, workflows=called, listeners=[self._hear]), flow

    def run(self, **metadata: Any) -> ExecutionLog:
        """A run from its beginning, with these fixed values."""
        executor, flow = self._executor()
        context = WorkflowContext(self.folder, "app")
        context.with_metadata(PARAMETERS, Library(self.folder).checked(flow, {}))
        for name, value in metadata.items():
            context.with_metadata(name, value)
        return executor.execute(flow, context)

    def killed(self, kind: str, key: str, **metadata: Any) -> ExecutionLog:
        """The log of a run that was killed when this event of this step had been told."""
        self._at = (kind, key)
        with contextlib.suppress(KeyboardInterrupt):
            self.run(**metadata)
        assert self._at == ("", ""), f"there was no {kind} of {key}"
        shutil.rmtree(self._logs)
        (self.folder / "kept").rename(self._logs)
        self.said[:] = self._kept
        return self.log

    @property
    def log(self) -> ExecutionLog:
        """The newest run, from its file."""
        return self._executor()[0].load_log(document_path(self.folder))

    def plan_of(self, log: ExecutionLog) -> Plan:
        """The plan of a run."""
        return plan(log.workflow, self.registry, log.workflows)

    def resume(self, choice: str = "", **how: Any) -> ExecutionLog:
        """Goes on with the newest run, as another process would."""
        executor, _ = self._executor()
        return executor.resume(self.log, Choice(choice) if choice else None, **how)

    def cancel(self) -> ExecutionLog:
        """Ends the newest run."""
        executor, _ = self._executor()
        executor.cancel(self.log, "ada")
        return self.log


def flow(text: str) -> str:
    """A definition: `<name word>` is a step or an action that says the word, and `(x)` stands for `${{ x }}`."""
    made = re.sub(r"<(\S+) ([^>]+)>", r"{name: \1, station: say, inputs: {word: '\2'}}", text)
    return re.sub(r"\(([\w.]+)\)", r"${{ \1 }}", made)


KID = flow("""
parameters: {n: {default: ''}}
steps: [<k k(parameters.n)>, <m m(parameters.n)>]
finally: [<e e(parameters.n)>]
""")
"""A workflow that others call, with an end of its own."""
