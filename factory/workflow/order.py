"""Where the steps of a workflow are: what runs before what, what runs at the same time, what gives which output."""

from __future__ import annotations

from mity.workflow.model import Workflow
from mity.workflow.notes import Use

Why = tuple[str, str]
"""Why something cannot be read, and a hint."""


class Order:
    """The order of one workflow: numbers of steps from 0, stages by name, and who can see whom."""

    def __init__(self, workflow: Workflow) -> None:
        self.numbers: dict[str, int] = {}
        self.stages: dict[str, range] = {}
        self.checkpoints: list[str] = []
        self._machine = workflow.machine
        self._together: dict[int, range] = {}
        self._outputs: set[str] = set()
        self._open = False
        for stage in workflow.stages:
            first = len(self.numbers)
            for step in stage.steps:
                self.numbers.setdefault(step.id, len(self.numbers))
                self._outputs.update(step.outputs)
                self._open = self._open or bool(step.station or step.workflow or step.generate)
                if step.checkpoint is not None:
                    self.checkpoints.append(step.id)
            here = range(first, len(self.numbers))
            self.stages.setdefault(stage.name, here)
            if (stage.max_parallel > 1 or stage.parallel) and stage.loop is None:
                self._together.update((number, here) for number in here)
        for step in workflow.recovery.values():
            self._outputs.update(step.outputs)

    def hidden(self, name: str, use: Use) -> Why | None:
        """Why nothing of the step `name` can be read where `use` is; None when it can."""
        number = self.numbers[name]
        if self._machine or (number == use.step and use.settled):
            return None
        if number == use.step:
            return "is the one that begins here", "read steps that ran before it"
        if number in self._together.get(use.step, ()):
            return "runs at the same time", "put them in separate stages"
        return ("runs after this", f"move '{name}' above it") if number > use.step else None

    def stage_hidden(self, name: str, use: Use) -> Why | None:
        """Why nothing of the stage `name` can be read where `use` is; None when it can."""
        numbers = self.stages[name]
        if use.step in numbers:
            return "is the one that runs here", "read stages that ran before it"
        return ("runs after this", f"move '{name}' above it") if numbers.start > use.step else None

    def checkpoints_before(self, use: Use) -> bool:
        """True when a person may have answered a checkpoint by then."""
        return any(self.hidden(name, use) is None for name in self.checkpoints)

    def may_give(self, output: str) -> bool:
        """True when some step declares an output, or gives what it does not declare here."""
        return self._open or output in self._outputs
