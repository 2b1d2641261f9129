"""The healing loop behind its ports: scripted trials, a bench that only remembers, a clock that obeys."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from mity.changes.edit import Edit
from mity.command import Command, Outcome, Overrides
from mity.healing.advisor import Advisor, HealingTarget
from mity.healing.guardrails import Guardrails
from mity.healing.loop import Healed, Healer
from mity.healing.model import Advice, AttemptResult, Diagnosis, ErrorType, Fix, Proposal
from mity.healing.ports import Rejected
from mity.healing.rules import AgentRegistry, FailureContext, Rank, Rule, Specialist
from mity.stacks.counts import Counts
from mity.system.runner import Runner
from rows import each

FAR = Guardrails(1000, 1000, 1e9, 1000)
EDIT = (Edit("a.py", b"x"),)


def trial(fails: str = "", progress: int = 0, tests_collected: int | None = None, kind: str = "") -> AttemptResult:
    """A trial that fails with the fingerprint `fails` (`Type/name`), or ends well."""
    command = Command(("make", "it"))
    outcome = Outcome(command, 1 if fails else 0, fails, interrupted=kind == "interrupted")
    return AttemptResult(not fails, outcome, progress, tests_collected)


def understand(trial: AttemptResult) -> Diagnosis:
    """The fingerprint is the output; a type before a slash counts."""
    name, _, rest = trial.outcome.output.rpartition("/")
    kind = "interrupted" if trial.outcome.interrupted else ""
    error = ErrorType(name) if name else ErrorType.BUILD
    return Diagnosis(error, kind=kind, subject=rest, evidence=(f"{rest} broke",), fingerprint=trial.outcome.output)


def fixes(count: int = 99, **more: object) -> list[Fix]:
    """Fixes of different rules."""
    return [Fix(f"rule{n}", f"fix {n}", edits=EDIT, **more) for n in range(1, count + 1)]  # type: ignore[arg-type]


@dataclass
class Clock:
    """Seconds that pass when somebody says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Applier:
    """Remembers what was applied and taken back; `refuses` names rules whose fixes are rejected."""

    story: list[str]
    refuses: tuple[str, ...] = ()
    left: list[str] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)

    def apply(self, diagnosis: Diagnosis, fix: Fix, limit_s: float) -> Change:
        self.limits.append(limit_s)
        if fix.rule in self.refuses:
            self.story.append(f"rejected {fix.rule}")
            raise Rejected("it changed tests/test_a.py, which holds tests or gates", "the diff")
        self.story.append(f"applied {fix.rule}")
        self.left.append(fix.rule)
        return Change(self, fix.rule)


@dataclass
class Change:
    """A fix that stands on the bench."""

    bench: Applier
    rule: str

    @property
    def name(self) -> str:
        return self.rule

    @property
    def diff(self) -> str:
        return f"diff of {self.rule}" if self.rule in self.bench.left else ""

    def keep(self) -> None:
        self.bench.story.append(f"kept {self.rule}")

    def revert(self) -> list[str]:
        self.bench.left.remove(self.rule)
        self.bench.story.append(f"reverted {self.rule}")
        return self.bench.theirs


@dataclass
class Breaker:
    """A healer with everything it needs, and what happened."""

    script: Iterable[AttemptResult]
    offers: Sequence[Proposal] = field(default_factory=lambda: list(fixes()))
    limits: Guardrails = FAR
    seconds: float = 0.0
    refuses: tuple[str, ...] = ()
    only_plan: bool = False
    story: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    adjusts: list[Overrides] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.bench = Applier(self.story, self.refuses)

    def specialist(self, diagnosis: Diagnosis) -> str:
        return "devops"

    def proposals(self, diagnosis: Diagnosis, seen: AttemptResult) -> Iterator[tuple[str, Proposal]]:
        yield from (("devops", offer) for offer in self.offers)

    def learn(self, diagnosis: Diagnosis, fix: Fix) -> None:
        self.story.append(f"learnt {fix.rule} for {diagnosis.fingerprint}")

    def heal(self) -> Healed:
        trials = iter(self.script)

        def attempt(overrides: Overrides) -> AttemptResult:
            self.adjusts.append(overrides)
            self.story.append("ran")
            self.clock.sleep(self.seconds)
            return next(trials)

        wiring = (self.limits, self.notes.append, self.clock, self.clock.sleep, self.only_plan)
        return Healer(understand, self, self.bench, *wiring).heal(attempt(Overrides()), attempt)


