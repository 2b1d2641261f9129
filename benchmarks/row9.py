"""Row 9, the workflow language: a large definition checked, expressions against CEL, items of a list."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from benchmarks.settings import Settings
from benchmarks.table import Line, Peer, Result, ms

STEPS = 1000
LIMIT_S = 0.3
ROUNDS = 20_000
ITEMS = 10_000
OF_PLAIN = 2.0
FLAT = 1.2


def measure(settings: Settings) -> Iterator[Result]:
    """In processes of their own; reading and checking without the start of the process."""
    took = [settings.engines.figures("language", "validate", STEPS)["took_s"] for _ in range(settings.rounds(5))]
    middle = statistics.median(took)
    yield Line(9, f"a definition of {STEPS:,} steps checked", ms(middle), "in s", middle, LIMIT_S)
    yield from _expressions(settings)
    yield from _items(settings)


def _expressions(settings: Settings) -> Iterator[Result]:
    seen: dict[str, list[float]] = {"language": [], "cel": []}
    for _ in range(settings.rounds(5)):
        for name, values in seen.items():
            values.append(settings.engines.figures(name, "expressions", ROUNDS)["each_us"])
    share = statistics.median(a / b for a, b in zip(seen["language"], seen["cel"], strict=True))
    mity, cel = statistics.median(seen["language"]), statistics.median(seen["cel"])
    yield Line(9, "an expression", f"{mity:.2f} µs", f"cel-expr-python: {cel:.2f} µs", share, 1.0)
    yield Peer(9, "cel-expr-python", "an expression, compiled before", f"{cel:.2f} µs", cel / mity)


def _items(settings: Settings) -> Iterator[Result]:
    count = ITEMS // 10 if settings.quick else ITEMS
    modes = ("each", "plain")
    seen = {mode: [settings.engines.figures("language", mode, count)] for mode in modes}
    for _ in range(settings.rounds(3) - 1):
        for mode in modes:
            seen[mode].append(settings.engines.figures("language", mode, count))
    each, plain = (statistics.median(one["step_ms"] for one in seen[mode]) for mode in modes)
    share = statistics.median(a["step_ms"] / b["step_ms"] for a, b in zip(seen["each"], seen["plain"], strict=True))
    yield Line(9, f"an item of {count:,}", ms(each / 1e3), f"a station: {ms(plain / 1e3)}", share, OF_PLAIN)
    growth = statistics.median(one["last_tenth_ms"] / one["first_tenth_ms"] for one in seen["each"])
    yield Line(9, f"last tenth of {count:,} items", "", "first tenth", growth, FLAT)
