"""Changes to what a verdict, proof, limit, journal, secret or exit code rests on: each must make a default test fail.

No part of the default run: `pytest -m mutation tests/mutation`, one change with `-k ID`, which takes seconds; all take
an hour. Each change is tried on the tests of its row, then on those of its room and of what goes through everything.
With MITY_MUTATION=narrow only the tests of the row are asked.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from mutation.conftest import Score
from mutation.table import ROOT, Mutant, mutants
from mutation.tree import Tree

pytestmark = [pytest.mark.mutation, pytest.mark.timeout(3000)]
MUTANTS = mutants()
NARROW = os.environ.get("MITY_MUTATION") == "narrow"


@pytest.mark.parametrize("mutant", MUTANTS, ids=[one.id for one in MUTANTS])
def test_a_change_is_noticed(tree: Tree, mutant: Mutant, score: Score) -> None:
    with tree.changed(mutant):
        noticed = tree.test(*mutant.tests).failed or (not NARROW and tree.test(*mutant.room).failed)
    score.add(mutant, noticed)
    assert noticed, f"no test notices it: {mutant.why}\n- {mutant.old}\n+ {mutant.new}"


def test_the_tests_of_the_rows_pass_without_a_change(tree: Tree) -> None:
    """A failing test would notice everything."""
    tests = {one for mutant in MUTANTS for one in (*mutant.tests, *(() if NARROW else mutant.room))}
    trial = tree.test(*sorted(tests))
    assert not trial.failed, trial.text


def test_each_row_is_of_code_and_tests_that_are_there() -> None:
    wrong = []
    for mutant in MUTANTS:
        try:
            compile(mutant.changed(ROOT), mutant.file, "exec")
        except (LookupError, SyntaxError) as error:
            wrong.append(f"{mutant.id}: {error}")
        wrong += [f"{mutant.id}: there is no {path}" for path in mutant.tests if not Path(ROOT, path).exists()]
        wrong += [f"{mutant.id} changes nothing"] if mutant.old == mutant.new else []
    assert len({mutant.id for mutant in MUTANTS}) == len(MUTANTS), "two rows have the same id"
    assert not wrong, "\n".join(wrong)
