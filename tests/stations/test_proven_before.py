"""What a project can do before it is changed: what builds, which tests run, which checks pass, and who is refused."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from bench_station import StationBench, exits, python, writes
from mity.command import Overrides
from mity.engine.step_scope import StepScope
from mity.errors import UsageError
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.scanners.finding import Finding, Look, Package
from mity.scanners.upgrades import Upgrade
from mity.stations.upgrade_dependency import UpgradeDependency
from rows import each

PASSED = '<testsuite tests="2"><testcase name="one"/><testcase name="two"/></testsuite>'
TESTED = {"test": writes("reports/junit.xml", PASSED)}
BUILT = {"build": exits(0), **TESTED}
UNTOLD = {"build": exits(0), "test": exits(0)}
BROKEN = '<testsuite tests="1"><testcase name="one"><failure/></testcase></testsuite>'
FAILED = python(
    "import os, sys; os.makedirs('reports', exist_ok=True);"
    "open('reports/junit.xml', 'w').write(sys.argv[1]); raise SystemExit(1)",
    BROKEN,
)


def bench_of(folder: Path, **commands: Any) -> StationBench:
    report = {"report": {"path": "reports/junit.xml"}} if commands.get("test") not in (None, exits(0)) else {}
    return StationBench(folder, {"commands": commands, **report} if commands else None)


@each(
    ("commands", "status", "said", "outputs"),
    [
        ({}, Status.UNAVAILABLE, "no stack was recognised", (0, [], {})),
        (
            {**TESTED, "lint": exits(0), "typecheck": python("print('a.py:1: error: no'); raise SystemExit(1)")},
            Status.DONE,
            "before the change: 2 passed",
            (2, ["one", "two"], {"lint": True, "typecheck": False}),
        ),
        ({**TESTED, "lint": {"argv": ["no-such-linter"]}}, Status.DONE, "2 passed", (2, ["one", "two"], {})),
        ({"test": FAILED}, Status.DONE, "before the change: ", (1, ["one"], {})),
        ({**TESTED, "build": exits(3)}, Status.FAILED, "'build' fails before anything was changed", (0, [], {})),
        ({**TESTED, "install": exits(3)}, Status.FAILED, "'install' fails before anything was changed", (0, [], {})),
        ({"build": exits(0)}, Status.DONE, "before the change: ", (0, [], {})),
    ],
    ids=["no stack", "all", "no linter", "failing tests", "no build", "no install", "no tests"],
)
def test_tests_before_a_change(
    tmp_path: Path, commands: dict[str, Any], status: Status, said: str, outputs: tuple[int, list[str], dict[str, bool]]
) -> None:
    bench = bench_of(tmp_path, **commands)
    result = bench.run("tests-before")
    assert (result.status, said in result.message) == (status, True), result.message
    got = bench.context.get_output
    assert (got("tests_before"), got("ran_before"), got("held")) == outputs
    assert list(got("complaints")) == [name for name, held in outputs[2].items() if not held]
    assert bench.context.get_output("tests") is None, "what is proven is proven behind the change"


def looked(fix: str = "1.2") -> dict[str, Any]:
    """What the station `scan` gives of one vulnerable package."""
    package = Package("demo", "1.0", "requirements.txt", (fix,) if fix else ())
    words = {"path": "requirements.txt", "evidence": "demo 1.0"}
    found = Finding("dependencies", ("pip-audit",), "CVE-1", "high", "it is bad", package=package, **words)
    return Look("pip-audit", "dependencies", (found,), looked=1).to_json()


@each(
    ("commands", "inputs", "status", "said", "planned"),
    [
        (BUILT, {"looks": [looked()]}, Status.DONE, "demo 1.0 → 1.2 (requirements.txt)", True),
        (BUILT, {"looks": [looked("")]}, Status.DONE, "no version is known that mends it", False),
        (BUILT, {"looks": []}, Status.DONE, "no vulnerable package has a version that mends it", False),
        (
            {**BUILT, "test": FAILED},
            {"looks": [looked()]},
            Status.FAILED,
            "tests do not pass as it is",
            False,
        ),
        ({**BUILT, "test": FAILED}, {"looks": [looked()], "plan": "true"}, Status.DONE, "demo 1.0 → 1.2", True),
        ({**TESTED, "build": exits(2)}, {"looks": [looked()]}, Status.FAILED, "does not build as it is", False),
        (TESTED, {"looks": [looked()]}, Status.UNAVAILABLE, "does not build as it is, so no upgrade", False),
        ({"build": exits(0)}, {"looks": [looked()]}, Status.UNAVAILABLE, "so no upgrade could be proven", False),
        (UNTOLD, {"looks": [looked()]}, Status.UNAVAILABLE, "no test of the project is known to have run", False),
        (BUILT, {"looks": ["nonsense"]}, Status.FAILED, "looks is not what the station `scan` gives", False),
    ],
    ids=[
        "planned",
        "stuck",
        "none",
        "tests",
        "plan alone",
        "build",
        "nothing to build",
        "no tests",
        "no report",
        "nonsense",
    ],
)
def test_an_upgrade_is_planned_where_tests_can_prove_it(
    tmp_path: Path, commands: dict[str, Any], inputs: dict[str, Any], status: Status, said: str, planned: bool
) -> None:
    bench = bench_of(tmp_path, **commands)
    try:
        result = bench.run("plan-upgrades", **inputs)
    except UsageError as error:
        result = StationResult.failed(str(error))
    assert (result.status, said in result.message) == (status, True), result.message
    assert [one["name"] for one in bench.context.get_output("upgrades") or []] == ["demo"] * planned
    proved = planned and inputs.get("plan") is None
    assert bench.context.get_output("ran_before") in ((["one", "two"],) if proved else ([], None))
    assert result.claims == (planned or status is not Status.DONE)


@each(
    ("commands", "before", "said", "progress"),
    [
        ({**BUILT, "test": FAILED}, [], "exited with 1", 1_000_000),
        ({**TESTED, "build": exits(2)}, [], "exited with 2", 0),
        (BUILT, ["one", "three"], "with the upgrade 1 tests do not run any more: three", 1_000_000),
        (BUILT, ["one", "two"], "could not look: no scanner that found it is due any more", None),
    ],
    ids=["tests fail", "build fails", "a test is lost", "all pass, and nobody looks"],
)
def test_an_upgrade_is_none_before_all_tests_ran_and_the_scanner_looked(
    tmp_path: Path, commands: dict[str, Any], before: list[str], said: str, progress: int | None
) -> None:
    bench = bench_of(tmp_path, **commands)
    scope = StepScope(bench.scope, "upgrade-dependency", "upgrade-dependency")
    scope.overrides = dataclasses.replace(Overrides(), repeated=True)
    upgrade = Upgrade("demo", "1.0", "requirements.txt", "1.2", rules=("CVE-1",), tools=("pip-audit",)).to_json()
    view = bench.context.for_step({"upgrade": upgrade, "ran_before": before})
    result = UpgradeDependency(bench.services.of(scope)).execute(view)
    assert (result.status, said in result.message) == (Status.FAILED, True), result.message
    assert (result.execution.progress if result.execution else None) == progress
    assert view.new_outputs == {}


def test_what_is_no_upgrade_is_refused(tmp_path: Path) -> None:
    station = UpgradeDependency((bench := bench_of(tmp_path)).services)
    with pytest.raises(UsageError, match="upgrade is not what the station `plan-upgrades` gives"):
        station.execute(bench.context.for_step({"upgrade": {"name": "demo"}}))
