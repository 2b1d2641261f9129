"""The outer limits of one healing."""

from __future__ import annotations

from typing import ClassVar

from mity.healing.model import ErrorType
from mity.healing.session import HealingSession
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Guardrails:
    """Whether to heal, and for how long: fixes per error type, fixes in all, seconds, fixes in a row without progress.

    The names are those of the log and of the table [healing] in `.mity/config.toml`. Raises ValueError for a limit
    below zero.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    max_attempts_per_error: int = 5
    max_total_iterations: int = 15
    max_healing_time_secs: float = 300.0
    max_consecutive_failures: int = 3
    enabled: bool = True

    def __post_init__(self) -> None:
        for name, limit in self.to_json().items():
            if limit < 0:
                raise ValueError(f"{name} is {limit}: use 0 or more")

    def exceeded(self, session: HealingSession, error_type: ErrorType, elapsed_s: float) -> str:
        """Which limit is reached, in words, or an empty string."""
        tried = session.attempts_by_type.get(error_type.value, 0)
        if tried >= self.max_attempts_per_error:
            return f"{tried}/{self.max_attempts_per_error} fixes for {error_type} are used up"
        if session.iterations >= self.max_total_iterations:
            return f"{session.iterations}/{self.max_total_iterations} fixes are used up"
        if session.consecutive_failures >= self.max_consecutive_failures:
            return f"{session.consecutive_failures}/{self.max_consecutive_failures} fixes in a row made no progress"
        if elapsed_s >= self.max_healing_time_secs:
            return f"the time for healing is used up ({elapsed_s:.0f}/{self.max_healing_time_secs:g} s)"
        return ""

    def to_json(self) -> dict[str, float]:
        """Plain JSON data."""
        return {
            "max_attempts_per_error": self.max_attempts_per_error,
            "max_total_iterations": self.max_total_iterations,
            "max_healing_time_secs": self.max_healing_time_secs,
            "max_consecutive_failures": self.max_consecutive_failures,
        }
