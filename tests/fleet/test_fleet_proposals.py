"""Pull requests of a fleet: by the rule, once, and over nobody else's work."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fleet_work import ASK, CHANGE, HOST, SURE, FleetWork

from harness import git

pytestmark = pytest.mark.slow

HALF = f"{CHANGE}exit 1\n"
BRANCH = "mity/run-up-yaml"


def pulls(work: FleetWork, name: str) -> list[tuple[int, bool]]:
    """The number of each pull request of a repository, and whether it is open."""
    return [(number, one.open) for number, one in work.forges[f"{HOST}/{name}"].pulls.items()]


def branch(work: FleetWork, name: str) -> str:
    """The branch that the fleet made; empty when it made none."""
    listed = git(work.bare(name), "branch", "--list", f"{BRANCH}*", "--format=%(refname:short)")
    return listed.strip()


def test_what_changed_and_came_to_its_end_is_proposed_once(work: FleetWork) -> None:
    urls = [work.on_forge("good"), work.on_forge("half", HALF), work.on_forge("asks", ASK)]
    found = work.propose("changed", *urls, work.script("local"))
    assert (made := found["good"]["pull_request"]), found
    assert (found["good"]["state"], made["number"], made["draft"]) == ("proven", 1, False), found
    assert (found["half"]["state"], found["asks"]["state"]) == ("failed", "waiting")
    assert "on no forge" in found["local"]["message"]
    assert found["local"]["state"] == "unproven"
    assert [pulls(work, name) for name in ("good", "half", "asks")] == [[(1, True)], [], []]
    assert branch(work, "half") == ""
    assert git(work.bare("good"), "show", f"{branch(work, 'good')}:a.txt") == "new"
    assert git(work.bare("good"), "diff", "--name-only", "main", branch(work, "good")) == "a.txt"
    pull = work.forges[urls[0]].pulls[1]
    assert (pull.base, pull.title) == ("main", "mity run up.yaml")
    assert "- `a.txt` (+1 −1)" in pull.body
    tip, writes = work.head("good", branch(work, "good")), list(work.forges[urls[0]].writes)
    again = work.propose("changed", urls[0])
    assert again["good"]["pull_request"]["number"] == 1
    assert (pulls(work, "good"), work.head("good", branch(work, "good"))) == ([(1, True)], tip)
    assert work.forges[urls[0]].writes == writes


def test_always_proposes_what_a_run_left_as_a_draft(work: FleetWork) -> None:
    found = work.propose("always", work.on_forge("half", HALF), work.on_forge("idle", "exit 1\n"))
    assert found["half"]["pull_request"]["draft"] is True
    assert found["half"]["state"] == "failed"
    assert found["idle"]["pull_request"] is None
    assert pulls(work, "idle") == []
    assert "not proven" in work.forges[f"{HOST}/half"].pulls[1].body


def test_a_declined_change_is_not_proposed_again(work: FleetWork) -> None:
    url = work.on_forge("good")
    work.propose("changed", url)
    forge = work.forges[url]
    forge.pulls[1] = replace(forge.pulls[1], open=False)
    again = work.propose("changed", url)
    assert "pull request 1 was closed" in again["good"]["message"]
    assert pulls(work, "good") == [(1, False)]


def test_a_change_that_became_another_one_takes_the_same_pull_request(work: FleetWork) -> None:
    url = work.on_forge("good")
    work.propose("changed", url)
    work.push("good", {"do.sh": f"echo newer > a.txt\n{SURE}"})
    work.propose("changed", url)
    assert pulls(work, "good") == [(1, True)]
    assert git(work.bare("good"), "show", f"{branch(work, 'good')}:a.txt") == "newer"


def test_the_branch_of_somebody_else_stays(work: FleetWork) -> None:
    url = work.on_forge("good")
    work.propose("changed", url)
    name = branch(work, "good")
    theirs = work.push("good", {"a.txt": "theirs\n"}, name)
    found = work.propose("changed", url)
    assert found["good"]["state"] == "not proposed"
    assert "which no fleet of yours pushed" in found["good"]["message"]
    assert work.head("good", name) == theirs


def test_what_ran_in_a_clone_sends_the_change_nowhere_else(work: FleetWork) -> None:
    work.script("thief")
    here, there = work.bare("good"), work.bare("thief")
    url = work.on_forge("good", f'git config "url.{there}.insteadOf" "{here}"\n{CHANGE}')
    assert work.propose("changed", url)["good"]["pull_request"]
    assert branch(work, "good")
    assert branch(work, "thief") == ""


def test_a_kill_behind_the_push_opens_the_pull_request_later(work: FleetWork) -> None:
    url = work.on_forge("good")

    def ends(what: str) -> None:
        work.forges[url].breaks = lambda what: None
        raise KeyboardInterrupt

    work.forges[url].breaks = ends
    with pytest.raises(KeyboardInterrupt):
        work.propose("changed", url)
    (log,) = (work.workspace / ".mity" / "logs").glob("*.json")
    found = work.resume(log.stem)
    assert found["good"]["pull_request"]["number"] == 1
    assert pulls(work, "good") == [(1, True)]
    assert work.forges[url].writes == ["pull request 1"]


def test_the_repositories_of_an_owner(work: FleetWork) -> None:
    work.on_forge("good")
    work.on_forge("other")
    found = work.propose("never", orgs=(HOST,), match=("g*",))
    assert {name: row["state"] for name, row in found.items()} == {"good": "proven"}
