"""The stations of a fleet on one repository: its clone, the verb's own run in it, and what is proposed of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from fleet_work import ASK, CHANGE, UP, FleetWork, Many

from bench_station import StationBench
from harness import Mity, git
from mity.app import App
from mity.command import Command, Outcome
from mity.engine.registry import StationRegistry
from mity.fleet.change import branch_of
from mity.fleet.consent import fleet_item, is_trusted
from mity.fleet.member import Member
from mity.fleet.repositories import Entry
from mity.operations.run_workflow import RunOptions
from mity.redaction import Redactor
from mity.runs.log import ExecutionLog
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.stations import register
from mity.system.runner import Runner
from rows import each

_AS = ("-c", "user.name=A", "-c", "user.email=a@example.com")
ENDS = {
    "proven": CHANGE,
    "failed": f"{CHANGE}exit 1\n",
    "idle": "exit 1\n",
}


class ByFork(Runner):
    """Starts mity as a fork of one that is loaded, as tests of the command line do, and anything else as ever."""

    def __init__(self, mity: Mity) -> None:
        super().__init__(Redactor({}))
        self.mity, self.words = mity, [()]

    def run(self, command: Command, *more: Any, **how: Any) -> Outcome:
        if command.argv[:4] != (sys.executable, "-P", "-m", "mity"):
            return super().run(command, *more, **how)
        self.words.append(command.argv[4:])
        done = self.mity(*command.argv[4:], cwd=command.cwd)
        return Outcome(command, done.code, done.text)


class OneOfFleet(StationBench):
    """A fleet of one repository, `up.yaml` as its verb, and the stations that a fleet runs on each of its members."""

    def __init__(self, work: FleetWork, address: str, **given: Any) -> None:
        super().__init__(work.workspace / f"bench {address.rpartition('/')[2]}")
        (work.workspace / "up.yaml").write_text(UP)
        self.work, self.flow = work, str(work.workspace / "up.yaml")
        self.context.with_metadata("word", "word")
        self.services = replace(self.services, forges=Many(work.forges))
        self.scope.runner = self.runner = ByFork(work.mity)
        self.registry = StationRegistry()
        register(self.registry, self.services)
        entry = Entry(address)
        self.member = Member(self.context.workspace, "word", entry)
        self.given = {
            "repositories": [entry.to_json()],
            "verb": "run",
            "words": [self.flow],
            "trust": [],
            "word": "word",
            "repository": entry.to_json(),
            "pull_request": "changed",
            "base_branch": "main",
            "timeout_s": 60,
            **given,
        }
        self.branch = branch_of("run", [self.flow])

    def consent(self) -> None:
        self.services.consents.give([fleet_item(self.context.workspace, self.given)], keep=False)

    def at(self, station: str, **inputs: Any) -> StationResult:
        return self.run(station, **{**self.given, **inputs})

    def ran(self, answer: str = "") -> ExecutionLog:
        """A run of the verb in the clone, within this process."""
        app = App(self.member.clone)
        log = app.run(app.prepare_run(self.flow, RunOptions()))
        self.member.run_file.write_text(f"{log.run_id}\n")
        return log


def test_a_repository_runs_the_verb_in_a_clone_of_its_own(work: FleetWork) -> None:
    bench = OneOfFleet(work, work.on_forge("good"))
    first = work.head("good", "main")
    assert "begun by somebody else" in bench.at("run-verb").message
    bench.consent()
    gone = bench.at("run-verb")
    assert (gone.status, "is gone: begin a new fleet" in gone.message) == (Status.FAILED, True)
    assert bench.at("propose-change").message == "no run was begun, so there is nothing to propose"
    fetched = bench.at("fetch-repository")
    assert (fetched.evidence, fetched.claims) == ({"branch": "main", "commit": first}, False)
    assert git(bench.member.clone, "symbolic-ref", "--short", "HEAD") == bench.branch
    ran = bench.at("run-verb")
    assert (ran.proven, ran.evidence["state"], ran.evidence["exit_code"]) == (True, "proven", 0), ran.message
    run_id = bench.member.run_file.read_text()
    assert ran.evidence["run_id"] == run_id.strip()
    again = bench.at("run-verb")
    assert (again.evidence["run_id"], bench.member.run_file.read_text()) == (run_id.strip(), run_id), "its log is there"
    assert "begun by somebody else" in bench.at("run-verb", trust=["*"]).message
    assert bench.runner.words[1:] == [("run", bench.flow, "--run-id-file", str(bench.member.run_file))]


@each(
    ("script", "state", "status", "message"),
    [
        ("exit 1\n", "failed", Status.FAILED, "exited with 1"),
        (ASK, "waiting", Status.FAILED, "Is that right?"),
        (None, "passed", Status.DONE, ""),
    ],
)
def test_a_run_that_did_not_end_is_gone_on_with_and_its_end_is_that_of_the_step(
    work: FleetWork, script: str | None, state: str, status: Status, message: str
) -> None:
    name = state
    bench = OneOfFleet(work, work.on_forge(name, script or CHANGE), trust=["*/elsewhere", f"*/{name}"])
    if script is None:
        (work.workspace / "up.yaml").write_text("name: up\nsteps: [{name: change, command: sh do.sh}]\n")
    bench.consent()
    bench.at("fetch-repository")
    for words in (("run", bench.flow), ("resume", "RUN")):
        result = bench.at("run-verb")
        run_id = bench.member.run_file.read_text().strip()
        told = (result.evidence["state"], result.status, result.claims, result.evidence["run_id"])
        assert told == (state, status, status is Status.FAILED, run_id), result
        assert result.message.startswith(f"{state}: ") and message in result.message
        given = (*(run_id if one == "RUN" else one for one in words), "--trust", "--run-id-file")
        assert bench.runner.words[-1][:-1] == given
        if script is None:
            break


def test_what_a_run_changed_is_proposed_once_and_over_nobody_elses_work(work: FleetWork) -> None:
    url = work.on_forge("good")
    bench, forge = OneOfFleet(work, url), work.forges[url]
    bench.at("fetch-repository")
    bench.ran()
    first = bench.at("propose-change")
    pull = forge.pulls[1]
    shown = {"number": 1, "url": pull.url, "draft": False, "branch": bench.branch}
    made = git(bench.member.clone, "rev-parse", "HEAD")
    assert (first.evidence, work.head("good", bench.branch)) == ({"pull_request": shown, "commit": made}, made)
    assert first.message == f"Pull request 1: {pull.url}"
    assert (pull.base, pull.title) == ("main", "mity run up.yaml") and "- `a.txt` (+1 −1)" in pull.body
    assert "ended **proven**.\n" in pull.body
    again = bench.at("propose-change")
    assert (again.evidence, forge.writes) == (first.evidence, ["pull request 1"])

    git(bench.member.clone, *_AS, "commit", "--quiet", "--amend", "--message", "other")
    assert bench.at("propose-change").success and work.head("good", bench.branch) == made, "the same files"
    theirs = work.push("good", {"a.txt": "theirs\n"}, bench.branch)
    (bench.member.clone / "a.txt").write_text("newer\n")
    refused = bench.at("propose-change")
    assert (refused.status, f"{bench.branch} stands at {theirs[:10]}" in refused.message) == (Status.FAILED, True)
    assert work.head("good", bench.branch) == theirs
    bench.context.artifacts[f"pushed {bench.member.entry.slug}"] = [theirs]
    assert bench.at("propose-change").success, "this run pushed it, before it was killed"
    assert git(work.bare("good"), "show", f"{bench.branch}:a.txt") == "newer"

    forge.pulls[1] = replace(forge.pulls[1], open=False)
    declined = bench.at("propose-change")
    assert (declined.claims, declined.message) == (
        False,
        f"not proposed again, because pull request 1 was closed: {pull.url}",
    )
    forge.pulls[1] = replace(forge.pulls[1], merged=True)
    assert bench.at("propose-change").evidence["pull_request"]["number"] == 2, "what was merged was not declined"


def test_a_branch_of_an_earlier_fleet_is_taken_over_where_its_pull_request_tells(work: FleetWork) -> None:
    url = work.on_forge("good")
    bench, forge = OneOfFleet(work, url), work.forges[url]
    bench.at("fetch-repository")
    bench.ran()
    assert bench.at("propose-change").success
    (bench.member.clone / "a.txt").write_text("newer\n")
    forge.pulls[1] = replace(forge.pulls[1], author="eve")
    assert "which no fleet of yours pushed" in bench.at("propose-change").message, "of somebody else's fleet"
    forge.pulls[1] = replace(forge.pulls[1], author=forge.me)
    assert bench.at("propose-change").evidence["pull_request"]["number"] == 1


@each(
    ("name", "rule", "said", "draft"),
    [
        ("failed", "always", "Draft of pull request 1: ", True),
        ("idle", "always", "nothing changed", None),
        ("local", "changed", "is on no forge that takes pull requests", None),
    ],
)
def test_what_is_proposed_of_a_run_by_its_end_and_the_rule(
    work: FleetWork, name: str, rule: str, said: str, draft: bool | None
) -> None:
    place = f"{name}-{rule}"
    if name == "local":
        work.script(place)
        address = str(work.bare(place))
    else:
        address = work.on_forge(place, ENDS[name])
    bench = OneOfFleet(work, address, pull_request=rule)
    bench.at("fetch-repository")
    bench.ran()
    if draft:
        early = bench.at("propose-change", pull_request="changed")
        assert (early.message, early.claims) == ("not proposed, because the run did not come to its end", False)
    result = bench.at("propose-change")
    assert said in result.message, result
    assert result.evidence.get("pull_request", {}).get("draft") is draft
    assert result.status is (Status.UNAVAILABLE if name == "local" else Status.DONE)
    if draft:
        assert "ended **failed**: it is not proven." in work.forges[address].pulls[1].body


def test_a_repository_that_cannot_be_had_fails_alone(work: FleetWork) -> None:
    work.repository("empty", None)
    empty = OneOfFleet(work, str(work.bare("empty"))).at("fetch-repository")
    assert (empty.status, "has no branch that its HEAD names" in empty.message) == (Status.FAILED, True)


@each(
    ("address", "patterns", "trusted"),
    [
        ("https://a.example/x/y", ["https://a.example/x/*"], True),
        ("https://a.example/x/y", ["https://a.example/x"], False),
        ("https://a.example/x/y", ["nothing", "*"], True),
        ("https://a.example/x/y", [], False),
        ("https://a.example/X", ["https://a.example/x"], False),
    ],
)
def test_a_repository_is_trusted_by_its_whole_address(address: str, patterns: list[str], trusted: bool) -> None:
    assert is_trusted(address, patterns) is trusted
