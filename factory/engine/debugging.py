"""A run at the debugger: it halts before steps and behind failures, where a person looks, changes and goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.engine.end import End, Goto, Stop
from mity.engine.flow import Flow, Quiet
from mity.engine.frame import Frame
from mity.engine.kinds.outputs import OutputError, checked_outputs, of_type
from mity.engine.place import names
from mity.engine.plan import PlannedStep
from mity.engine.ports import Debugger
from mity.errors import UsageError
from mity.redaction import Redactor, hide
from mity.runs import events
from mity.runs.events import utc_now
from mity.runs.keys import NESTED
from mity.runs.recorder import Recorder
from mity.runs.result import StationResult
from mity.runs.state import RunState, Status
from mity.suggest import did_you_mean
from mity.text.records import dataclass
from mity.workflow.expressions import bare, evaluate

GO, RETRY, QUIT = "go", "retry", "quit"
"""What a person can have a run do where it halts."""


@dataclass(frozen=True, slots=True)
class Halt:
    """Where a run stands: before `step`, or behind it when `failed` is the result of it."""

    frame: Frame
    step: PlannedStep
    root: Frame
    recorder: Recorder
    redactor: Redactor
    failed: StationResult | None = None

    @property
    def level(self) -> int:
        """How deep the step is in workflows that are called and in lists."""
        return self.step.address.count(NESTED) + self.step.address.count("[")

    @property
    def before(self) -> str:
        """The key of the step of this workflow that ended last and can be tried again; empty where there is none."""
        keys = {step.key for step in self.root.plan.steps() if step.child is None and not step.loop}
        last = next(iter(reversed(self.root.log.results)), "")
        return last if self.frame is self.root and last in keys and not self.root.plan.workflow.machine else ""

    def steps(self) -> list[tuple[str, Status | None]]:
        """Every step that is known, with how it ended."""
        log = self.root.log
        return [(key, log.results[key].status if key in log.results else None) for key in log.stations]

    def evaluate(self, text: str) -> Any:
        """The value of an expression here, or what a step gave, as plain data. Raises ExpressionError, UsageError."""
        log = self.root.log
        if "/" in text or text in log.results:
            result = log.results.get(self.find(text))
            if result is None:
                return None
            return {"status": result.status.value, "message": result.message, "outputs": hide(dict(result.outputs))}
        return hide(_plain(evaluate(bare(text), self.frame.names())))

    def find(self, word: str) -> str:
        """The key of the step that a key, an address or a tail of one names. Raises UsageError."""
        log = self.root.log
        addresses = {key: key for key in log.stations} | {step.key: step.address for step in self.root.plan.steps()}
        exact = [key for key, address in addresses.items() if word in (key, address)]
        found = exact or [key for key, address in addresses.items() if names(address, key, word)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"'{word}' names several steps: {', '.join(found)}; name one in full")
        raise UsageError(f"there is no step '{word}': {did_you_mean(word, addresses)}")

    def set(self, word: str, output: str, value: Any, by: str) -> str:
        """Gives an output of a step that has passed another value; the run proves nothing any more.

        Returns the key of the step. Raises UsageError, StorageError.
        """
        key, log = self.find(word), self.root.log
        result = log.results.get(key)
        if result is None or not result.status.passed:
            raise UsageError(f"step '{key}' has not passed, so it has no outputs that could be changed")
        planned = next((step for step in self.root.plan.steps() if step.key == key), None)
        try:
            given = checked_outputs({output: of_type(planned.step, output, value) if planned else value})
        except OutputError as error:
            raise UsageError(str(error)) from error
        address = planned.address if planned else key
        self.recorder.emit(events.DEBUG_SET, address, key, outputs=given, by=by, at=utc_now())
        if self.frame is not self.root and key in {step.key for step in self.frame.ids().values()}:
            self.frame.context.merge_outputs(given)
        return key


class Halts:
    """Where one run halts; without a debugger nowhere."""

    def __init__(self, root: Frame, recorder: Recorder, redactor: Redactor, debugger: Debugger | None) -> None:
        self._root = root
        self._recorder = recorder
        self._redactor = redactor
        self._debugger = debugger
        self._left = False

    def before(self, frame: Frame, step: PlannedStep) -> Flow:
        """Halts before a step that is due; it ends in an End."""
        halt = Halt(frame, step, self._root, self._recorder, self._redactor)
        if self._debugger is None or not (self._left or self._debugger.halts(halt)):
            return None
        yield Quiet()  # what was said meanwhile, beside this step, counts here as well
        return self._end(halt, self._asked(halt)) if self._left or self._debugger.halts(halt) else None

    def behind(self, frame: Frame, step: PlannedStep) -> Flow:
        """Halts behind a step that failed; it ends in an End, in a Goto to the step itself where it is to run again."""
        result = self._root.log.results.get(step.key)
        if self._debugger is None or self._left or result is None or result.status is not Status.FAILED:
            return None
        yield Quiet()
        halt = Halt(frame, step, self._root, self._recorder, self._redactor, result)
        return self._end(halt, self._asked(halt))

    def _asked(self, halt: Halt) -> str:
        """What the person says, who is asked no more after leaving."""
        assert self._debugger is not None
        answer = QUIT if self._left else self._debugger.ask(halt)
        self._left = answer == QUIT
        return answer

    def _end(self, halt: Halt, answer: str) -> End:
        if answer == QUIT:
            where = "behind" if halt.failed else "before"
            return Stop(RunState.PAUSED, f"stopped {where} '{halt.step.key}'")
        if answer == RETRY and halt.failed:
            self._recorder.emit(events.STEP_REWOUND, steps=[halt.step.key])
            return Goto(halt.step.key)
        return Goto(halt.before) if answer == RETRY and halt.before else None


def _plain(value: Any) -> Any:
    """A value of an expression as data of its own: mappings that are made when they are asked for as well."""
    if isinstance(value, Mapping):
        return {name: _plain(value[name]) for name in value}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
