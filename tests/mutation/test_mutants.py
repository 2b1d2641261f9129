"""Changes to what a verdict, proof, limit, journal, secret or exit code rests on: each must make a fast test fail.

Not part of the default run: `pytest -m mutation tests/mutation`, one change with `-k ID`. Each change is tried on the
tests of its row first, then on all fast tests; with MITY_MUTATION=narrow on those of its row only.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from mutation.table import ROOT, Mutant, mutants
from mutation.tree import Tree

pytestmark = [pytest.mark.mutation, pytest.mark.timeout(3000)]
MUTANTS = mutants()


@pytest.mark.parametrize("mutant", MUTANTS, ids=[one.id for one in MUTANTS])
def test_a_change_is_noticed(tree: Tree, mutant: Mutant, score: Counter[tuple[str, str]]) -> None:
    with tree.changed(mutant):
        if tree.test(*mutant.tests).failed:
            score[mutant.group, "by its tests"] += 1
        elif os.environ.get("MITY_MUTATION") != "narrow" and tree.test("-n", "2").failed:
            score[mutant.group, "by others"] += 1
        else:
            score[mutant.group, "missed"] += 1
            pytest.fail(f"no test notices it: {mutant.why}\n- {mutant.old}\n+ {mutant.new}")


def test_the_tests_of_the_rows_pass_without_a_change(tree: Tree) -> None:
    """A failing test would notice everything."""
    tests = sorted({one for mutant in MUTANTS for one in mutant.tests})
    trial = tree.test(*tests)
    assert not trial.failed, trial.text


def test_each_row_is_of_code_and_tests_that_are_there() -> None:
    wrong = []
    for mutant in MUTANTS:
        try:
            mutant.place(ROOT)
        except LookupError as error:
            wrong.append(str(error))
        wrong += [f"'{mutant.id}': there is no {path}" for path in mutant.tests if not Path(ROOT, path).exists()]
        wrong += [f"'{mutant.id}' changes nothing"] if mutant.old == mutant.new else []
    assert len({mutant.id for mutant in MUTANTS}) == len(MUTANTS)
    assert not wrong, "\n".join(wrong)
