"""What stations that heal have in common: adjusted commands, the result with its story, the question at the end."""

from __future__ import annotations

import dataclasses

from mity.command import Command
from mity.healing.loop import Healed
from mity.healing.model import Overrides
from mity.runs.result import NeedsInput, StationResult
from mity.stations.questions import OPTIONS


def with_overrides(command: Command, overrides: Overrides) -> Command:
    """The command as it is to be run this time."""
    limit = command.timeout if overrides.limit_s is None else min(command.timeout, overrides.limit_s)
    return dataclasses.replace(command, env={**command.env, **overrides.env}, timeout=limit)


def healed_result(result: StationResult, healed: Healed) -> StationResult:
    """The result with the story of the healing, when there was one."""
    return dataclasses.replace(result, healing=healed.to_json())


def ask_after(station: str, healed: Healed) -> StationResult:
    """The question after `station` failed and could not be healed: cause, everything tried, what a person can do."""
    trial, diagnosis, session = healed.trial, healed.diagnosis, healed.session
    broke = trial.problem or trial.outcome.summary
    kind = f"{diagnosis.error_type}, " if diagnosis else ""
    why = f" ({kind}{healed.stopped})" if healed.stopped else ""
    evidence = list(diagnosis.evidence) if diagnosis else []
    cause = [line.strip() for line in evidence if line.strip()] or trial.outcome.tail()
    tried = [str(attempt) for attempt in session.attempts] + [f"you could: {text}" for text in session.advice]
    question = NeedsInput(
        f"{station}: {broke}{why}. How shall mity go on?",
        tuple(cause),
        tuple(tried),
        OPTIONS,
        "abort",
        trial.outcome.command.line,
    )
    return healed_result(StationResult.needs_input(question), healed)