def verdicts(healed: Healed) -> list[str]:
    return [attempt.verdict for attempt in healed.session.attempts]


def anew(error: str = "") -> Iterator[AttemptResult]:
    """A new failure each time."""
    return (trial(f"{error}/f{n}" if error else f"f{n}") for n in itertools.count())


def always(name: str = "f") -> Iterator[AttemptResult]:
    return itertools.repeat(trial(name))


def test_what_is_well_is_left_alone() -> None:
    healer = Breaker([trial()])
    healed = healer.heal()
    assert (healed.result.ok, healed.to_json(), healer.story) == (True, None, ["ran"])


def test_a_fix_is_kept_and_credited_only_after_the_run_that_shows_it() -> None:
    healer = Breaker([trial("A"), trial()])
    healed = healer.heal()
    assert healer.story == ["ran", "applied rule1", "ran", "learnt rule1 for A", "kept rule1"]
    assert (verdicts(healed), healed.stopped, healed.diagnosis) == (["kept"], "", None)
    assert healed.session.resolved_errors == ["BuildError: A"]
    assert healed.session.actions_taken == ["fix 1"]
    data = healed.to_json()
    assert data is not None
    assert data["guardrails"] == FAR.to_json()
    assert data["attempts"][0]["diff"] == "diff of rule1"
    assert {key: data[key] for key in ("iterations", "attempts_by_type", "consecutive_failures")} == {
        "iterations": 1,
        "attempts_by_type": {"BuildError": 1},
        "consecutive_failures": 0,
    }


def test_a_fix_that_does_not_help_is_taken_back_and_earns_nothing() -> None:
    healer = Breaker([trial("A"), trial("A"), trial()])
    healed = healer.heal()
    assert healer.story == [
        *("ran", "applied rule1", "ran", "reverted rule1"),
        *("applied rule2", "ran", "learnt rule2 for A", "kept rule2"),
    ]
    assert verdicts(healed) == ["reverted", "kept"]
    assert healed.session.attempts[0].why == "the failure is the same"
    assert healed.session.attempts[0].diff == "diff of rule1", "shown although it is gone"
    assert healed.session.actions_taken == ["fix 2"]
    assert healer.bench.left == ["rule2"]


@each(
    ("first", "then", "kept"),
    [
        (trial("A", 1), trial("B", 1), True),
        (trial("A", 1), trial("B", 2), True),
        (trial("A", 1), trial("A", 2), True),
        (trial("A", 1), trial("B", 0), False),
        (trial("A", 1), trial("A", 1), False),
        (trial("A", 1, 10), trial("B", 1, 9), False),
        (trial("A", 1, 10), trial("B", 2, 9), False),
        (trial("A", 1, 10), trial("B", 1, 11), True),
        (trial("A", 1, None), trial("B", 1, 3), True),
    ],
    ids=["another", "further", "same, further", "earlier", "same", "fewer", "fewer, further", "more", "counted now"],
)
def test_a_fix_is_kept_when_another_failure_stands_further_on(
    first: AttemptResult, then: AttemptResult, kept: bool
) -> None:
    healer = Breaker([first, then, trial(tests_collected=99)], fixes(1))
    healed = healer.heal()
    assert verdicts(healed)[0] == ("kept" if kept else "reverted")
    assert ("kept rule1" in healer.story, "reverted rule1" in healer.story) == (kept, not kept)
    assert healed.result.ok is kept


def test_after_a_fix_that_fails_earlier_the_old_failure_is_no_progress() -> None:
    healer = Breaker([trial("A", 2), trial("B", 1), trial("A", 2), trial("A", 2)], fixes(3))
    healed = healer.heal()
    assert verdicts(healed) == ["reverted", "reverted"]
    assert [attempt.why for attempt in healed.session.attempts] == [
        "it fails earlier: BuildError",
        "the failure is the same",
    ]
    assert healer.bench.left == []


