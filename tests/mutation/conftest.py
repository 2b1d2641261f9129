"""One copy of mity for all changes, and the score at the end."""

from __future__ import annotations

from collections import Counter

import pytest
from mutation.tree import Tree

SCORE = pytest.StashKey[Counter[tuple[str, str]]]()


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A copy of mity in which the tests pass."""
    made = Tree(tmp_path_factory.mktemp("mutants"))
    assert made.imported().startswith(str(made.root.parent)), "the copy's tests must use the copy's code"
    return made


@pytest.fixture
def score(request: pytest.FixtureRequest) -> Counter[tuple[str, str]]:
    """How many changes of each group were noticed, and by what."""
    return request.config.stash.setdefault(SCORE, Counter())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints the score."""
    counts = config.stash.get(SCORE, Counter())
    for group in sorted({group for group, _ in counts}):
        tried = sum(number for (one, _), number in counts.items() if one == group)
        missed = counts[group, "missed"]
        terminalreporter.write_line(f"{group}: {tried - missed} of {tried} changes noticed ({dict_of(counts, group)})")


def dict_of(counts: Counter[tuple[str, str]], group: str) -> str:
    """The counts of a group in words."""
    return ", ".join(f"{how} {number}" for (one, how), number in sorted(counts.items()) if one == group)
