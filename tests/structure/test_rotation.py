"""Tests that take turns: each runs in exactly one slice of its group, the slices together are the group."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from rotation import SPREAD, STACK_RUNS, TURNS, Place, Turn, deal, parse_number

pytest_plugins = ("pytester",)
SUITE = """
import pytest

def test_always(): pass

@pytest.mark.rotation("letters", of=3)
@pytest.mark.parametrize("letter", "abcdefg")
def test_letter(letter): pass

@pytest.mark.rotation("numbers", of=2)
@pytest.mark.parametrize("number", [1, 2])
def test_number(number): pass
"""
GROUPS = st.dictionaries(st.sampled_from("abc"), st.integers(1, 9), min_size=1)


class Suite:
    """A small suite of its own, run by a pytest of its own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        pytester.makepyfile(test_small=SUITE)

    def __call__(self, *words: str) -> tuple[int, list[str], str]:
        """Exit code, names of the tests that passed, and everything that was printed."""
        without = [word for name in ("cacheprovider", "unraisableexception") for word in ("-p", f"no:{name}")]
        result = self.pytester.runpytest_inprocess("-v", "-p", "rotation", *without, *words)
        lines = [line.split(" ")[0] for line in result.outlines if " PASSED" in line]
        printed = result.stdout.str() + result.stderr.str()
        return int(result.ret), [line.partition("::")[2] for line in lines], printed


def test_the_groups_of_the_whole_suite_are_of_one_size_each() -> None:
    """A clash stops every run of the slow tests before the first of them, and the usual ones would not notice."""
    sizes: dict[str, dict[str, set[str]]] = {}
    own = Path(__file__)  # has small suites of its own as texts
    for path in {*own.parents[1].rglob("test_*.py")} - {own}:
        for name, of in re.findall(r'mark\.rotation\("([^"]+)", of=(\w+)', path.read_text(encoding="utf-8")):
            sizes.setdefault(name, {}).setdefault(of, set()).add(path.name)
    assert len(sizes) > 20
    assert {name: found for name, found in sizes.items() if len(found) > 1} == {}


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Suite:
    monkeypatch.delenv("MITY_ROTATION", raising=False)
    return Suite(pytester)


@pytest.mark.slow
def test_every_test_runs_when_no_number_is_given(suite: Suite) -> None:
    for words in ((), ("--rotation", "all")):
        code, passed, _ = suite(*words)
        assert (code, len(passed)) == (0, 10)


@pytest.mark.slow
def test_consecutive_runs_take_each_test_once_a_round(suite: Suite) -> None:
    runs = [suite("--rotation", str(number))[1] for number in range(17, 17 + 6 * SPREAD)]
    times = Counter(name for run in runs for name in run)
    assert times["test_always"] == 6 * SPREAD
    assert {name: count for name, count in times.items() if "letter" in name} == dict.fromkeys(
        [f"test_letter[{letter}]" for letter in "abcdefg"], 2
    )
    assert (times["test_number[1]"], times["test_number[2]"]) == (3, 3)


