"""Durations as definitions write them: a number with a unit."""

from __future__ import annotations

from mity.text.patterns import regex

_DURATION = regex(r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?P<unit>ms|s|m|h|d)")
_WORDS = (("day", 86_400), ("hour", 3600), ("minute", 60))
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(text: str) -> float | None:
    """The seconds of `90s`, `10m`, `2h` or `7d`; None for anything else."""
    match = _DURATION.fullmatch(text)
    return float(match["number"]) * _UNITS[match["unit"]] if match else None


def spoken(duration_s: float) -> str:
    """A duration for people, in its two largest units: `2 days`, `1 hour 30 minutes`, `0.5 seconds`."""
    parts, rest = [], duration_s
    for word, length in _WORDS:
        count, rest = divmod(rest, length)
        parts += [(word, count)] if count else []
    parts += [("second", rest)] if rest or not parts else []
    return " ".join(f"{count:.15g} {word}{'' if count == 1 else 's'}" for word, count in parts[:2])
