"""Healing wired to a run: the agents as the loop's classifier and fix_source, the project as its bench."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mity.changes.snapshot import State
from mity.command import Command, Outcome, Overrides
from mity.healing.applier import FixApplier
from mity.healing.fix_history import FixHistory
from mity.healing.guardrails import Guardrails
from mity.healing.loop import Healed, Healer
from mity.healing.model import AttemptResult, Diagnosis, ErrorType, Fix, Proposal
from mity.healing.rules import AgentRegistry, FailureContext
from mity.healing.scopes import NO_TERMS, HealingTerms
from mity.healing.session import FixAttempt, HealingSession
from mity.healing.user_memory import UserMemory
from mity.projects.app_record import owned_digests
from mity.stacks.model import Stack
from mity.text.records import dataclass

_SIGNALLED = (130, 143, -2, -15)
"""Exit codes of what somebody asked to end; mity does so itself when the time of a command is up."""


@dataclass(frozen=True, slots=True)
class HealingTarget:
    """The project to be healed: its folder, its stack, how commands are found and run in it, and the run that heals.

    `station` is the step; `stage` what it does (build, test, launch) where its name does not say so; `terms` what its
    definition says of repairs.
    """

    root: Path
    stack: Stack | None
    station: str
    tools: Mapping[str, str]
    run: Callable[[Command], Outcome]
    commands: Callable[[str], tuple[Command, ...]]
    run_id: str = "mity"
    stage: str = ""
    terms: HealingTerms = NO_TERMS

    @property
    def at(self) -> str:
        """What the step does, or its name."""
        return self.stage or self.station


def heal(
    target: HealingTarget,
    agents: Callable[[], AgentRegistry],
    guardrails: Guardrails,
    first: AttemptResult,
    attempt: Callable[[Overrides], AttemptResult],
    note: Callable[[str], None],
    kept: Callable[[FixAttempt], None],
    only_plan: bool = False,
    began: Callable[[State], None] = lambda state: None,
) -> Healed:
    """Heals what made `first` fail, running `attempt` after each fix; `agents` is called only when it is needed.

    `kept` hears of each fix that helped before it becomes final, `began` of the state before each fix.
    """
    if not guardrails.enabled:
        return Healed(first, HealingSession())
    ignore, unkept = (target.stack.ignore, target.stack.passing) if target.stack else ((), ())
    applier = FixApplier(
        target.root,
        ignore,
        target.run,
        owner=target.station,
        run_id=target.run_id,
        terms=target.terms,
        unkept=unkept,
        began=began,
    )
    advisor = Advisor(target, agents)
    healer = Healer(advisor.classify, advisor, applier, guardrails, note, only_plan=only_plan, kept=kept)
    healed = healer.heal(first, attempt)
    UserMemory().take(healed.session.attempts)
    return healed


class Advisor:
    """What the loop asks for diagnoses and fixes: the agents, the history of the project and the memory of the user."""

    def __init__(self, target: HealingTarget, agents: Callable[[], AgentRegistry]) -> None:
        self._target = target
        self._agents = agents
        self._history = FixHistory(target.root)
        self._memory = UserMemory()

    def classify(self, trial: AttemptResult) -> Diagnosis:
        """The diagnosis of the agents; what no output can show (interrupted, timed out, not found) is known here."""
        outcome = trial.outcome
        tool = Path(outcome.command.argv[0]).name
        line = trial.problem or outcome.summary
        if outcome.interrupted or (outcome.exit_code in _SIGNALLED and not outcome.timed_out):
            return self._own(ErrorType.UNKNOWN, "mity-interrupted", "interrupted", line, tool)
        if outcome.timed_out and outcome.command.silence:  # what it printed when it was asked where it is says no cause
            return self._own(ErrorType.TEST, "mity-test-hangs", "timeout", line, tool)
        if outcome.never_started:
            return self._own(ErrorType.RUNTIME, "mity-command-not-started", "resource", line, tool)
        found = self._agents().classify(
            outcome.output,
            stack=self._target.stack.id if self._target.stack else "",
            stage=self._target.at,
            exit_code=outcome.exit_code if outcome.exit_code else 1,
            local_names=local_names(self._target.root),
        )
        if found is not None and found.error_type is not ErrorType.UNKNOWN:
            return found
        if outcome.not_found:
            return self._own(ErrorType.CONFIG, "mity-command-not-found", "toolchain", outcome.output or line, tool)
        if outcome.timed_out:
            return self._own(ErrorType.RUNTIME, "mity-timed-out", "timeout", line, tool)
        if trial.problem:
            return self._own(ErrorType.UNKNOWN, "mity-no-evidence", "evidence", line, tool)
        return found or self._own(ErrorType.UNKNOWN, "mity-unknown", "", line, tool)

    def specialist(self, diagnosis: Diagnosis) -> str:
        """The name of the specialist the diagnosis is routed to."""
        agents = self._agents()
        return agents.routes.get(diagnosis.error_type, agents.coordinator)

    def proposals(self, diagnosis: Diagnosis, trial: AttemptResult) -> Iterable[tuple[str, Proposal]]:
        """What the agents propose; the rule that repaired this fingerprint before, here or elsewhere, comes first."""
        target = self._target
        case = FailureContext(
            diagnosis,
            trial,
            target.root,
            target.stack,
            target.at,
            target.tools,
            owned_digests(target.root),
            target.commands,
            target.terms,
        )
        known = self._history.recall(diagnosis.fingerprint) or self._memory.recall(diagnosis.fingerprint)
        return self._agents().proposals(case, known)

    def learn(self, diagnosis: Diagnosis, fix: Fix) -> None:
        """Remembers what helped, unless it was only a second try."""
        if not fix.is_retry and diagnosis.fingerprint:
            self._history.learn(diagnosis.fingerprint, fix.rule)

    def _own(self, error_type: ErrorType, rule: str, kind: str, line: str, tool: str) -> Diagnosis:
        stage = self._target.at
        mark = f"{rule}:{stage}:{tool}"
        return Diagnosis(error_type, rule, kind, tool, stage, evidence=(line,), confidence=0.5, fingerprint=mark)


def local_names(root: Path) -> frozenset[str]:
    """Names that imports can mean in the project itself: its top-level modules and packages, with and without src/."""
    found: set[str] = set()
    for folder in (root, root / "src"):
        found |= {path.stem for path in folder.glob("*.py")}
        found |= {path.parent.name for path in folder.glob("*/*.py") if path.parent.name.isidentifier()}
    return frozenset(found)
