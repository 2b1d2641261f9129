"""The command: `python -m benchmarks`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
from rich.console import Console

from benchmarks import (
    row1,
    row2,
    row3,
    row4,
    row5,
    row6,
    row7,
    row8,
    row9,
    row10,
    row11,
    row12,
    row13,
    row14,
    row15,
    row16,
)
from benchmarks.engines import Engines
from benchmarks.env import Environments
from benchmarks.settings import Settings
from benchmarks.table import Line, Result, show

ROWS: dict[int, Callable[[Settings], Iterator[Result]]] = {
    1: row1.measure,
    2: row2.measure,
    3: row3.measure,
    4: row4.measure,
    5: row5.measure,
    6: row6.measure,
    7: row7.measure,
    8: row8.measure,
    9: row9.measure,
    10: row10.measure,
    11: row11.measure,
    12: row12.measure,
    13: row13.measure,
    14: row14.measure,
    15: row15.measure,
    16: row16.measure,
}


def main() -> int:
    """Measures the wanted rows and prints them; returns 0, whatever the figures say."""
    words = _parser().parse_args()
    environments = Environments(words.peers)
    settings = Settings(environments, Engines(environments), words.quick, tuple(words.stacks))
    results: list[Result] = []
    for number in words.rows:
        print(f"row {number} …", file=sys.stderr)
        results += ROWS[number](settings)
    width = None if sys.stdout.isatty() else 160
    show(Console(width=width), results)
    if words.json:
        words.json.write_text(json.dumps(_document(results, words.quick), indent=2) + "\n", encoding="utf-8")
    return 0


def _document(results: list[Result], quick: bool) -> dict[str, object]:
    machine = {"cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()}
    return {
        "machine": machine,
        "quick": quick,
        "goals": [result.to_json() for result in results if isinstance(result, Line)],
        "peers": [result.to_json() for result in results if not isinstance(result, Line)],
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    cache = Path(platformdirs.user_cache_dir("mity")) / "benchmarks"
    parser.add_argument("--rows", type=_rows, default=list(ROWS), help="such as 1,3; default: all")
    parser.add_argument("--peers", type=Path, default=cache, metavar="DIR", help="environments, kept between runs")
    parser.add_argument("--stacks", type=_words, default=["python-fastapi"], help="those of rows 2 and 7: a,b")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON, too")
    return parser


def _words(text: str) -> list[str]:
    return text.split(",")


def _rows(text: str) -> list[int]:
    numbers = [int(part) for part in text.split(",")]
    if unknown := [number for number in numbers if number not in ROWS]:
        raise argparse.ArgumentTypeError(f"there is no row {unknown[0]}, choose from {', '.join(map(str, ROWS))}")
    return numbers


if __name__ == "__main__":
    sys.exit(main())
