"""How even the turns are: `python tests/support/turns.py RUN.xml …` prints the time of the slow tests of each run.

It takes what the tests took from JUnit files, such as those that `.ci/run` leaves in `.pytest_cache`; several of them
make up a whole round, or one of `MITY_ROTATION=all`. A test that none of them has counts as long as the others of its
function take, or of its module.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

import pytest

from rotation import TURNS, Turn

ROUND = 60
_ROOT = Path(__file__).parents[2]
_SHORT_S = 1.0


class Costs:
    """The seconds that tests took, by their names."""

    def __init__(self, files: Iterable[Path]) -> None:
        found: dict[str, list[float]] = defaultdict(list)
        for file in files:
            for case in ElementTree.parse(file).iter("testcase"):
                name = f"{case.get('classname')}.{case.get('name', '').partition('@')[0]}"
                for key in (name, name.partition("[")[0], str(case.get("classname"))):
                    found[key].append(float(case.get("time", 0)))
        self._known = {name: median(times) for name, times in found.items()}

    def of(self, test: str) -> float:
        """The seconds of a test by its id; those of its like where it is not known."""
        path, _, name = test.partition("::")
        module = path.removesuffix(".py").replace("/", ".")
        whole = f"{module}.{name.replace('::', '.')}"
        return next(
            (self._known[key] for key in (whole, whole.partition("[")[0], module) if key in self._known), _SHORT_S
        )


class _Collected:
    """A plugin that keeps the turns of all slow tests."""

    tests: list[str]
    turns: dict[str, Turn]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Is called when the tests are known."""
        self.tests = [item.nodeid for item in session.items]
        self.turns = session.config.stash[TURNS]


def loads(costs: Costs, tests: Iterable[str], turns: dict[str, Turn]) -> list[Counter[str]]:
    """The seconds of each run of a round, by the groups of the tests; those that always run are the group `always`."""
    runs: list[Counter[str]] = [Counter() for _ in range(ROUND)]
    for test in tests:
        turn = turns.get(test)
        for number, run in enumerate(runs):
            if turn is None or turn.comes(number):
                run[turn.group if turn else "always"] += costs.of(test)  # type: ignore[assignment]
    return runs


def main(words: list[str]) -> None:
    """Prints a line for each run: the seconds, and the groups that take most of them."""
    collected = _Collected()
    asked = ["-q", "-n", "0", "--collect-only", "-m", "stacks or slow or wild_row", "--rotation", "all"]
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(["--rootdir", str(_ROOT), *asked, str(_ROOT / "tests")], plugins=[collected])
    runs = loads(Costs(map(Path, words)), collected.tests, collected.turns)
    for number, run in enumerate(runs):
        most = ", ".join(f"{group} {seconds:.0f}" for group, seconds in run.most_common(6))
        print(f"{number:3} {sum(run.values()):7.0f} s  {most}")
    sums = [sum(run.values()) for run in runs]
    print(f"mean {sum(sums) / ROUND:.0f} s, most {max(sums):.0f} s, least {min(sums):.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
