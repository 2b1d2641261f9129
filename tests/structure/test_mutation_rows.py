"""The table of changes that tests must notice is up to date: a row whose text is gone checks nothing any more."""

from __future__ import annotations

from mutation.table import ROOT, mutants


def test_the_text_of_each_row_is_in_one_place_and_its_tests_are_there() -> None:
    wrong = []
    for mutant in mutants():
        try:
            mutant.changed(ROOT)
        except LookupError as error:
            wrong.append(str(error))
        wrong += [f"{mutant.id}: there is no {path}" for path in mutant.tests if not (ROOT / path).exists()]
    assert not wrong, "\n".join(wrong)
