"""What the healing loop is given: what classifies failures, specialists who repair them, the project to work on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from mity.healing.model import AttemptResult, Diagnosis, Fix, Proposal


class Rejected(Exception):
    """A fix that must not be: it left its scope or touched what is protected. Everything was put back.

    `diff` is what it would have changed, if that is known.
    """

    def __init__(self, reason: str, diff: str = "") -> None:
        super().__init__(reason)
        self.diff = diff


class NotAllowed(Rejected):
    """A coding agent that may not ask its model: no key, or one that is not valid. Asking again is in vain."""


class Classifier(Protocol):
    """Understands a failed trial."""

    def __call__(self, trial: AttemptResult) -> Diagnosis:
        """The diagnosis; its type is Unknown when nothing is recognised."""
        ...


class FixSource(Protocol):
    """Asks the specialists."""

    def specialist(self, diagnosis: Diagnosis) -> str:
        """The name of the specialist the diagnosis is routed to."""
        ...

    def proposals(self, diagnosis: Diagnosis, trial: AttemptResult) -> Iterable[tuple[str, Proposal]]:
        """Specialist and proposal, best first. Made one by one: stop asking when one is taken."""
        ...

    def learn(self, diagnosis: Diagnosis, fix: Fix) -> None:
        """Remembers that `fix` repaired `diagnosis` here."""
        ...


class Change(Protocol):
    """A fix that was applied: either `keep` or `revert` is called, once."""

    @property
    def name(self) -> str:
        """The name of the change, unlike that of any other; empty when nothing was changed."""
        ...

    @property
    def diff(self) -> str:
        """What it changed, as a unified diff."""
        ...

    def keep(self) -> None:
        """It helped: what it changed stays. Raises StorageError."""
        ...

    def revert(self) -> list[str]:
        """Puts every byte back; returns the paths left alone because somebody else edited them meanwhile."""
        ...


class Applier(Protocol):
    """Applies fixes to the project."""

    def apply(self, diagnosis: Diagnosis, fix: Fix, limit_s: float) -> Change:
        """Snapshot, edits, commands (at most `limit_s` seconds), checks. Raises Rejected, with nothing changed."""
        ...
