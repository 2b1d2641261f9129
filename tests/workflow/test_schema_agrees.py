"""Definitions changed by chance: what the reader takes the schema takes; what only the whole tells it leaves alone."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from test_keys import ROWS

from definition import STATIONS
from examples import examples
from mity.workflow.library import Library
from mity.workflow.load import definitions
from mity.workflow.mistakes import InvalidDefinition
from mity.workflow.schema import schema

pytestmark = pytest.mark.slow

VALIDATOR = Draft202012Validator(schema())
SHARING = (
    "common_steps: {c: {command: x, on_failure: {to: a, visits: 2}, next: b}}\n"
    "states: {a: {use: c}, b: {final: success}}",
    "abstract: true\ncommon_steps: {c: {command: x, on_failure: {to: a}, next: b}, d: {command: x, parallel: true}}",
    "common_steps: {c: {command: x, next: b}, d: {use: c, timeout: 1s}}\nstates: {b: {final: success}}",
    "extends: flow\ncommon_steps: {c: {command: x}}\nstages: [{name: s, steps: [{use: c, name: d}]}]",
)
"""Common steps of states, of nothing yet, of states that use none of them, and of stages."""
TEXTS = (*(row[1] for row in ROWS), *SHARING)
DOCUMENTS = [one.node.data for text in TEXTS for one in definitions(text, "flow.yaml")[:1]]
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 3, 2.5, "", "x", "10s", "a b", "1", "true", "*", "${{ parameters.n }}"),
    *([], ["x"], [1, None], {}, {"a": 1}, {"to": "x"}, [{"name": "q", "command": "y"}]),
)
OF_SHAPE = {"unknown-key", "wrong-type", "missing-key", "two-bodies"}
OF_THE_WHOLE = re.compile(
    r"there is no |needs a name of letters|unknown on_failure '.|unknown then|none of its values|a value of parameter"
    r"|nothing to run|is final, so nothing|is for definitions that list|in recovery step"
    r"|leads nowhere|must have either|no step can give|needs a step that fixes|cannot be the name|must not be empty"
    r"|does nothing in a|stands among the steps|needs `group:`|cron must|is called among|must be below the workspace"
    r"|parameter '.*' must be|is more than|must be a path|cannot be part|no rule of the|an environment variable"
)
"""Mistakes that need more than the form of a mapping, or rules of texts."""


OF_JOINED = re.compile(r"^step '\w+' has both \w+ and final")
"""Mistakes of a state together with the common step that it uses."""


def test_the_reader_and_the_schema_agree_about_forms(tmp_path: Path) -> None:
    chance = random.Random(13)  # as what is rare would fail by turns; another one is for who looks for more
    for _ in range(examples(1500).max_examples):
        data = changed(chance)
        (tmp_path / "flow.yaml").write_text(json.dumps(data))
        wrong = mistakes(tmp_path)
        told = [one.message for one in VALIDATOR.iter_errors(data)][:1]
        shown = f"{json.dumps(data)}: {wrong}, {told}"
        assert wrong or not told, f"only the schema refuses {shown}"
        shared = "common_steps" in data  # what comes of joining two is told where they are joined
        wrong = [one for one in wrong if not (shared and OF_JOINED.search(one))]
        assert told or all(OF_THE_WHOLE.search(one) for one in wrong), f"only the reader refuses {shown}"


def mistakes(folder: Path) -> list[str]:
    library = Library(folder)
    try:
        for one in library.definitions_in("flow.yaml"):
            library.check(one, STATIONS)
    except InvalidDefinition as error:
        return [one.message for one in error.mistakes if one.code in OF_SHAPE] or ["there is no such name"]
    return []


def changed(chance: random.Random) -> Any:
    """A right definition in which one place is missing, another value, another key, or that of another definition."""
    data = copy.deepcopy(chance.choice(DOCUMENTS))
    *way, last = chance.choice([one for one in places(data) if one])
    holder, how = at(data, way), chance.randrange(4)
    if how == 0:
        del holder[last]
    elif how == 1 or not isinstance(holder, dict):
        holder[last] = copy.deepcopy(chance.choice(ODD))
    elif how == 2:
        other = chance.choice(DOCUMENTS)
        place = chance.choice([one for one in places(other) if one and isinstance(one[-1], str)])
        holder[place[-1]] = copy.deepcopy(at(other, place))
    else:
        holder[f"{last}z"] = holder.pop(last)
    return data


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield way
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in pairs:
        yield from places(one, (*way, key))


def at(value: Any, way: Any) -> Any:
    for key in way:
        value = value[key]
    return value
