"""Rules, and the specialists they belong to: who is asked about a failure, in what order, and what they may propose."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from pathlib import Path

from mity.coding.task import CodingAgent
from mity.command import Command
from mity.errors import DefinitionError
from mity.healing.log_reader import Classify, LogReader, understand_nothing
from mity.healing.model import AttemptResult, Diagnosis, ErrorType, Proposal
from mity.healing.scopes import NO_TERMS, HealingTerms
from mity.reading import read_bytes, read_text
from mity.stacks.model import Stack
from mity.text.build_words import opened
from mity.text.json_logs import expand
from mity.text.long_lines import shortened
from mity.text.records import dataclass, field


@dataclass(frozen=True, slots=True)
class FailureContext:
    """A failure as a rule sees it. Rules read the project and never write to it.

    `result` is the attempt that failed; `tools` maps the available tools to their programs; `owned` maps each file
    that mity generated to its SHA-256 at that time; `commands` gives the stack's commands for a verb such as
    install, as they would run here; `terms` are what the definition of the step says of repairs.
    """

    diagnosis: Diagnosis
    result: AttemptResult
    root: Path
    stack: Stack | None
    stage: str
    tools: Mapping[str, str] = field(default_factory=dict)
    owned: Mapping[str, str] = field(default_factory=dict)
    commands: Callable[[str], Sequence[Command]] = lambda verb: ()
    terms: HealingTerms = NO_TERMS

    @property
    def output(self) -> str:
        """What the failed command printed (bounded as in Outcome, long lines cut), structured logs expanded."""
        return shortened(opened(expand(self.result.outcome.output)))

    @property
    def ignore(self) -> tuple[str, ...]:
        """Names of generated folders: environments, caches, build results."""
        return self.stack.ignore if self.stack else ()

    def read(self, path: str) -> str | None:
        """The text of a project file, or None when it is not there or not UTF-8."""
        try:
            return read_text(self.root / path)
        except (OSError, ValueError):
            return None

    def read_bytes(self, path: str) -> bytes | None:
        """The bytes of a project file, or None when it is not there."""
        try:
            return read_bytes(self.root / path)
        except (OSError, ValueError):
            return None

    def inside(self, path: str) -> str | None:
        """A path as a tool printed it, relative to the project; None for generated, missing and outside files."""
        full = Path(path) if Path(path).is_absolute() else self.root / path
        try:
            relative = full.resolve().relative_to(self.root.resolve())
        except (ValueError, OSError):
            return None
        generated = set(relative.parts[:-1]) & set(self.ignore)
        return relative.as_posix() if full.is_file() and not generated else None


class Rank(IntEnum):
    """When a rule is asked: the lower its rank, the earlier."""

    FINAL = 0
    """First of all. If it proposes something no other rule is asked, because no other fix could help."""
    REMEMBERED = 1
    """What git itself has under the very name that is missed, ahead of rules that take a near name for it."""
    FACTUAL = 2
    """Before the usual rules: it examines the state of the project and does not rely on the class of the failure."""
    USUAL = 3
    """In the order of the specialists; the rule that fixed the same failure in this project before comes first."""
    LAST_RESORT = 4
    """After all others, even if it fixed the same failure before."""


class Rule(ABC):
    """One way to fix one kind of failure. Each rule is one file; logs and the fix history refer to it by its `id`.

    `title` says in one clause what it does. `former_id` is the id that older fix histories know a renamed rule by.
    """

    id: str
    title: str
    rank: Rank = Rank.USUAL
    former_id: str = ""

    @abstractmethod
    def propose(self, failure: FailureContext) -> Proposal | None:
        """A fix, or advice where a person must decide, or None if the failure is not this rule's. Writes nothing."""


@dataclass(frozen=True, slots=True)
class Specialist:
    """An agent with its rules, best first."""

    name: str
    description: str
    rules: tuple[Rule, ...]


class AgentRegistry:
    """The classifier, the specialists with their rules, and the coding agent if there is one.

    Filled by the packages of the entry point group `mity.agents`.
    """

    def __init__(self) -> None:
        self.specialists: dict[str, Specialist] = {}
        self.routes: dict[ErrorType, str] = {}
        self.classify: Classify = understand_nothing
        self.advise: Callable[[Diagnosis], str] = lambda diagnosis: ""
        self.coordinator = ""
        self.coding_agent: CodingAgent | None = None

    @property
    def log_reader(self) -> LogReader:
        """What says what broke in a log."""
        return LogReader(self.classify, self.advise, self.routes, self.coordinator)

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

    def proposals(self, failure: FailureContext, first: str = "") -> Iterator[tuple[str, Proposal]]:
        """The specialist's name and the proposal of each rule that has one, best first.

        Rules are asked by rank. Within a rank, the rule whose id is `first` (it helped before) leads; the specialist
        that the failure is routed to follows, then the coordinator, then all others, as the route may be wrong.
        """
        route = self.routes.get(failure.diagnosis.error_type, self.coordinator)
        names = dict.fromkeys((route, self.coordinator, *self.specialists))
        ordered = [self.specialists[name] for name in names if name in self.specialists]
        rules = [(one.name, rule) for one in ordered for rule in one.rules]
        rules.sort(key=lambda pair: (pair[1].rank, not first or first not in (pair[1].id, pair[1].former_id)))
        for name, rule in rules:
            if (proposal := _proposal(rule, failure)) is None:
                continue
            yield name, proposal
            if rule.rank is Rank.FINAL:
                return


def _proposal(rule: Rule, failure: FailureContext) -> Proposal | None:
    """What a rule proposes; nothing where a file of the project is nested too deeply to be understood."""
    try:
        return rule.propose(failure)
    except (RecursionError, MemoryError):
        return None
