"""Every pattern by which a fix rule reads an output is quick for the worst input that can be derived from it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from worst_inputs import pumps

from mity.agents import fixes
from rows import each

SIZE = 24_000
"""What a rule sees at most: sixteen lines of 1,500 characters; here in one line."""
BOUND_S = 0.5
MOST_INPUTS = 24
SHARES = 4
OF_ONE_LINE = {
    *("general.markdown_fence._BEGINS", "node.undefined_name._STRICT", "general.toml_punctuation._UNQUOTED_END"),
    *("rust.rustc_suggestion._OWNED", "general.json_punctuation._TOKEN", "go.go_modules._GOOD"),
}
"""Patterns that are only matched where a line or a text begins."""


def patterns(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | set | frozenset | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from patterns(one)


def all_patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for module in pkgutil.walk_packages(fixes.__path__, f"{fixes.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            label = f"{module.name.removeprefix(f'{fixes.__name__}.')}.{name}"
            if label not in OF_ONE_LINE:
                found |= {f"{label} {n}": one for n, one in enumerate(patterns(value)) if isinstance(one.pattern, str)}
    return found


def seconds(pattern: re.Pattern[str], text: str) -> float:
    began = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - began


def slowest(pattern: re.Pattern[str]) -> tuple[float, str]:
    """The longest that a pattern takes, and for what; it is not tried further once that is too long."""
    worst = (0.0, "")
    for before, piece in [*pumps(pattern.pattern, pattern.flags & ~re.UNICODE)[:MOST_INPUTS], ("", "a"), ("", " ")]:
        for head, repeated in ((before, piece), ("", before + piece)):
            for size in (SIZE // 8, SIZE):
                text = (head + repeated * (size // max(len(repeated), 1)))[:size] + "\0"
                worst = max(worst, (seconds(pattern, text), f"{head[:40]}({repeated[:40]})*"))
                if worst[0] > BOUND_S:
                    return worst
    return worst


def test_there_are_many_patterns() -> None:
    assert len(all_patterns()) > 200


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.rotation("rules", of=SHARES)
@pytest.mark.parametrize("share", range(SHARES))
def test_each_pattern_of_a_rule_is_quick_for_its_worst_input(share: int) -> None:
    every = sorted(all_patterns().items())[share::SHARES]
    found = {name: slowest(pattern) for name, pattern in every}
    assert {name: one for name, one in found.items() if one[0] > BOUND_S} == {}


@pytest.mark.slow
@each("name", ["python.named_distribution._SAID 1", "python.unmet_version._ABSENT 5"])
def test_those_that_were_slow_are_quick_now(name: str) -> None:
    assert slowest(all_patterns()[name])[0] < BOUND_S
