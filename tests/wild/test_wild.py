"""Public projects, whole and broken: what hands see is what mity says, what can be healed is, and nothing is harmed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet

from harness import Mity
from mity.system.trees import digest
from wild_fetch import commit, fetched
from wild_table import Fault, Project, faults, projects

pytestmark = [pytest.mark.wild, pytest.mark.timeout(1200)]
CACHE = Path(os.environ.get("MITY_WILD_CACHE") or Path.home() / ".cache" / "mity-wild")
GENERATED = {".mity", ".venv", "node_modules", "target", "__pycache__", ".pytest_cache", ".egg-info", ".eggs"}
GENERATED |= {".nyc_output", "coverage"}  # which hands leave as well
CASES = list(faults())
OF = -(-len(projects()) // 2)


def turn(project: Project, fault: Fault | None = None) -> list[pytest.MarkDecorator]:
    """One row in each run of CI, of those that hold and are quick; of the others at most two projects by hand."""
    if project.ci and not (fault and (fault.short or fault.endless)):
        return [pytest.mark.wild_row, pytest.mark.xdist_group("wild"), pytest.mark.rotation("wild rows", of=6)]
    return [pytest.mark.rotation("wild", of=OF, unit=project.name)]


@pytest.fixture(scope="session")
def warm() -> dict[str, str]:
    """Where the tools of the machine keep what they fetched, which an empty home hides."""
    home = Path.home()
    places = {
        "CARGO_HOME": ".cargo",
        "RUSTUP_HOME": ".rustup",
        "GOCACHE": ".cache/go-build",
        "GOMODCACHE": "go/pkg/mod",
    }
    places |= {"UV_CACHE_DIR": ".cache/uv", "npm_config_cache": ".npm"}
    found = {name: os.environ.get(name, str(home / path)) for name, path in places.items()}
    return found | {"MAVEN_ARGS": "", "MAVEN_OPTS": f"-Dmaven.repo.local={home / '.m2' / 'repository'}"}


def told(result: dict[str, Any]) -> str:
    """What a person reads of a run that ended without success."""
    return json.dumps(result, ensure_ascii=False, indent=1).replace('\\"', '"').replace("\\n", "\n")


def bytes_of(folder: Path) -> dict[str, str]:
    """Each file of a project that is neither generated nor ignored by git, by its digest."""
    asked = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    done = subprocess.run(asked, cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
    names = {name for name in done.stdout.split("\0") if name and (folder / name).is_file()}
    return {
        name: digest(folder / name)
        for name in names
        if not GENERATED & {*Path(name).parts, *(Path(part).suffix for part in Path(name).parts)}
    }


def report(project: Project, fault: Fault | None, **facts: Any) -> None:
    """One line for the figures, where MITY_WILD_RESULTS names a file."""
    if path := os.environ.get("MITY_WILD_RESULTS"):
        row = {"project": project.name, "fault": fault and fault.id, "held": project.held, **facts}
        row["can_heal"] = fault is not None and fault.healed is not None
        with Path(path).open("a") as out:
            out.write(json.dumps(row) + "\n")


def healed(mity: Mity, project: Project, fault: Fault | None, env: dict[str, str]) -> tuple[Path, Any, set[str], float]:
    """The copy that was healed, the document, the paths that differ from before, and how long it took."""
    folder = mity.workspace / project.folder
    shutil.copytree(fetched(project, CACHE), folder, symlinks=True)
    if fault:
        fault.apply(folder)
        commit(folder)
    before, began = bytes_of(folder), time.monotonic()
    done = mity("heal", str(folder), "--trust", "--json", env=env)
    took, after = time.monotonic() - began, bytes_of(folder)
    assert done.code in (0, 3, 4, 1), done.text
    return folder, done.json, {path for path in before | after if before.get(path) != after.get(path)}, took


def counts_of(document: Any) -> dict[str, Any]:
    """What the test station counted."""
    rows = {row["station"]: row["result"] for row in document["results"]}
    return (rows.get("test") or {}).get("evidence") or {}


@pytest.mark.parametrize("project", [pytest.param(one, id=one.folder, marks=turn(one)) for one in projects()])
def test_a_public_project_is_green_as_it_is_by_hand(mity: Mity, warm: dict[str, str], project: Project) -> None:
    _, document, changed, took = healed(mity, project, None, warm)
    counted = counts_of(document)
    same = (counted.get("passed"), counted.get("skipped", 0)) == (project.passed, project.skipped)
    end = document["exit_code"]
    good = end == (4 if project.passed is None else 0) and (same or project.passed is None)
    report(project, None, good=good, harm=sorted(changed), end=end, took=took, counted=counted.get("passed"))
    assert good, told(document["results"])
    assert not changed


def case(project: Project, fault: Fault) -> ParameterSet:
    """A fault as a parameter; what would not end is not begun."""
    endless = [pytest.mark.xfail(reason=fault.short, run=False)] if fault.endless else []
    return pytest.param(project, fault, id=f"{project.folder}-{fault.id}", marks=[*turn(project, fault), *endless])


@pytest.mark.parametrize(("project", "fault"), [case(*one) for one in CASES])
def test_a_fault_is_healed_or_its_cause_is_told(
    request: pytest.FixtureRequest, mity: Mity, warm: dict[str, str], project: Project, fault: Fault
) -> None:
    _, document, changed, took = healed(mity, project, fault, warm)
    end, said = document["exit_code"], told(asked(document))
    green = end in (0, 4) and not document["needs_input"]
    good = green and changed <= set(fault.healed) if fault.healed is not None else not green and fault.told(said)
    harm = changed - set(fault.healed or ()) if green else changed
    report(project, fault, good=good, harm=sorted(harm), end=end, took=took, said=said)
    assert not harm
    if fault.short and not good:
        pytest.xfail(fault.short)
    assert good, said


def asked(document: Any) -> Any:
    """What a person reads of the step that could not go on, or of all of them; without the offers."""
    asks = document["needs_input"] or {}
    rows = [row["result"]["message"] for row in document["results"]]
    return {key: asks[key] for key in ("question", "cause", "tried")} if asks else rows