@pytest.mark.slow
def test_the_number_comes_from_the_environment_and_is_printed(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MITY_ROTATION", "1")
    _, passed, printed = suite()
    assert passed == ["test_always", "test_letter[b]", "test_number[2]"]
    assert "rotation: 1" in printed
    assert "7 deselected" in printed
    assert suite("--rotation", "0")[1] != passed


@pytest.mark.slow
def test_a_choice_of_tests_does_not_move_the_slices(suite: Suite) -> None:
    assert suite("--rotation", "1", "-k", "not letter[a]")[1] == suite("--rotation", "1")[1]


@pytest.mark.slow
def test_a_unit_has_its_turn_as_one(suite: Suite) -> None:
    mark = '@pytest.mark.rotation("letters", of=3, unit={unit})'
    tests = [
        f"{mark.format(unit=repr(unit))}\ndef test_{name}(): pass\n" for name, unit in zip("pqrs", "1212", strict=True)
    ]
    suite.pytester.makepyfile(test_small="import pytest\n\n" + "\n".join(tests))
    runs = [suite("--rotation", str(number))[1] for number in range(3 * SPREAD)]
    assert runs == [["test_p", "test_r"], ["test_q", "test_s"], *[[]] * (3 * SPREAD - 2)]


@pytest.mark.slow
def test_a_slow_test_waits_for_its_turn_without_a_mark(suite: Suite) -> None:
    suite.pytester.makepyfile(
        test_small="import pytest\n\n@pytest.mark.slow\n@pytest.mark.parametrize('n', range(9))\ndef test_n(n): pass\n"
    )
    suite.pytester.makeini("[pytest]\nmarkers =\n  slow: a slow one\n")
    runs = [suite("--rotation", str(number))[1] for number in range(SPREAD)]
    assert [len(run) for run in runs] == [3, 2, 2, 2]
    assert sorted(name for run in runs for name in run) == [f"test_n[{n}]" for n in range(9)]


@pytest.mark.slow
def test_stacks_that_build_for_long_share_the_runs_and_their_groups_count_those(suite: Suite) -> None:
    tests = "\n".join(
        f"""
@pytest.mark.xdist_group({stack!r})
def test_{short}(): pass

@pytest.mark.xdist_group({stack!r})
@pytest.mark.rotation("letters", of=2)
@pytest.mark.parametrize("letter", "abc")
def test_{short}_letter(letter): pass
"""
        for stack, short in (("java-springboot", "first"), ("electron-app", "last"), ("python-fastapi", "every"))
    )
    suite.pytester.makepyfile(test_small="import pytest\n" + tests)
    runs = [suite("--rotation", str(number))[1] for number in range(2 * STACK_RUNS)]
    every = [["test_every", *_letters("every", "abc"[n % 8 : n % 8 + 1])] for n in range(2 * STACK_RUNS)]
    first, last = (["test_first", *_letters("first", "ac")], ["test_first", *_letters("first", "b")]), ("ac", "b")
    assert runs[0] == every[0] + first[0], "what builds for long comes last"
    assert runs[STACK_RUNS] == every[STACK_RUNS] + first[1]
    for half, letters in enumerate(last):
        number = STACK_RUNS * half + STACK_RUNS - 1
        assert runs[number] == [*every[number], "test_last", *_letters("last", letters)]
    assert [run for n, run in enumerate(runs) if n % STACK_RUNS not in (0, STACK_RUNS - 1)] == [
        run for n, run in enumerate(every) if n % STACK_RUNS not in (0, STACK_RUNS - 1)
    ]


def _letters(name: str, letters: str) -> list[str]:
    return [f"test_{name}_letter[{letter}]" for letter in letters]


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["-1", "two", "1.5"])
def test_what_is_no_number_is_refused(suite: Suite, wrong: str) -> None:
    with pytest.raises(ValueError, match="give a number from 0, or all"):
        parse_number(wrong)
    code, passed, printed = suite(f"--rotation={wrong}")
    assert (code, passed) == (4, [])
    assert f"rotation '{wrong}': give a number from 0, or all" in printed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("marker", "told"),
    [
        (
            'rotation("letters", of=4)',
            f"rotation 'letters' has {3 * SPREAD} slices in one place and {4 * SPREAD} in another",
        ),
        ('rotation("other", of=0)', "rotation 'other' has 0 slices"),
        ('rotation("other")', 'write the marker as rotation("name", of=3)'),
        ("rotation(of=3)", 'write the marker as rotation("name", of=3)'),
    ],
)
def test_a_marker_that_is_none_stops_the_run(suite: Suite, marker: str, told: str) -> None:
    suite.pytester.makepyfile(test_wrong=f"import pytest\n\n@pytest.mark.{marker}\ndef test_it(): pass\n")
    code, passed, printed = suite()
    assert (code, passed) == (4, [])
    assert told in printed


@examples(100)
@given(
    GROUPS,
    st.lists(st.sampled_from("abc-"), max_size=40),
    st.integers(0, 1000),
    st.sampled_from([None, *range(STACK_RUNS)]),
)
def test_slices_are_disjoint_and_cover_the_suite(
    sizes: dict[str, int], names: list[str], start: int, phase: int | None
) -> None:
    places = [Place(name, sizes[name], str(i), phase) if name in sizes else None for i, name in enumerate(names)]
    turns = deal(places)
    for name, turn in zip(names, turns, strict=True):
        assert (turn is not None) == (name in sizes)
        if turn:
            assert [turn.comes(number) for number in range(start, start + turn.of)].count(True) == 1
    for name, of in sizes.items():
        dealt = Counter(turn.slice for turn in turns if turn and turn.group == name)
        runs = range(of) if phase is None else range(phase, STACK_RUNS * of, STACK_RUNS)
        assert max(dealt.values(), default=0) - min((dealt[number] for number in runs), default=0) <= 1


def test_each_test_of_this_suite_has_its_turn(request: pytest.FixtureRequest) -> None:
    """All that was collected, whatever part of it runs now."""
    turns: dict[str, Turn] = request.config.stash[TURNS]
    assert request.node.nodeid.partition("@")[0] not in turns, "this test always runs"
    for name, turn in turns.items():
        assert [turn.comes(number) for number in range(turn.of)].count(True) == 1, name


@pytest.mark.slow
def test_what_would_begin_when_the_time_is_over_is_skipped_and_named(suite: Suite) -> None:
    suite.pytester.makepyfile(
        test_small="import time\n\ndef test_first(): time.sleep(3.1)\ndef test_second(): raise AssertionError\n"
    )
    code, passed, printed = suite("-p", "time_limit", "-rs", "--minutes", "0.05")
    assert (code, passed) == (0, ["test_first"])
    assert "1 passed, 1 skipped" in printed
    assert "the time of this run is over (--minutes 0.05)" in printed
    code, passed, printed = suite("-p", "time_limit", "--minutes", "0")
    assert (code, passed) == (4, [])
    assert "--minutes 0: give a number above 0" in printed
