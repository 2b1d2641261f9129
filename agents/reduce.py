"""A very long log cut down to the parts that can say what broke: linear, and bounded whatever it holds."""

from __future__ import annotations

LIMIT = 400_000  # characters a verdict ever looks at
HEAD, TAIL, BLOCK = 40_000, 140_000, 2_048
TRIGGERS = ("rror", "ERR", "FAIL", "ailed", "ailure", "xception", "annot", "anic", "atal", "not found", "in use")


def reduce(text: str) -> str:
    """Return `text` itself when short, else its head, its tail and the blocks between that mention a failure.

    Blocks are taken from both ends of the middle until the budget is spent, so the first failures and the last
    ones stay. Parts are joined by a line break, never inside a line that is shorter than a block.
    """
    if len(text) <= LIMIT:
        return text
    keep = _wanted(text)
    parts: list[str] = []
    start = -1
    for number in range(len(keep) + 1):
        if number < len(keep) and keep[number]:
            start = number if start < 0 else start
        elif start >= 0:
            parts.append(_whole_lines(text, start * BLOCK, number * BLOCK))
            start = -1
    return "\n".join(parts)


def _wanted(text: str) -> bytearray:
    """One flag per block: keep it or not."""
    count = -(-len(text) // BLOCK)
    hits = bytearray(count)
    for trigger in TRIGGERS:
        place = text.find(trigger)
        while place >= 0:
            hits[place // BLOCK] = 1
            place = text.find(trigger, (place // BLOCK + 1) * BLOCK)
    head, tail = HEAD // BLOCK, TAIL // BLOCK
    middle = [number for number in range(head, count - tail) if hits[number]]
    budget = (LIMIT - HEAD - TAIL) // BLOCK // 2
    keep = bytearray(count)
    for number in (*range(head), *range(count - tail, count), *middle[:budget], *middle[-budget:]):
        keep[number] = 1
    return keep


def _whole_lines(text: str, start: int, end: int) -> str:
    """The text between two offsets, widened to whole lines where the line ends within a block."""
    begin = text.rfind("\n", max(0, start - BLOCK), start) + 1 or start
    stop = text.find("\n", end, end + BLOCK)
    return text[begin : stop if stop >= 0 else end]
