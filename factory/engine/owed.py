"""What the success of a step asks for and a kill kept from being done."""

from __future__ import annotations

from mity.engine.plan import PlannedStep
from mity.runs.keys import HOOKS
from mity.runs.log import ExecutionLog
from mity.runs.result import AFTER_FAILURE, REUSED
from mity.workflow.parts import Rule


def action_key(step: PlannedStep, number: int) -> str:
    """The key of an action for the success of a step; the first has the number 1."""
    return f"{HOOKS[0]}{step.key}.{number}"


def owed(log: ExecutionLog, step: PlannedStep) -> bool:
    """Whether a step has succeeded in this run and an action for its success has no result yet.

    The sum of a list owes nothing: what its items ask for is done for each of them.
    """
    result = log.results.get(step.key)
    if step.loop or result is None or not result.success or result.extra.get(REUSED):
        return False
    numbers = range(1, len(step.step.on_success) + 1)
    return result.reason != AFTER_FAILURE and any(action_key(step, number) not in log.results for number in numbers)


def reserved(log: ExecutionLog, key: str) -> str:
    """The id of the run that the action `key` had triggered when a kill kept its result from the log, or nothing."""
    results = [result.evidence for name, result in log.results.items() if name == key]
    results += [row["result"].get("evidence") or {} for row in log.history if row["station"] == key]
    told = {str(evidence.get("run")) for evidence in results}
    return next((row["run"] for row in log.triggered if row["key"] == key and row["run"] not in told), "")


def fired_before(log: ExecutionLog, within: str, number: int, rule: Rule) -> bool:
    """Whether a condition of a workflow fired in a run whose log is from before these had names of their own.

    They stood at `conditions[0]`, `within` before it, which may be the address of a step's item as well.
    """
    known = log.progress.conditions.get(f"{within}conditions[{number - 1}]")
    done = rule.then is None or f"{HOOKS[0]}{within}conditions.{number}" in log.results
    return known is not None and known["text"] == rule.condition and bool(known["value"]) and done


def settled(log: ExecutionLog, step: PlannedStep) -> bool:
    """Whether a step has passed and what its success asks for is done."""
    return log.passed(step.key) and not owed(log, step)
