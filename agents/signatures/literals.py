"""The longest literal text that a pattern cannot match without: a cheap test before the pattern itself."""

from __future__ import annotations

SHORTEST = 3
CLASSES = frozenset("dDwWsSbBAZ123456789")


def required_literal(pattern: str) -> str:
    """Longest run of plain characters outside groups, sets and optional parts; "" when there is none."""
    runs: list[str] = []
    current = ""
    depth = place = 0
    while place < len(pattern):
        char = pattern[place]
        place += 1
        if char == "\\":
            char, place = pattern[place], place + 1
            plain = char not in CLASSES and not char.isalnum()
        elif char == "[":
            place = _end_of_set(pattern, place)
            plain = False
        elif char in "()":
            depth += 1 if char == "(" else -1
            plain = False
        elif char == "|" and depth == 0:
            return ""
        else:
            plain = char not in "^$.*+?{|"
        if depth == 0 and char in "*?{" and not plain:
            current = current[:-1]
        if char == "{" and not plain:
            place = pattern.index("}", place) + 1
        if plain and depth == 0:
            current += char
        else:
            runs.append(current)
            current = ""
    best = max([*runs, current], key=len)
    return best if len(best) >= SHORTEST else ""


def _end_of_set(pattern: str, place: int) -> int:
    """The offset behind the `]` that closes a set opened just before `place`."""
    if pattern[place] == "^":
        place += 1
    place += 1  # a first ] is a member
    while pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return place + 1