def test_a_fix_that_leads_back_to_a_mended_failure_is_taken_back() -> None:
    healer = Breaker([trial("A", 1), trial("B", 1), trial("A", 1)], fixes(9))
    healed = healer.heal()
    assert verdicts(healed) == ["kept", "reverted"]
    assert healer.bench.left == ["rule1"]


def test_a_success_with_fewer_tests_is_taken_back() -> None:
    healer = Breaker([trial("A", tests_collected=10), trial("", tests_collected=9), trial("", tests_collected=10)])
    healed = healer.heal()
    assert verdicts(healed) == ["reverted", "kept"]
    assert healed.session.attempts[0].why == "only 9 of 10 tests are collected after it"
    assert healer.bench.left == ["rule2"]


def test_the_best_count_of_tests_so_far_is_the_measure() -> None:
    script = [
        trial("A", tests_collected=5),
        trial("B", tests_collected=10),
        trial("C", tests_collected=7),
        trial("", tests_collected=10),
    ]
    assert verdicts(Breaker(script).heal()) == ["kept", "reverted", "kept"]


def test_five_fixes_for_one_kind_of_error_are_the_limit() -> None:
    healer = Breaker(anew(), limits=Guardrails(5, 1000, 1e9, 1000))
    healed = healer.heal()
    assert healed.stopped == "5/5 fixes for BuildError are used up"
    assert (healed.session.iterations, healer.story.count("ran")) == (5, 6)
    assert any(note.startswith("devops 2/5: ") for note in healer.notes), healer.notes


def test_fifteen_fixes_in_all_are_the_limit() -> None:
    kinds = itertools.cycle(ErrorType)
    script = (trial(f"{next(kinds).value}/f{n}") for n in itertools.count())
    healed = Breaker(script, limits=Guardrails(1000, 15, 1e9, 1000)).heal()
    assert healed.stopped == "15/15 fixes are used up"
    assert sum(healed.session.attempts_by_type.values()) == healed.session.iterations == 15


def test_three_fixes_in_a_row_without_progress_are_the_limit() -> None:
    refused = tuple(fix.rule for fix in fixes())
    healed = Breaker(always(), limits=Guardrails(1000, 1000, 1e9, 3), refuses=refused).heal()
    assert healed.stopped == "3/3 fixes in a row made no progress"
    assert verdicts(healed) == ["rejected"] * 3


def test_progress_begins_the_count_anew() -> None:
    healer = Breaker(anew(), limits=Guardrails(1000, 12, 1e9, 2), refuses=tuple(f"rule{n}" for n in (1,)))
    assert healer.heal().stopped == "12/12 fixes are used up"


def test_three_hundred_seconds_are_the_limit() -> None:
    healer = Breaker(anew(), limits=Guardrails(1000, 1000, 300, 1000), seconds=70)
    healed = healer.heal()
    assert healed.stopped == "the time for healing is used up (350/300 s)"
    assert [overrides.limit_s for overrides in healer.adjusts] == [None, 300, 230, 160, 90, 20]
    assert healer.bench.limits == [300, 230, 160, 90, 20]


def test_a_pause_is_no_longer_than_the_time_that_is_left() -> None:
    healer = Breaker(always(), [Fix("wait", "wait", wait_s=1000)], limits=Guardrails(1000, 1000, 300, 1000))
    healer.heal()
    assert healer.clock.now == 1300


def test_the_time_limit_holds_inside_a_running_command() -> None:
    runner = Runner()
    limits = Guardrails(5, 15, 0.6, 3)

    def attempt(overrides: Overrides) -> AttemptResult:
        seconds = "30" if overrides.limit_s is not None else "0"
        code = f"import time; time.sleep({seconds}); raise SystemExit(1)"
        outcome = runner.run(overrides.applied_to(Command(("python3", "-c", code), timeout=60)))
        return AttemptResult(outcome.ok, outcome)

    healer = Breaker([])
    healed = Healer(understand, healer, healer.bench, limits).heal(attempt(Overrides()), attempt)
    assert healed.stopped
    assert healed.session.attempts[0].seconds < 10
    assert healer.bench.left == []


