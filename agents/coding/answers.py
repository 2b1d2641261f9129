"""What a coding agent answers: the last JSON object that it printed, whatever its program puts around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from mity.agents.coding.ledger import member
from mity.agents.coding.presets import Agent, documents

_LONGEST = 200_000
_BEGINS = re.compile(r"^[ \t]*\{", re.MULTILINE)
_COST = "total_cost_usd"


def answered(output: str, agent: Agent) -> dict[str, Any]:
    """The last JSON object of an agent's answer, without what it says of its cost; empty when there is none."""
    texts = [output]
    if agent.answer:
        said = [text for data in documents(output) if isinstance(text := member(data, agent.answer), str)]
        texts = said or texts
    paid = {_COST, agent.cost.partition(".")[0]}
    found: dict[str, Any] = {}
    for text in texts:
        for data in _objects(text[-_LONGEST:]):
            found = {name: value for name, value in data.items() if name not in paid} or found
    return found


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Each JSON object that begins a line, those within another one excepted."""
    decoder = json.JSONDecoder()
    at = 0
    while begin := _BEGINS.search(text, at):
        try:
            data, at = decoder.raw_decode(text, begin.end() - 1)
        except (ValueError, RecursionError):
            at = begin.end()
            continue
        yield data
