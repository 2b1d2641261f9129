"""build: exit code 0 proves nothing, a file that the commands have just made does."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from bench_station import StationBench, exits, python, writes
from mity.command import Overrides
from mity.engine.kinds.station import run_station
from mity.engine.step_scope import StepScope
from mity.runs.state import Status

ARTEFACT = "dist/app.zip"


def bench(tmp_path: Path, *commands: object, artefacts: tuple[str, ...] = ("dist/*.zip",)) -> StationBench:
    return StationBench(tmp_path, {"commands": {"build": {"steps": list(commands)}}, "artefacts": artefacts})


def test_a_file_that_was_made_is_the_proof(tmp_path: Path) -> None:
    made = bench(tmp_path, writes(ARTEFACT, "new")).run("build")
    assert (made.status, made.message) == (Status.DONE, ARTEFACT)
    (file,) = made.evidence["artefacts"]
    assert file == {"path": ARTEFACT, "bytes": 3, "sha256": hashlib.sha256(b"new").hexdigest()}
    assert made.evidence["count"] == 1
    assert len(made.evidence["commands"]) == 1
    assert made.outputs["artefacts"] == [ARTEFACT]


def test_commands_that_make_nothing_are_a_failure(tmp_path: Path) -> None:
    made = bench(tmp_path, exits(0)).run("build")
    assert (made.status, made.evidence) == (Status.FAILED, {})
    assert made.message == "the commands succeeded but produced no artefact (dist/*.zip)"
    assert made.execution is not None
    assert (made.execution.outcome.exit_code, made.execution.problem) == (0, made.message)


def test_a_file_of_an_earlier_build_is_no_proof(tmp_path: Path) -> None:
    project = bench(tmp_path, exits(0))
    project.write(ARTEFACT, "old")
    assert project.run("build").status is Status.FAILED


def test_only_what_was_rewritten_is_shown(tmp_path: Path) -> None:
    project = bench(tmp_path, writes(ARTEFACT, "new"))
    project.write("dist/earlier.zip", "old")
    project.write(ARTEFACT, "old")
    made = project.run("build")
    assert [file["path"] for file in made.evidence["artefacts"]] == [ARTEFACT]


def test_everything_that_was_made_is_counted(tmp_path: Path) -> None:
    made = bench(tmp_path, *(writes(f"dist/{name}.zip", name) for name in ("a", "b", "c", "d"))).run("build")
    assert (made.evidence["count"], made.message) == (4, "dist/a.zip, dist/b.zip, dist/c.zip and 1 more")
    assert made.outputs["artefacts"] == [f"dist/{name}.zip" for name in ("a", "b", "c", "d")]


def test_a_folder_is_no_artefact(tmp_path: Path) -> None:
    made = bench(tmp_path, python("import os; os.makedirs('dist/app.zip')")).run("build")
    assert made.status is Status.FAILED
    assert made.message == "the commands succeeded but produced no artefact (dist/*.zip)"


def test_a_stack_without_artefacts_is_done_and_unproven(tmp_path: Path) -> None:
    made = bench(tmp_path, exits(0), artefacts=()).run("build")
    assert (made.status, made.proven, made.evidence) == (Status.DONE, False, {})
    assert made.message == "the commands succeeded; nothing shows what they made"


def test_the_first_command_that_fails_ends_the_build(tmp_path: Path) -> None:
    project = bench(tmp_path, writes(ARTEFACT, "new"), exits(3), writes("after", ""))
    made = project.run("build")
    assert made.status is Status.FAILED
    assert made.message.endswith("exited with 3")
    assert made.execution is not None
    assert (made.execution.progress, made.execution.outcome.exit_code) == (1, 3)
    assert not (project.root / "after").exists()


def test_dependencies_come_before_the_build(tmp_path: Path) -> None:
    commands = {"build": writes("order", "build"), "install": python("open('order', 'x').write('install')")}
    made = StationBench(tmp_path, {"commands": commands, "artefacts": ["order"]}).run("build")
    assert made.status is Status.DONE
    assert (tmp_path / "app" / "order").read_text(encoding="utf-8") == "build"


def test_what_nobody_says_how_to_build_is_unavailable(tmp_path: Path) -> None:
    assert StationBench(tmp_path / "a").run("build").status is Status.UNAVAILABLE
    made = StationBench(tmp_path / "b", {"commands": {"lint": exits(0)}}).run("build")
    assert (made.status, made.message) == (Status.UNAVAILABLE, "stack bench has nothing to install or build")


def test_a_tool_that_is_missing_makes_the_build_unavailable(tmp_path: Path) -> None:
    stack = {
        "requires": [{"tool": "no-such-tool-of-ours"}],
        "commands": {"build": exits(0)},
        "artefacts": ["dist/*"],
    }
    made = StationBench(tmp_path, stack).run("build")
    assert made.status is Status.UNAVAILABLE
    assert "no-such-tool-of-ours" in made.message


def test_after_a_repair_it_installs_for_itself(tmp_path: Path) -> None:
    code = "import os; os.makedirs('deps'); open('deps/one', 'w').write('1'); open('ran', 'a').write('x')"
    stack = {"commands": {"install": python(code)}, "ignore": ["deps"], "artefacts": ["ran"]}
    project = StationBench(tmp_path, {**stack, "shared": [{"path": "deps", "key": ["lock"], "whole": True}]})
    project.write("lock", "1")
    installs = []
    for repeated in (False, False, True):
        shutil.rmtree(project.root / "deps", ignore_errors=True)
        (project.root / "ran").unlink(missing_ok=True)
        scope = StepScope(project.scope, "build", "build", Overrides(repeated=repeated))
        run_station(project.registry, "build", project.context.for_step({}), scope)
        installs.append((project.root / "ran").exists())
    assert installs == [True, False, True]
