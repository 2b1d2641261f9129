"""The task to make a feature that was asked for in words, as an agent is told it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mity.agents.coding.protocol import TaskLimits, quoted
from mity.text.records import dataclass

_LONGEST_WORD = 300


@dataclass(frozen=True, slots=True)
class FeaturePrompt:
    """One request: its `title`, what there is to know of the application, and where its new tests belong."""

    bounds: TaskLimits
    title: str
    about: Mapping[str, Any]
    new_only: tuple[str, ...]

    @property
    def time_s(self) -> float:
        """The most seconds."""
        return self.bounds.time_s

    @property
    def budget_usd(self) -> float:
        """The most dollars."""
        return self.bounds.budget_usd

    def to_json(self) -> str:
        """The order as the text of a JSON document."""
        about = {"request": self.title, "application": dict(self.about), "new_only": list(self.new_only)}
        return self.bounds.document({"task": "feature", **about})

    def prompt(self) -> str:
        """The order in words."""
        about = self.about
        return "\n".join(
            (
                f"Add a feature to the application in {self.bounds.workdir}. What its users want, in their own words:",
                "",
                *quoted([self.title]),
                "",
                f"The application: {about.get('name')}, {about.get('stack_title')} ({about.get('stack')}).",
                *_listed("Its features so far:", about.get("features", ())),
                *_listed("What its README says about extending it:", about.get("growing", ())),
                *_listed("These commands will prove your work, in the real project:", about.get("proofs", ())),
                "",
                "Read how the application is made first, and make the feature the way its own code is made.",
                "",
                *self.bounds.prompt_lines(),
                f"- Files that match one of these are tests; add new ones, leave all others as they are: "
                f"{' '.join(self.new_only)}",
                "",
                "The folder is a copy without version control, environments, build results and secrets, so the commands"
                " may not run there. Nobody reads your answer: afterwards a program takes your changes over, tries the"
                f" new tests without and with the rest, and runs every proof. You have {self.time_s:.0f} seconds.",
                "",
            )
        )


def _listed(title: str, lines: Iterable[str]) -> tuple[str, ...]:
    """A titled list of lines; nothing without lines."""
    found = [str(line)[:_LONGEST_WORD] for line in lines]
    return ("", title, *quoted(found)) if found else ()
