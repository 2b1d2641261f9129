"""What every form of the final report says in the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
_MOST = 20
_OF_STEPS = frozenset({"failed", "needs_input", "cancelled", "continued"})
"""What a step says of itself, which stands in its row."""
_COUNTED = ("collected", "passed", "failed", "skipped")


def outcome(report: Json) -> str:
    """How the run stands, in a word or two."""
    return str(report["verdict"] or report["state"].replace("_", " "))


def spent_by(agent: Mapping[str, Any]) -> str:
    """What a coding agent used, by its record: turns, tokens, dollars, as far as it told them."""
    told = [str(agent["name"])]
    if agent.get("turns") is not None:
        told.append(f"{agent['turns']} turns")
    if agent.get("input_tokens") or agent.get("output_tokens"):
        told.append(f"{agent['input_tokens']} + {agent['output_tokens']} tokens")
    cost = agent.get("cost_usd")
    told.append("cost not told" if cost is None else f"{cost:.4f} USD")
    return ", ".join(told)


def located(report: Json) -> list[tuple[str, str]]:
    """The first problems whose place is known: `file:line`, and what is said of it."""
    rows = [row for row in report["problems"] if row["file"] and row["rule"] not in _OF_STEPS]
    return [(f"{row['file']}:{row['line']}" if row["line"] else row["file"], row["message"]) for row in rows[:_MOST]]


def measures(report: Json) -> Iterator[tuple[str, str]]:
    """What was measured: a name and what is to be said of it."""
    tests = report["tests"]
    if tests:
        yield "Tests", ", ".join(f"{tests[name]} {name}" for name in _COUNTED if name in tests)
        if tests["added"] is not None:
            yield "Tests added", f"{tests['added']:+d} (from {tests['before']})"
    if report["coverage"] is not None:
        yield "Coverage", f"{report['coverage']} %"
    if report["agents"]:
        yield "Agents", "; ".join(spent_by(row) for row in report["agents"])
    if report["findings"]:
        yield "Findings", ", ".join(f"{count} {level}" for level, count in report["findings"].items())
