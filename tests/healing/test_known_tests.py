"""Tests that a repair must not lose are known by what they are, not by the place that a set gave their parameters."""

from __future__ import annotations

from mity.healing.known_tests import KnownTests
from mity.stacks.counts import Counts


def counts(*names: str, failed: tuple[str, ...] = ()) -> Counts:
    every = frozenset((*names, *failed))
    return Counts(len(every), len(failed), passing=frozenset(names), ran=every, known=every)


def known(before: Counts) -> KnownTests:
    tests = KnownTests()
    tests.take(before)
    return tests


def test_parameters_that_come_in_another_order_are_the_same_tests() -> None:
    tests = known(counts("d::test[4-expected0-%Y]", "d::test[6-expected1-%C]", failed=("d::other",)))
    after = counts("d::test[4-expected1-%Y]", "d::test[6-expected0-%C]", "d::other")
    assert tests.objection(after) == ""
    assert tests.further(after) is True


def test_one_of_several_that_are_called_alike_is_missed() -> None:
    tests = known(counts("d::test[expected0]", "d::test[expected1]", failed=("d::other",)))
    assert tests.objection(counts("d::test[expected0]", "d::other")) == "after it d::test[~] #1 is gone"
    worse = counts("d::test[expected0]", "d::other", failed=("d::test[expected1]",))
    assert "failing that passed before" in tests.objection(worse)


def test_a_text_of_the_test_itself_is_kept() -> None:
    tests = known(counts("d::test[1985-W15]", "d::test2[a]", failed=("d::other",)))
    assert "gone" in tests.objection(counts("d::test[1985-W16]", "d::test2[a]", "d::other"))


def test_tests_that_end_otherwise_though_nothing_changed_are_named() -> None:
    tests = known(counts("t::a", "t::b", failed=("t::slow",)))
    assert tests.unsteady(counts("t::b", "t::slow", failed=("t::a",))).startswith(
        "t::a, t::slow are failing in one run"
    )
    assert tests.unsteady(counts("t::a", "t::b", failed=("t::slow",))) == ""
    assert tests.unsteady(None) == ""
