"""What a person at the page does to runs: by the operations of the command line, each noted with who did it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from mity.engine.choice import Choice
from mity.errors import UsageError
from mity.operations.answers import answer, ask, end, once_more_if_taken
from mity.operations.run_workflow import RunOptions
from mity.reading import read_end
from mity.runs.events import utc_now
from mity.services.trust_gate import refusal
from mity.system.files import private_file, storage_error, write_all
from mity.web.launch import Launcher
from mity.web.workspace import Workspace, is_run
from mity.workflow.model import Workflow
from mity.workflow.values import written

_NOTES = "actions.jsonl"
_MOST_NOTES = 256 << 10
_LONGEST = 20_000


class Actions:
    """Steers the runs of one workspace; who did what is noted among the page's own files of it."""

    def __init__(self, place: Workspace, launcher: Launcher) -> None:
        self._place = place
        self._launcher = launcher

    def answer_checkpoint(self, run: str, step: str, given: Mapping[str, Any], by: str, *, anyway: bool) -> str:
        """Approves or rejects what a run shows at a checkpoint; the key of it. Raises MityError."""
        with self._place.at(run, files=True) as one:
            key = answer(one.log, step, given, lambda: one.app.digest(one.log.context), anyway=anyway, by=by)
        self._note(run, by, f"{given['answer']} {key}")
        return key

    def ask(self, run: str, step: str, text: str, by: str) -> None:
        """Leaves a question at a checkpoint. Raises MityError."""
        if not text.strip():
            raise UsageError("the question is empty: write what you want to know")
        with self._place.at(run) as one:
            key = ask(one.log, step, _bounded(text), by)
        self._note(run, by, f"ask at {key}")

    def choose(self, run: str, step: str, choice: Choice) -> None:
        """Answers the question that a run waits with. Raises MityError."""
        _bounded(choice.text)
        if choice.run and not choice.commands:
            raise UsageError("only a text in which every line is a command can be run: '$ command …'")
        with self._place.at(run) as one:
            result = one.log.results.get(step)
            if result is None or result.question is None or result.question.option(choice.word) is None:
                raise UsageError(f"'{choice.word}' is not on offer for step '{step}': load the page again")
            one.app.answer(one.log, choice, step)
        self._note(run, choice.by, f"{choice.word} {step}")

    def end(self, run: str, by: str, *, pause: bool) -> None:
        """Asks a run to pause or ends it. Raises MityError."""
        once_more_if_taken(lambda: self._end(run, by, pause=pause))
        self._note(run, by, "pause" if pause else "cancel")

    def resume(self, run: str, by: str, definition: str = "") -> None:
        """Goes on with a run, in a process of its own. Raises MityError, UntrustedError among them."""
        with self._place.at(run) as one:
            if not one.log.can_resume():
                raise UsageError(f"run {run} is {one.log.state.value}: nothing is left to do")
        if not definition and self._place.hand_on(run):
            self._note(run, by, "resume")
            return
        if not self._place.has_files:
            raise UsageError(f"run {run} goes on by another definition where its files are: the engine has none")
        if untrusted := one.app.continuing.untrusted(one.log, None, definition):
            raise refusal(one.app.workspace, untrusted)
        words = {"": (), "keep": ("--keep-definition",), "accept": ("--accept-changes",)}.get(definition)
        if words is None:
            raise UsageError("a run goes on by its own definition (keep) or as its file is now (accept)")
        self._note(run, by, "resume")
        self._launcher.start(self._place, run, ["resume", run, *words, *self._there(by)])

    def replay(self, run: str, step: str, by: str) -> str:
        """A new run from a step of another one on, in a process of its own or by workers; its id, if known by now.

        Raises MityError.
        """
        if step not in self._place.log(run).stations:
            raise UsageError(f"run {run} has no step '{step[:100]}'")
        if made := self._place.begin(run, {}, step):
            self._note(made, by, f"replay of {run} from {step}")
            return made
        with self._place.at(run) as one:
            if untrusted := one.app.gate.for_resume(one.log):
                raise refusal(one.app.workspace, untrusted)
        self._note(run, by, f"replay from {step}")
        self._launcher.start(self._place, run, ["replay", run, f"--from={step}", *self._there(by)])
        return ""

    def start(self, name: str, given: Mapping[str, str], options: RunOptions, by: str) -> str:
        """Starts a workflow in a process of its own, or by workers; the id of its run.

        Raises MityError, UntrustedError among them.
        """
        self._place.workflow(name)
        if made := self._place.begin(self._place.like(name)[0], given):
            self._note(made, by, f"start {name}")
            return made
        app = self._place.app()
        operation = app.prepare_run(name, options)
        if untrusted := app.beginning.untrusted(operation):
            raise refusal(app.workspace, untrusted)
        run = app.store.new_run_id(app.library.find(name, app.registry).id)
        words = [f"--param={key}={value}" for key, value in given.items()]
        words += [f"--{key}={value}" for key, value in (("spec", options.spec), ("mode", options.mode)) if value]
        words += [f"--{options.strictness}"] if options.strictness else []
        self._note(run, by, f"start {name}")
        self._launcher.start(self._place, run, ["run", *words, f"--as={run}", *self._there(by), "--", name])
        return run

    def notes(self, run: str) -> list[dict[str, str]]:
        """What was done to a run at the page, and by whom."""
        try:
            rows = read_end(self._place.state / _NOTES, _MOST_NOTES).splitlines()
        except OSError:
            return []
        return [one for one in map(_read, rows) if one.get("run") == run][-50:]

    def _end(self, run: str, by: str, *, pause: bool) -> None:
        with self._place.at(run) as one:
            if not end(one.log, held=one.held, pause=pause, by=by):
                if pause:
                    raise UsageError(f"run {run} is not under way: it is {one.log.state.value.replace('_', ' ')}")
                one.app.cancel(one.log, by, files=one.files)

    def _there(self, by: str) -> Sequence[str]:
        return (f"--output={self._place.path}", f"--by={by}", "--quiet")

    def _note(self, run: str, by: str, what: str) -> None:
        """Notes who did what, in one line that is added as a whole."""
        path = self._place.state / _NOTES
        line = json.dumps({"at": utc_now(), "run": run, "by": by, "what": what[:500]})
        try:
            handle = private_file(path)
            try:
                write_all(handle, f"{line}\n".encode())
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise storage_error("write", path, error) from error


def fields(workflow: Workflow, form: Mapping[str, str]) -> dict[str, str]:
    """The parameters that a form gives: one that was left empty and is not required is not given at all."""
    found = {}
    for one in workflow.parameters:
        value = form.get(f"param.{one.name}", "")
        if value or (one.required and one.type == "string"):
            found[one.name] = _bounded(value.replace("\r\n", "\n"))
    return found


def default(value: Any) -> str:
    """The default of a parameter as a person writes it."""
    return "" if value is None else written(value)


def _bounded(text: str) -> str:
    if len(text) > _LONGEST:
        raise UsageError(f"a text of {len(text):,} signs is too long: {_LONGEST:,} are taken")
    return text


def _read(row: bytes) -> dict[str, str]:
    try:
        found = json.loads(row)
    except ValueError:
        return {}
    fine = isinstance(found, dict) and is_run(str(found.get("run")))
    return {str(name): str(value) for name, value in found.items()} if fine else {}
