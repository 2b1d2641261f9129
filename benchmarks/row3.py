"""Row 3, one durable station: a run of N trivial stations against one fsynced JSON line each."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

from benchmarks.engines import DURABLE, Figures
from benchmarks.settings import Settings
from benchmarks.table import Line, Peer, Result, ms

GAP = 2.0
ENDS = 8.0
GROWTH = 1.2
OF_PARSING = 10.0
SIZES = {10: 15, 100: 9, 1000: 5, 10_000: 3}  # stations, and rounds
WITH_PEERS = (100, 1000)
NOTES = {"doit": " (not durable before the end)", "luigi": " (no fsync)"}
Rounds = dict[str, list[Figures]]


def measure(settings: Settings) -> Iterator[Result]:
    """Engine, floor and peers take turns; a round's ratio is against the floor of the same round."""
    length = settings.engines.line_length()
    for size, rounds in SIZES.items():
        if settings.quick and size > 1000:
            continue
        names = ["mity", "floor"]
        names += (*DURABLE, "doit") if size in WITH_PEERS[: 1 if settings.quick else None] else ()
        seen: Rounds = {name: [] for name in names}
        for _ in range(settings.rounds(rounds)):
            for name in names:
                seen[name].append(_chain(settings, name, size, length))
        yield from _lines(seen, size)
    yield from _loading(settings, 1000 if settings.quick else 10_000)


def _chain(settings: Settings, name: str, size: int, length: int) -> Figures:
    return settings.engines.figures(name, "chain", size, line=length)


def _lines(seen: Rounds, size: int) -> Iterator[Result]:
    mity, floor = _middle(seen, "mity", "step_ms"), _middle(seen, "floor", "step_ms")
    share = _ratio(seen, "mity", "floor", "step_ms")
    yield Line(3, f"a station of {size:,}, median gap", ms(mity / 1e3), f"fsynced line: {ms(floor / 1e3)}", share, GAP)
    if size == min(SIZES):  # in a longer run the ends are lost in the noise of its gaps
        ends = [_ends(figures, size) for figures in seen["mity"]]
        share = statistics.median(end / line["step_ms"] for end, line in zip(ends, seen["floor"], strict=True))
        what, reference = f"opening and closing a run of {size:,}", f"fsynced line: {ms(floor / 1e3)}"
        yield Line(3, what, ms(statistics.median(ends) / 1e3), reference, share, ENDS)
    if size == 10_000:
        share = statistics.median(f["last_tenth_ms"] / f["first_tenth_ms"] for f in seen["mity"])
        first, last = _middle(seen, "mity", "first_tenth_ms"), _middle(seen, "mity", "last_tenth_ms")
        yield Line(3, f"last tenth of {size:,}", ms(last / 1e3), f"first tenth: {ms(first / 1e3)}", share, GROWTH)
    for name in seen:
        if name not in ("mity", "floor"):
            mean, step = _middle(seen, name, "mean_ms"), _middle(seen, name, "step_ms")
            text = f"mean {ms(mean / 1e3)}, gap {ms(step / 1e3)}{NOTES.get(name, '')}"
            yield Peer(3, name, f"a step of {size:,}", text, _ratio(seen, name, "mity", "mean_ms"))


def _loading(settings: Settings, size: int) -> Iterator[Result]:
    """What a kill in the last of `size` stations left, read and gone on with, against parsing as many lines."""
    rounds = [_load(settings, size) for _ in range(settings.rounds(3))]
    for key, what in (("load_s", "read"), ("resume_s", "read and gone on with")):
        value = statistics.median(figures[key] for figures in rounds)
        share = statistics.median(figures[key] / figures["parse_s"] for figures in rounds)
        parse = statistics.median(figures["parse_s"] for figures in rounds)
        reference = f"{size:,} JSON lines parsed: {ms(parse)}"
        yield Line(3, f"{size:,} stations {what}", ms(value), reference, share, OF_PARSING)


def _load(settings: Settings, size: int) -> Figures:
    with settings.environments.scratch() as scratch:
        return settings.engines.figures("mity", "load", size, Path(scratch))


def _ends(figures: Figures, size: int) -> float:
    """What a run takes beside the gaps between its stations, in milliseconds."""
    return figures["mean_ms"] * size - figures["step_ms"] * (size - 1)


def _middle(seen: Rounds, name: str, key: str) -> float:
    return statistics.median(figures[key] for figures in seen[name])


def _ratio(seen: Rounds, one: str, other: str, key: str) -> float:
    return statistics.median(a[key] / b[key] for a, b in zip(seen[one], seen[other], strict=True))
