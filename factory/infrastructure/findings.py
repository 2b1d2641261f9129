"""What looking at infrastructure found: how far it is proven, what is wrong with it, what could not be looked at."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from mity.text.records import dataclass, field


class Tier(StrEnum):
    """How far files of Terraform are proven, the least first. Linting is no proof and stands beside them."""

    PARSED = "parsed"
    FORMATTED = "formatted"
    VALIDATED = "validated"
    PLANNED = "planned"
    APPLIED = "applied"
    LINTED = "linted"


class Seen(StrEnum):
    """How a look ended; what could not be looked at is not good."""

    HELD = "held"
    BROKEN = "broken"
    UNSEEN = "not looked at"


@dataclass(frozen=True, slots=True)
class Look:
    """One look by one program; `problems` are sentences that name files and lines, `why` says what hindered it."""

    tier: Tier
    seen: Seen
    by: str
    problems: tuple[str, ...] = ()
    why: str = ""

    @classmethod
    def of(cls, tier: Tier, by: str, problems: tuple[str, ...] = ()) -> Look:
        """A look that took place."""
        return cls(tier, Seen.BROKEN if problems else Seen.HELD, by, problems)

    @classmethod
    def unseen(cls, tier: Tier, by: str, why: str) -> Look:
        """A look that could not be taken."""
        return cls(tier, Seen.UNSEEN, by, why=why)


@dataclass(frozen=True, slots=True)
class Findings:
    """All looks at one infrastructure."""

    looks: tuple[Look, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def problems(self) -> list[str]:
        """Everything that is wrong, each once."""
        return list(dict.fromkeys(problem for look in self.looks for problem in look.problems))

    @property
    def tier(self) -> Tier | None:
        """The highest tier that a program reached and no program denied."""
        held: Tier | None = None
        for tier in Tier:
            seen = [look.seen for look in self.looks if look.tier is tier]
            if tier is Tier.LINTED or Seen.BROKEN in seen:
                break
            held = tier if Seen.HELD in seen else held
        return held

    @property
    def not_looked_at(self) -> list[str]:
        """What could not be looked at and why, a sentence each."""
        unseen = [look for look in self.looks if look.seen is Seen.UNSEEN]
        return list(dict.fromkeys(f"not {look.tier.value} by {look.by}: {look.why}" for look in unseen))

    def reached(self, tier: Tier) -> bool:
        """True when a program reached the tier, and each other one as well that could look."""
        seen = [look.seen for look in self.looks if look.tier is tier]
        return Seen.HELD in seen and Seen.BROKEN not in seen

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data for the evidence."""
        by: dict[str, dict[str, str]] = {}
        for look in self.looks:
            by.setdefault(look.by, {})[look.tier.value] = look.seen.value
        said = {"tier": self.tier.value if self.tier else "none", "looks": by, "not_looked_at": self.not_looked_at}
        return {**said, **self.facts, **({"problems": self.problems} if self.problems else {})}