def test_the_same_failure_after_two_fixes_ends_it() -> None:
    healed = Breaker(always()).heal()
    assert healed.stopped == "the same failure remained after two fixes"
    assert verdicts(healed) == ["reverted", "reverted"]


def test_a_plain_second_try_does_not_count_as_one_of_the_two() -> None:
    healed = Breaker(always(), [Fix("again", "try again"), *fixes()]).heal()
    assert [attempt.fix.rule for attempt in healed.session.attempts] == ["again", "rule1", "rule2"]


def test_tests_that_fail_in_turns_without_a_change_are_told_as_such() -> None:
    """The second run is no better than the first, so it proves nothing; but it is known why."""

    def failing(name: str) -> AttemptResult:
        every = frozenset({"t::a", "t::b"})
        return replace(trial("f"), counts=Counts(2, 1, passing=every - {name}, ran=every, known=every))

    again = Fix("flaky-test", "run the same tests again", flaky=True)
    healed = Breaker([failing("t::a"), failing("t::b")], [again]).heal()
    assert verdicts(healed) == ["reverted"]
    assert healed.session.advice[0].startswith("with the same files t::a, t::b are failing in one run and passing in")
    every = frozenset({"t::a", "t::b"})
    well = replace(trial(), counts=Counts(2, passing=every, ran=every, known=every))
    healed = Breaker([failing("t::a"), well], [again]).heal()
    assert healed.session.attempts[0].why.endswith("t::a is failing in one run and passing in the other")


def test_a_failure_that_was_mended_and_comes_back_ends_it() -> None:
    healer = Breaker([trial("A"), trial("B"), trial("A"), trial()])
    healed = healer.heal()
    assert healed.stopped == "a failure that was repaired came back: the fixes go in circles"
    assert verdicts(healed) == ["kept", "reverted"]
    assert healed.diagnosis is not None
    assert healed.diagnosis.fingerprint == "B", "what stands after the last fix was taken back"
    assert healer.bench.left == ["rule1"]


def test_a_rule_that_failed_for_a_fingerprint_is_not_tried_for_it_again_but_for_another() -> None:
    offers = [*fixes(1), Fix("again", "try again")]
    healed = Breaker([trial("A"), trial("A"), trial("B"), trial()], offers).heal()
    tried = [(attempt.diagnosis.fingerprint, attempt.fix.rule) for attempt in healed.session.attempts]
    assert tried == [("A", "rule1"), ("A", "again"), ("B", "rule1")]


def test_a_rejected_fix_is_never_credited_and_the_next_one_gets_its_turn() -> None:
    healer = Breaker([trial("A"), trial()], refuses=("rule1",))
    healed = healer.heal()
    assert healer.story == ["ran", "rejected rule1", "applied rule2", "ran", "learnt rule2 for A", "kept rule2"]
    assert healed.session.attempts[0].why == "it changed tests/test_a.py, which holds tests or gates"
    assert healed.session.attempts[0].diff == "the diff"
    assert healed.session.actions_taken == ["fix 2"]
    assert healed.session.resolved_errors == ["BuildError: A"]


def test_without_a_fix_it_ends_with_the_advice_that_was_met() -> None:
    advice: list[Proposal] = [Advice("install node", "apt install nodejs"), Advice("read the manual")]
    healed = Breaker([trial("A")], [*advice, *advice]).heal()
    assert healed.stopped == "no known fix is left"
    assert healed.session.advice == ["install node (apt install nodejs)", "read the manual"]
    assert healed.session.attempts == []


def test_what_was_interrupted_is_never_healed() -> None:
    healer = Breaker([trial("A", kind="interrupted")])
    healed = healer.heal()
    assert healed.stopped == "it was interrupted: nothing is broken"
    assert (healer.story, healed.session.iterations) == (["ran"], 0)


def test_an_interrupt_in_the_run_after_a_fix_takes_it_back() -> None:
    def script() -> Iterator[AttemptResult]:
        yield trial("A")
        raise KeyboardInterrupt

    healer = Breaker(script())
    with pytest.raises(KeyboardInterrupt):
        healer.heal()
    assert healer.story == ["ran", "applied rule1", "ran", "reverted rule1"]


