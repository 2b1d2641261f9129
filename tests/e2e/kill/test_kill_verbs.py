"""kill -9 at each file operation of whole verbs, then what a person would do: the same result as undisturbed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from verb_server import Answer, VerbServer
from verb_stories import (
    NOTHING,
    VERBS,
    Place,
    Shelf,
    Undisturbed,
    Verb,
    facts_of,
    killed_at,
    remains_of,
    slice_of,
    tree_of,
    undisturbed,
)

SLICES = 24
Runs = Callable[[str], Undisturbed]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with VerbServer() as server:
        yield Shelf(server, tmp_path_factory.mktemp("verbs"))


@pytest.fixture(scope="module")
def expected(shelf: Shelf) -> Runs:
    """The undisturbed run of a verb, made when it is first asked for."""
    made: dict[str, Undisturbed] = {}

    def run(name: str) -> Undisturbed:
        if name not in made:
            made[name] = undisturbed(shelf, VERBS[name])
        return made[name]

    return run


def go_on(place: Place, verb: Verb, run_id: str) -> Answer | None:
    """What a person does after a kill. None when the run had come to its end: nothing is left to do."""
    if not run_id:
        return place.mity(*verb.words)
    if place.log(run_id).can_resume():
        return place.mity("resume")
    refused = place.mity("resume")
    assert (refused.code, "can be resumed" in refused.err) == (2, True), refused.text
    return None


def check(shelf: Shelf, verb: Verb, moment: int, run: Undisturbed) -> None:
    """Kills a verb at a moment and judges what comes of it."""
    killed = killed_at(shelf, verb, moment)
    if killed is None:
        return
    place, run_id, when = killed
    check_sources(place, run, when)
    known = place.runs()
    done = go_on(place, verb, run_id)
    assert done is None or done.code == verb.code, f"{when}\n{done.text}"
    new = place.runs() - known
    run_id = run_id or next(iter(new))
    assert not new - {run_id}, f"{when}: a second run began"
    assert facts_of(place, run_id) == run.facts, when
    left = remains_of(place, run_id)
    if done is None:
        left["litter"] = [name for name in left["litter"] if not name.endswith((".journal.jsonl", ".tmp"))]
    assert left == NOTHING, when
    shutil.rmtree(place.root)


def check_sources(place: Place, run: Undisturbed, when: str) -> None:
    """A file that was there before is as it was or as it will be, never between."""
    if "server.py" in run.before:
        now = tree_of(place.project)["server.py"]
        assert now in (run.before["server.py"], run.facts["tree"]["server.py"], *_fixed(place)), when


def _fixed(place: Place) -> list[str]:
    """server.py as the fix on trial makes it, which is kept or put back."""
    source = place.project / "server.py"
    text = source.read_text(encoding="utf-8")
    return (
        [tree_of(place.project)["server.py"]] if text.count("import sys\n") == 1 and text.endswith("ever()\n") else []
    )


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize(
    "number",
    [pytest.param(n, marks=pytest.mark.rotation("kill-verbs", of=SLICES, unit=str(n))) for n in range(SLICES)],
)
def test_a_kill_at_any_moment_of_a_verb_is_made_good(shelf: Shelf, expected: Runs, name: str, number: int) -> None:
    run = expected(name)
    assert len(run.moments) > 60, "the verb was hardly listened to"
    for moment in slice_of(run.moments, number, SLICES):
        check(shelf, VERBS[name], moment, run)
