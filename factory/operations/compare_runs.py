"""Two runs compared: definitions, parameters, steps, files."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any

from mity.engine.frame import PARAMETERS
from mity.runs.log import ExecutionLog

Json = dict[str, Any]


def compare(one: ExecutionLog, other: ExecutionLog, files: tuple[Mapping[str, str], Mapping[str, str]]) -> Json:
    """What differs between two runs, as plain data; `files` is what each changed, by path with its kind.

    Each member is empty where nothing differs; pairs are of the first run and of the second, null where one has none.
    """
    mine, theirs = one.context.metadata.get(PARAMETERS) or {}, other.context.metadata.get(PARAMETERS) or {}
    return {
        "runs": [one.run_id, other.run_id],
        "state": _pair(_state(one), _state(other)),
        "definition": _definitions(one, other),
        "parameters": _pairs(mine, theirs),
        "steps": _steps(one, other),
        "files": _pairs(*files),
    }


def _steps(one: ExecutionLog, other: ExecutionLog) -> Json:
    """What differs of each step: status, outputs and message; durations of all."""
    found: Json = {}
    for key in dict.fromkeys((*one.stations, *one.results, *other.stations, *other.results)):
        first, second = one.results.get(key), other.results.get(key)
        status = (first.status.value if first else None, second.status.value if second else None)
        row: Json = {"status": _pair(*status)}
        row["outputs"] = _pairs(first.outputs if first else {}, second.outputs if second else {})
        row["attempts"] = _pair(first.attempts if first else None, second.attempts if second else None)
        seconds = [round(result.duration_s, 3) if result else None for result in (first, second)]
        found[key] = {"duration_s": seconds, **{name: value for name, value in row.items() if value}}
    return found


def _state(log: ExecutionLog) -> str:
    return log.verdict.value if log.verdict else log.state.value


def _definitions(one: ExecutionLog, other: ExecutionLog) -> list[str]:
    return list(difflib.unified_diff(_lines(one), _lines(other), one.run_id, other.run_id, lineterm="", n=2))


def _lines(log: ExecutionLog) -> list[str]:
    return json.dumps(log.definitions(), indent=1, ensure_ascii=False).splitlines()


def _pairs(one: Mapping[str, Any], other: Mapping[str, Any]) -> Json:
    names = sorted({*one, *other})
    return {name: [one.get(name), other.get(name)] for name in names if one.get(name) != other.get(name)}


def _pair(one: Any, other: Any) -> list[Any]:
    return [one, other] if one != other else []
