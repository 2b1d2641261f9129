"""kill -9 at each change that a verb makes to a file, then what a person would do: the same result as undisturbed."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator

import pytest

from rotation import SPREAD
from verb_facts import (
    NOTHING,
    Killed,
    Outcome,
    Undisturbed,
    differences,
    end_left,
    facts_of,
    killed_at,
    outcome_of,
    remains_of,
    tree_of,
    undisturbed,
)
from verb_places import OTHERS, VERBS, Place, Shelf
from verb_server import Answer, VerbServer

SLICES = 48
"""One run of CI takes the moments of one slice, which are spread over each verb."""


class Known:
    """What the judge compares with, made when it is first asked for: verbs that nobody kills."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._runs: dict[str, Undisturbed] = {}
        self._others: dict[tuple[str, ...], list[Outcome]] = {}

    def run(self, name: str) -> Undisturbed:
        """The verb."""
        if name not in self._runs:
            self._runs[name] = undisturbed(self.shelf, VERBS[name])
        return self._runs[name]

    def others(self, name: str, words: tuple[str, ...]) -> list[Outcome]:
        """What another command line does on the project before the verb, and after it."""
        if (name, *words) not in self._others:
            verb = VERBS[name]
            before, after = self.shelf.place(verb.given), self.shelf.place(verb.given)
            earlier = after.runs()
            assert after.mity(*verb.words).code == verb.code
            outcomes = [outcome_of(before, words)[1], outcome_of(after, words, *(after.runs() - earlier))[1]]
            self._others[name, *words] = outcomes
        return self._others[name, *words]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Known]:
    with VerbServer() as server:
        yield Known(Shelf(server, tmp_path_factory.mktemp("verbs")))


def go_on(killed: Killed) -> Answer | None:
    """What a person does after a kill. None when the run had come to its end: nothing is left to do."""
    place = killed.place
    if not killed.run_id:
        return place.mity(*killed.verb.words)
    if place.log(killed.run_id).can_resume():
        return place.mity("resume")
    refused = place.mity("resume")
    assert (refused.code, "can be resumed" in refused.err) == (2, True), refused.text
    return None


def check(known: Known, name: str, moment: int) -> None:
    """Kills a verb at a moment, goes on, and judges what came of it."""
    run = known.run(name)
    killed = killed_at(known.shelf, VERBS[name], moment)
    if killed is None:
        return
    place, earlier = killed.place, killed.place.runs()
    check_sources(place, run, killed.when)
    done = go_on(killed)
    assert done is None or done.code == killed.verb.code, f"{killed.when}\n{done.text}"
    begun = place.runs() - earlier
    assert len(begun) == (not killed.run_id), f"{killed.when}: {begun} began as well"
    run_id = killed.run_id or begun.pop()
    unlike = differences(facts_of(place, run_id), run.facts)
    assert not unlike, f"{killed.when}: {unlike}"
    again = [row["station"] for row in place.log(run_id).history]
    expected = run.again  # a repair opens the proofs before it again, also where nobody kills anything
    more = Counter(again) - Counter(expected)  # files that appeared before the next process began reopen nothing there
    assert not more or name not in ("create-app", "heal"), f"{killed.when}: {again} was done and ran again"
    left = remains_of(place, run_id)
    if done is None:  # what the last act of a run would have removed goes with the next run
        left["litter"] = [path for path in left["litter"] if not path.endswith((".journal.jsonl", ".tmp"))]
    assert left == NOTHING, killed.when
    shutil.rmtree(place.root)


def check_sources(place: Place, run: Undisturbed, when: str) -> None:
    """A source that is repaired is as it was or as it will be, never between."""
    if "server.py" in run.before:
        text = (place.project / "server.py").read_text(encoding="utf-8")
        assert text.replace("import sys\n", "", 1) == run.source.replace("import sys\n", "", 1), when


def check_other(known: Known, name: str, words: tuple[str, ...], moment: int) -> None:
    """Kills a verb at a moment and tries another one: it names the run, or works as if there had been no kill."""
    killed = killed_at(known.shelf, VERBS[name], moment)
    if killed is None:
        return
    place, when = killed.place, f"{killed.when}, then {' '.join(words)}"
    before = tree_of(place.project, killed.run_id)
    done, made = outcome_of(place, words, killed.run_id)
    if done.code in (2, 5) and f"`mity resume {killed.run_id} --output {place.project}`" in done.err:
        assert len(done.err.splitlines()) == 1, f"{when}\n{done.text}"
        assert made.tree == before, f"{when}\n{done.text}"
    else:
        usual = known.others(name, words)
        as_usual = made.code in [one.code for one in usual] and made.tree in [one.tree for one in usual]
        between = (name, words[0], made.code) == ("heal", "add-feature", 0)  # what its first repair mended stays so
        assert as_usual or between, f"{when}\n{done.text}"
        if between and not as_usual:
            text = (place.project / "server.py").read_text(encoding="utf-8")
            assert text == known.run(name).source, f"{when}: proven without the second repair"
    end_left(killed.run_id)
    shutil.rmtree(place.root)


def slices() -> list[object]:
    """The numbers of the slices, each with its turn."""
    turn = pytest.mark.rotation
    return [pytest.param(n, marks=turn("kill-verbs", of=SLICES // SPREAD, unit=str(n))) for n in range(SLICES)]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(f"kill-{name}")) for name in VERBS])
@pytest.mark.parametrize("number", slices())
def test_a_kill_at_any_moment_of_a_verb_is_made_good(known: Known, name: str, number: int) -> None:
    moments = len(known.run(name).moments)
    assert moments > 100, "the verb was hardly listened to"
    for moment in range(1 + number, moments + 1, SLICES):
        check(known, name, moment)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("number", slices())
def test_after_a_kill_other_verbs_name_the_run_or_work_as_before(known: Known, number: int) -> None:
    names = list(OTHERS)
    name = names[number % len(names)]
    words = OTHERS[name][number // len(names) % len(OTHERS[name])]
    moments = len(known.run(name).moments)
    for moment in (1 + number * moments // SLICES, 1 + (number + SLICES // 2) % SLICES * moments // SLICES):
        check_other(known, name, words, moment)
