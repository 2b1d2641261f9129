"""mity's workflow language: a definition read and checked, expressions evaluated, items of a list run, commands run."""

from __future__ import annotations

from pathlib import Path

from benchmarks.peers.expressions import EXPRESSIONS, NAMES, evaluations
from benchmarks.peers.probe import Probe, run
from mity import (
    ExecutionLog,
    Stage,
    Station,
    StationRegistry,
    StationResult,
    Step,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.workflow.core import Loop
from mity.workflow.expressions import evaluate
from mity.workflow.library import Library

_STEP = """\
      - name: s{0}
        if: success() && parameters.a == 'x'
        command: echo "${{{{ parameters.a }}}}" && test -n x{0}
        on_failure: retry
"""
_STEPS_A_STAGE = 50


class Trivial(Station):
    """A step that does nothing but say so."""

    name = "trivial"

    def __init__(self, probe: Probe) -> None:
        self._probe = probe

    def execute(self, context: WorkflowContext) -> StationResult:
        return StationResult.done("ok", self._probe.step(len(self._probe.stamps)))


def validate(probe: Probe) -> None:
    """A definition of N steps with conditions, values and retries, from its text to a checked workflow."""
    lines = ["name: big\nparameters: {a: {type: string, default: x}}\nstages:\n"]
    for number in range(probe.count):
        if number % _STEPS_A_STAGE == 0:
            lines.append(f"  - name: stage{number}\n    steps:\n")
        lines.append(_STEP.format(number))
    (probe.folder / "big.yaml").write_text("".join(lines), encoding="utf-8")
    Library(probe.folder).find("big.yaml")  # loads what the reading needs
    probe.start()
    found = Library(probe.folder).find("big.yaml")
    probe.stop()
    assert len(list(found.steps())) == probe.count


def expressions(probe: Probe) -> None:
    """N rounds of the expressions, each read once before, as conditions of a loop are."""
    evaluations(probe, [lambda text=text: evaluate(text, NAMES) for text in EXPRESSIONS])


def each(probe: Probe) -> None:
    """A trivial station for each of N items."""
    registry = StationRegistry()
    registry.register(Trivial(probe))
    step = Step("one", "trivial", {"item": "${{ item }}"})
    workflow = Workflow("bench", "Bench").add(Stage((step,), 1, "all", loop=Loop(list(range(probe.count)))))
    _executed(registry, workflow, probe)


def plain(probe: Probe) -> None:
    """N trivial stations in a row."""
    registry, workflow = StationRegistry(), Workflow("bench", "Bench")
    registry.register(Trivial(probe))
    for number in range(probe.count):
        workflow.station("trivial", id=f"s{number}", inputs={"item": number})
    _executed(registry, workflow, probe)


def commands(probe: Probe) -> None:
    """N command steps of `true`; what one takes over the same line given to `sh -c` is the figure."""
    workflow = Workflow("bench", "Bench")
    for number in range(probe.count):
        workflow.add(Stage((Step(f"s{number}", command="true"),)))
    _executed(StationRegistry(), workflow, probe)


def _executed(registry: StationRegistry, workflow: Workflow, probe: Probe) -> None:
    executor = WorkflowExecutor(registry)
    probe.start()
    log: ExecutionLog = executor.execute(workflow, WorkflowContext(_live(probe), "app", output_path=_live(probe)))
    probe.stop()
    assert log.state.value == "completed", log.error


def _live(probe: Probe) -> Path:
    folder = probe.folder / "live"
    folder.mkdir(exist_ok=True)
    return folder


if __name__ == "__main__":
    run({"validate": validate, "expressions": expressions, "each": each, "plain": plain, "commands": commands})
