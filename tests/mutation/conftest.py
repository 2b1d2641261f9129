"""One copy of mity for all changes, and the score at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from mutation.table import Mutant
from mutation.tree import Tree


@dataclass(slots=True)
class Score:
    """Which changes were noticed."""

    noticed: dict[Mutant, bool] = field(default_factory=dict)

    def add(self, mutant: Mutant, noticed: bool) -> None:
        """Takes in what became of one."""
        self.noticed[mutant] = noticed

    def lines(self) -> list[str]:
        """The score of all, and of those held out."""
        groups = {"all": list(self.noticed), "held out": [one for one in self.noticed if one.held_out]}
        return [f"{name}: {sum(self.noticed[one] for one in found)} of {len(found)}" for name, found in groups.items()]


SCORE = pytest.StashKey[Score]()


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A copy of mity in which the tests pass."""
    made = Tree(tmp_path_factory.mktemp("mutants"))
    assert made.imported().startswith(str(made.root.parent)), "the copy's tests must use the copy's code"
    return made


@pytest.fixture
def score(request: pytest.FixtureRequest) -> Score:
    """The score so far."""
    return request.config.stash.setdefault(SCORE, Score())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints the score."""
    if SCORE in config.stash:
        terminalreporter.section("changes noticed")
        for line in config.stash[SCORE].lines():
            terminalreporter.write_line(line)
