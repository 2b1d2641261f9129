"""Healing wired to a run: the crew as the loop's classifier and consultant, the project as its bench."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mity.command import Command, Outcome
from mity.config import HealingConfig
from mity.healing.loop import Healed, Healer
from mity.healing.model import Adjust, Diagnosis, ErrorType, Fix, Proposal, Trial
from mity.healing.rules import Case, Crew
from mity.healing.session import HealingSession
from mity.stacks import Stack
from mity.system.memory import Memory
from mity.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Patient:
    """The project to be healed: its folder, its stack, and how commands are found and run in it."""

    root: Path
    stack: Stack | None
    station: str
    tools: Mapping[str, str]
    run: Callable[[Command], Outcome]
    commands: Callable[[str], tuple[Command, ...]]


def heal(
    patient: Patient,
    crew: Callable[[], Crew],
    config: HealingConfig,
    attempt: Callable[[Adjust], Trial],
    note: Callable[[str], None],
    only_plan: bool = False,
) -> Healed:
    """Runs `attempt` and heals it when it fails, within the guardrails of `config`; only then is `crew` called."""
    if not config.enabled:
        return Healed(attempt(Adjust()), HealingSession())
    bench = Workbench(patient.root, patient.stack.ignore if patient.stack else (), patient.run)
    desk = Desk(patient, crew)
    return Healer(desk.classify, desk, bench, config.guardrails, note, only_plan=only_plan).heal(attempt)


class Desk:
    """Classifier and consultant of the loop, made of a crew and the memory of the project."""

    def __init__(self, patient: Patient, crew: Callable[[], Crew]) -> None:
        self._patient = patient
        self._crew = crew
        self._memory = Memory(patient.root)

    def classify(self, trial: Trial) -> Diagnosis:
        """The crew's diagnosis; what no output can show (interrupted, timed out, not found) is known here."""
        outcome = trial.outcome
        tool = Path(outcome.command.argv[0]).name
        line = trial.complaint or outcome.summary
        if outcome.interrupted or outcome.exit_code in (130, 143, -2, -15):
            return self._own(ErrorType.UNKNOWN, "mity-interrupted", "interrupted", line, tool)
        found = self._crew().classify(
            outcome.output,
            stack=self._patient.stack.id if self._patient.stack else "",
            stage=self._patient.station,
            exit_code=outcome.exit_code if outcome.exit_code else 1,
            local_names=local_names(self._patient.root),
        )
        if found is not None and found.error_type is not ErrorType.UNKNOWN:
            return found
        if outcome.not_found:
            return self._own(ErrorType.CONFIG, "mity-command-not-found", "toolchain", outcome.output or line, tool)
        if outcome.timed_out:
            return self._own(ErrorType.RUNTIME, "mity-timed-out", "timeout", line, tool)
        if trial.complaint:
            return self._own(ErrorType.UNKNOWN, "mity-no-evidence", "evidence", line, tool)
        return found or self._own(ErrorType.UNKNOWN, "mity-unknown", "", line, tool)

    def specialist(self, diagnosis: Diagnosis) -> str:
        """The name of the specialist the diagnosis is routed to."""
        crew = self._crew()
        return crew.routes.get(diagnosis.error_type, crew.coordinator)

    def proposals(self, diagnosis: Diagnosis, trial: Trial) -> Iterable[tuple[str, Proposal]]:
        """What the crew proposes; the rule that mended this fingerprint here before comes first."""
        patient = self._patient
        case = Case(
            diagnosis,
            trial,
            patient.root,
            patient.stack,
            patient.station,
            patient.tools,
            owned_files(patient.root),
            patient.commands,
        )
        return self._crew().proposals(case, self._memory.recall(diagnosis.fingerprint))

    def learn(self, diagnosis: Diagnosis, fix: Fix) -> None:
        """Remembers what helped, unless it was only a second try."""
        if not fix.unchanged and diagnosis.fingerprint:
            self._memory.learn(diagnosis.fingerprint, fix.rule)

    def _own(self, error_type: ErrorType, rule: str, kind: str, line: str, tool: str) -> Diagnosis:
        stage = self._patient.station
        mark = f"{rule}:{stage}:{tool}"
        return Diagnosis(error_type, rule, kind, tool, stage, evidence=(line,), confidence=0.5, fingerprint=mark)


def local_names(root: Path) -> frozenset[str]:
    """Names that imports can mean in the project itself: its top-level modules and packages, with and without src/."""
    found: set[str] = set()
    for folder in (root, root / "src"):
        found |= {path.stem for path in folder.glob("*.py")}
        found |= {path.parent.name for path in folder.glob("*/*.py") if path.parent.name.isidentifier()}
    return frozenset(found)


def owned_files(root: Path) -> dict[str, str]:
    """The files that mity generated in a project, with the SHA-256 they had; empty for other projects."""
    try:
        files = json.loads((root / ".mity" / "ownership.json").read_bytes())["files"]
        return {str(path): str(entry["sha256"]) for path, entry in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