def test_what_a_fix_changes_of_the_command_stays_when_it_helped_and_goes_when_not() -> None:
    offers: list[Proposal] = [Fix("bad", "x", env={"BAD": "1"}), Fix("good", "y", env={"GOOD": "1"}, port=8123)]
    healer = Breaker([trial("A"), trial("A"), trial("B"), trial()], offers)
    healed = healer.heal()
    assert healed.result.ok
    assert [dict(overrides.env) for overrides in healer.adjusts] == [
        {},
        {"BAD": "1"},
        {"GOOD": "1"},
        {"GOOD": "1", "BAD": "1"},
    ]
    assert [overrides.port for overrides in healer.adjusts] == [None, None, 8123, 8123]


def test_somebodys_edits_meanwhile_are_named() -> None:
    healer = Breaker([trial("A"), trial("A")], fixes(1))
    healer.bench.theirs.append("src/a.py")
    assert healer.heal().session.attempts[0].why == (
        "the failure is the same; src/a.py was edited meanwhile and left as it is"
    )


def test_a_plan_applies_nothing() -> None:
    healer = Breaker([trial("A")], [Advice("look"), *fixes(1)], only_plan=True)
    healed = healer.heal()
    assert (healer.story, healer.bench.left) == (["ran"], [])
    assert healed.session.advice == ["devops would try first: fix 1", "look"]
    assert healed.session.iterations == 0


def test_the_documented_limits_are_the_defaults() -> None:
    assert Guardrails().to_json() == {
        "max_attempts_per_error": 5,
        "max_total_iterations": 15,
        "max_healing_time_secs": 300,
        "max_consecutive_failures": 3,
    }
    assert Guardrails().enabled


def test_a_limit_below_zero_is_refused() -> None:
    for name in Guardrails().to_json():
        with pytest.raises(ValueError, match=f"{name} is -1: use 0 or more"):
            Guardrails(**{name: -1})  # type: ignore[arg-type]


@each("zero", ["attempts", "iterations", "seconds", "failures"])
def test_a_limit_of_zero_means_no_fix_at_all(zero: str) -> None:
    limits = Guardrails(*(0 if name == zero else 9 for name in ("attempts", "iterations", "seconds", "failures")))
    healer = Breaker(always(), limits=limits)
    assert healer.heal().stopped
    assert healer.story == ["ran"]


class Offer(Rule):
    """A rule that always has the same to offer."""

    def __init__(self, id: str, proposal: Proposal | None, rank: Rank = Rank.USUAL, former_id: str = "") -> None:
        self.id = self.title = id
        self.rank = rank
        self.former_id = former_id
        self._proposal = proposal

    def propose(self, failure: FailureContext) -> Proposal | None:
        return self._proposal


def advisor(root: Path, *rules: Rule) -> Advisor:
    agents = AgentRegistry()
    agents.add(Specialist("factory", "coordinates", tuple(rules)))
    agents.coordinator = "factory"
    nothing: Callable[[Command], Outcome] = lambda command: Outcome(command, 0)  # noqa: E731
    return Advisor(HealingTarget(root, None, "build", {}, nothing, lambda verb: ()), lambda: agents)


def offered(made: Advisor, fingerprint: str) -> list[str]:
    diagnosis = Diagnosis(ErrorType.BUILD, fingerprint=fingerprint)
    return [proposal.rule for _, proposal in made.proposals(diagnosis, trial("A")) if isinstance(proposal, Fix)]


def test_what_helped_here_before_comes_first_but_for_its_own_failure_only(tmp_path: Path) -> None:
    rules = [Offer(fix.rule, fix) for fix in fixes(3)]
    made = advisor(tmp_path, *rules)
    assert offered(made, "A") == ["rule1", "rule2", "rule3"]
    made.learn(Diagnosis(ErrorType.BUILD, fingerprint="A"), fixes(3)[2])
    again = advisor(tmp_path, *rules)
    assert offered(again, "A") == ["rule3", "rule1", "rule2"]
    assert offered(again, "B") == ["rule1", "rule2", "rule3"]


