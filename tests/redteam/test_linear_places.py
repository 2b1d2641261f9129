"""What finds failing tests, their places and the words of a complaint is quick for the worst output."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from worst_inputs import pumps

from mity.agents import wording
from mity.stacks import failing, places
from rows import each

BOUND_S = 1.0
SIZE = 60_000
PATTERNS = {
    f"{module.__name__}.{name}": one
    for module in (failing, places, wording)
    for name, one in vars(module).items()
    if isinstance(one, re.Pattern)
}
OUTPUTS = {
    "items with lines below": "  1) x\n" + "      y y y\n" * 5_000,
    "items within items": "     1) x\n" * 5_000,
    "empty lines": "\n" * SIZE,
    "empty lines with spaces": "    \n" * 10_000,
    "one long word": "a@" * (SIZE // 2),
    "brackets": "(/" * (SIZE // 2) + ".js)",
    "dots": "a." * (SIZE // 2),
    "frames of Java": "\tat a.b.C.d(C.java:1)\n" * 3_000,
}


def seconds(pattern: re.Pattern[str], text: str) -> float:
    began = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - began


@pytest.mark.slow
@each("name", sorted(PATTERNS))
def test_each_pattern_is_quick_for_its_worst_input(name: str) -> None:
    pattern = PATTERNS[name]
    for before, piece in [*pumps(pattern.pattern, pattern.flags & ~re.UNICODE), ("", "a"), ("", " ")]:
        for step in (30, 2_000, SIZE):  # what grows faster than any power shows early
            text = before + piece * (step // max(len(piece), 1))
            for tail in ("", "\0", "\n\0"):
                assert seconds(pattern, text + tail) < BOUND_S, (before, piece, step, tail)


@each("name", sorted(OUTPUTS))
def test_an_output_is_read_in_little_time(tmp_path: Path, name: str) -> None:
    for number in range(200):
        (tmp_path / "src" / "main" / f"d{number}").mkdir(parents=True)
    began = time.process_time()
    failing.in_output(OUTPUTS[name], tmp_path)
    places.place(OUTPUTS[name], tmp_path)
    assert time.process_time() - began < BOUND_S
