"""Rules and specialists: who looks at a diagnosis, and what they can propose."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mity.coding.task import CodingAgent
from mity.command import Command
from mity.errors import DefinitionError
from mity.healing.model import AttemptResult, Diagnosis, ErrorType, Proposal
from mity.stacks.model import Stack
from mity.text.json_logs import expand

Classify = Callable[..., Diagnosis | None]


@dataclass(frozen=True, slots=True)
class FailureContext:
    """A failure as a rule sees it. Rules read the project; only the bench writes.

    `output` is all that the failed command printed; `tools` maps the tools that are there to their programs;
    `owned` maps each file that mity generated to the SHA-256 it had then; `commands` gives the stack's commands
    for a verb such as install, as they would run here.
    """

    diagnosis: Diagnosis
    trial: AttemptResult
    root: Path
    stack: Stack | None
    stage: str
    tools: Mapping[str, str] = field(default_factory=dict)
    owned: Mapping[str, str] = field(default_factory=dict)
    commands: Callable[[str], Sequence[Command]] = lambda verb: ()

    @property
    def output(self) -> str:
        """Everything the failed command printed (bounded as in Outcome), entries of structured logs expand."""
        return expand(self.trial.outcome.output)

    @property
    def ignore(self) -> tuple[str, ...]:
        """Names of generated folders: environments, caches, build results."""
        return self.stack.ignore if self.stack else ()

    def read(self, path: str) -> str | None:
        """The text of a project file, or None when it is not there or not UTF-8."""
        try:
            return (self.root / path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def read_bytes(self, path: str) -> bytes | None:
        """The bytes of a project file, or None when it is not there."""
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return None

    def inside(self, path: str) -> str | None:
        """A path as a tool printed it, made relative to the project; None when it lies elsewhere or is not there."""
        full = Path(path) if Path(path).is_absolute() else self.root / path
        try:
            relative = full.resolve().relative_to(self.root.resolve())
        except (ValueError, OSError):
            return None
        generated = set(relative.parts[:-1]) & set(self.ignore)
        return relative.as_posix() if full.is_file() and not generated else None


class Rule(ABC):
    """One way to mend one kind of failure. A rule is one file; its `id` is stable and stands in logs.

    A rule of `last_resort` is asked when all others have no fix, also when it helped before. One that is `factual`
    goes by the state of the project, not by what the failure was called, and is asked before all others. Where a
    `final` rule has something to say nobody else is asked: no other fix and no second try can help.
    """

    id: str
    title: str
    last_resort: bool = False
    factual: bool = False
    final: bool = False

    @abstractmethod
    def applies(self, case: FailureContext) -> bool:
        """Whether the trigger is there. Must be quick and must not write."""

    @abstractmethod
    def plan(self, case: FailureContext) -> Proposal | None:
        """The fix, or advice where a person must decide, or None when a closer look shows nothing to do."""


@dataclass(frozen=True, slots=True)
class Specialist:
    """An agent with its rules, best first."""

    name: str
    description: str
    rules: tuple[Rule, ...]


class AgentRegistry:
    """Who understands failures, who mends them, and who undertakes wishes in words, if anybody does.

    Filled by the packages of the entry point group `mity.agents`.
    """

    def __init__(self) -> None:
        self.specialists: dict[str, Specialist] = {}
        self.routes: dict[ErrorType, str] = {}
        self.classify: Classify = lambda text, **about: None
        self.advise: Callable[[Diagnosis], str] = lambda diagnosis: ""
        self.coordinator = ""
        self.coding_agent: CodingAgent | None = None

    def add(self, specialist: Specialist) -> None:
        """Adds a specialist, or more rules for one that is there. Raises DefinitionError for a rule id in use."""
        taken = {rule.id for one in self.specialists.values() for rule in one.rules}
        for rule in specialist.rules:
            if rule.id in taken:
                raise DefinitionError(f"two fix rules are called '{rule.id}': choose another id")
        old = self.specialists.get(specialist.name)
        rules = (*old.rules, *specialist.rules) if old else specialist.rules
        description = old.description if old else specialist.description
        self.specialists[specialist.name] = Specialist(specialist.name, description, rules)

    def proposals(self, case: FailureContext, first: str = "") -> Iterator[tuple[str, Proposal]]:
        """Proposals for a case, best first.

        Factual rules, the rule `first` (it helped before), then those of the routed specialist, of the coordinator,
        and of everybody else, because the route itself may be wrong.
        """
        names = [self.routes.get(case.diagnosis.error_type, self.coordinator), self.coordinator, *self.specialists]
        ordered = [self.specialists[name] for name in dict.fromkeys(names) if name in self.specialists]
        rules = [(one.name, rule) for one in ordered for rule in one.rules]
        rules.sort(key=lambda pair: (not pair[1].final, pair[1].last_resort, not pair[1].factual, pair[1].id != first))
        for name, rule in rules:
            if rule.applies(case) and (proposal := rule.plan(case)) is not None:
                yield name, proposal
                if rule.final:
                    return