def test_an_unchanged_second_try_and_a_failure_without_a_mark_are_not_learnt(tmp_path: Path) -> None:
    again = Fix("again", "try again")
    made = advisor(tmp_path, *(Offer(fix.rule, fix) for fix in fixes(1)), Offer("again", again))
    made.learn(Diagnosis(ErrorType.BUILD, fingerprint="A"), again)
    made.learn(Diagnosis(ErrorType.BUILD), fixes(1)[0])
    assert offered(made, "A") == ["rule1", "again"]
    assert not (tmp_path / ".mity" / "memory.json").exists()


@each("content", [b"", b"{", b"[]", b'{"mended": 7}', b"\xff"])
def test_a_damaged_memory_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".mity").mkdir()
    (tmp_path / ".mity" / "memory.json").write_bytes(content)
    made = advisor(tmp_path, *(Offer(fix.rule, fix) for fix in fixes(2)))
    assert offered(made, "A") == ["rule1", "rule2"]
    made.learn(Diagnosis(ErrorType.BUILD, fingerprint="A"), fixes(2)[1])
    assert offered(made, "A") == ["rule2", "rule1"]


def test_what_a_kill_left_of_the_memory_is_swept_away_by_the_next_to_learn(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    made = advisor(tmp_path, *(Offer(fix.rule, fix) for fix in fixes(1)))
    (tmp_path / ".mity").mkdir()
    (tmp_path / f".mity/.memory.json.{ended.pid}.tmp").write_bytes(b"{")
    made.learn(Diagnosis(ErrorType.BUILD, fingerprint="A"), fixes(1)[0])
    assert [path.name for path in (tmp_path / ".mity").iterdir()] == ["memory.json"]


def test_a_last_resort_stays_last_also_when_it_helped_before(tmp_path: Path) -> None:
    made = advisor(
        tmp_path, Offer("agent", Fix("agent", "ask", edits=EDIT), rank=Rank.LAST_RESORT), Offer("rule1", fixes(1)[0])
    )
    made.learn(Diagnosis(ErrorType.BUILD, fingerprint="A"), Fix("agent", "ask", edits=EDIT))
    assert offered(made, "A") == ["rule1", "agent"]


def ranked(root: Path, final: Proposal | None) -> Advisor:
    one, two, three, four = (Fix(f"rule{number}", "try", edits=EDIT) for number in range(1, 5))
    return advisor(
        root,
        Offer("rule1", one, Rank.LAST_RESORT),
        Offer("rule2", two),
        Offer("rule3", three),
        Offer("rule4", four, Rank.FACTUAL),
        Offer("final", final, Rank.FINAL),
    )


def test_rules_are_asked_by_rank_and_a_final_proposal_is_the_only_one(tmp_path: Path) -> None:
    made = ranked(tmp_path, None)
    assert offered(made, "A") == ["rule4", "rule2", "rule3", "rule1"]
    made.learn(Diagnosis(ErrorType.BUILD, fingerprint="A"), fixes(3)[2])
    assert offered(made, "A") == ["rule4", "rule3", "rule2", "rule1"]
    assert offered(ranked(tmp_path, Fix("final", "all", edits=EDIT)), "A") == ["final"]


def test_a_rule_that_was_renamed_is_still_known_by_its_former_id(tmp_path: Path) -> None:
    made = advisor(tmp_path, Offer("rule1", fixes(1)[0]), Offer("rule2", fixes(2)[1], former_id="old"))
    made.learn(Diagnosis(ErrorType.BUILD, fingerprint="A"), Fix("old", "try", edits=EDIT))
    assert offered(made, "A") == ["rule2", "rule1"]


@each("code", [130, 143, -2, -15])
def test_an_exit_by_a_signal_of_the_user_is_an_interrupt(tmp_path: Path, code: int) -> None:
    outcome = Outcome(Command(("make",)), code, "ModuleNotFoundError: No module named 'x'")
    assert advisor(tmp_path).classify(AttemptResult(False, outcome)).kind == "interrupted"
