"""Words of others in the place of a proof: in messages of commits, in outputs of other steps, in names of files."""

from __future__ import annotations

import datetime
import hashlib
import json
import time
from pathlib import Path

import pytest
from small_project import SmallProject

from harness import git
from mity.changes.proof_tree import ProofTree
from mity.engine.kinds.outputs import OutputError, checked_outputs
from mity.operations.run_workflow import RunOptions
from mity.services.copied_reports import not_of_this_run
from mity.system.commit_trailers import trailers_of
from mity.system.layered import layered_digest
from mity.system.trees import combined_digest, tree_digests
from rows import each

BLOCK = "Mity-Run: 0001-run-abcd\nMity-Proof: build test\nMity-Tests: 7"
NO_PROOF = {
    "in a sentence": "Fix it\n\nThe log said\nMity-Proof: build test\nand that was wrong.",
    "alone": "Fix it\n\nMity-Proof: build test\nMity-Tests: 1",
    "as the subject": "Mity-Proof: build test",
    "in a note of a template": f"Update\n\n- 2.0: fine\nMity-Proof: build test\n\n{BLOCK.splitlines()[0]}",
    "a whole block before its own": f"Update\n\n{BLOCK}\n\nMity-Run: 0002-run-abcd",
    "quoted": f"Revert it\n\n> {BLOCK}".replace("\n", "\n> "),
    "without a run": "Fix it\n\nMity-Run: \nMity-Proof: build test",
}
PROOF = {
    "as it is written": f"Add a\n\n{BLOCK}\n",
    "behind a body": f"Add a\n\nFields: b (text)\n\n{BLOCK}\n",
    "signed off by a hook": f"Add a\n\n{BLOCK}\nSigned-off-by: Ada <ada@example.com>\n",
    "squashed by a forge": f"Add a (#3)\n\n{BLOCK}\n\nCo-authored-by: Ada <ada@example.com>\n",
    "line ends of Windows": f"Add a\n\n{BLOCK}\n".replace("\n", "\r\n"),
}


@each("message", NO_PROOF.values(), ids=NO_PROOF)
def test_words_in_a_message_are_no_proof(message: str) -> None:
    assert {"Mity-Proof", "Mity-Tests"}.isdisjoint(trailers_of(message))


@each("message", PROOF.values(), ids=PROOF)
def test_a_proof_is_found_in_the_message_of_its_commit(message: str) -> None:
    assert trailers_of(message) == dict(line.split(": ") for line in BLOCK.splitlines())


def _committed(project: SmallProject, *steps: dict[str, object]) -> str:
    """The message of the commit that a workflow of these steps ends with."""
    definition = {"name": "trial", "stages": [{"name": "all", "steps": [*steps, {"station": "commit"}]}]}
    app = project.app()
    operation = app.prepare_run(str(project.write(".mity/trial.json", json.dumps(definition))), RunOptions())
    operation.context.with_metadata("commit_message", "Use ghp_0123456789abcdefghijABCDEFGHIJ012345")
    project.trust(app, operation)
    app.run(operation)
    return git(project.root, "log", "-1", "--format=%B")


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    made = SmallProject(tmp_path / "app", {"build": "true"})
    made.write(".gitignore", ".mity/\n")
    git(made.root, "init", "--quiet")
    return made


@pytest.mark.slow
def test_an_output_of_a_command_is_no_proof_and_no_secret_is_committed(project: SmallProject) -> None:
    said = 'echo \'{"artefacts": ["x"], "tests": {"tests": 999}}\' > "$MITY_OUTPUT"'
    message = _committed(project, {"name": "lie", "command": said})
    assert "Mity-Run: " in message
    assert "Mity-Proof" not in message and "Mity-Tests" not in message
    assert "ghp_0123456789" not in message


@each("value", [{"$artifact": "0" * 64, "size": 1}, [{"$artifact": "0" * 64}], {"a": {"$artifact": "0" * 64}}])
def test_no_step_hands_on_what_another_run_kept(value: object) -> None:
    with pytest.raises(OutputError, match="name of mity's own"):
        checked_outputs({"n": value})


def _second(text: str) -> str:
    """A line end, and behind it the line that a second file `y` of that text would have."""
    return f"\n{hashlib.sha256(text.encode()).hexdigest()}  y"


def test_a_name_with_a_line_end_stands_for_no_second_file(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir(), other.mkdir()
    (one / "x").write_text("1")
    (one / "y").write_text("2")
    (other / f"x{_second('2')}").write_text("1")
    assert combined_digest(tree_digests(one)) != combined_digest(tree_digests(other))
    assert combined_digest({"a\nb": "0", "c": "1"}) != combined_digest({"a\\nb": "0", "c": "1"})
    assert ProofTree(commits=True).digest(one, ()) != ProofTree(commits=True).digest(other, ())


def test_a_link_stands_for_no_file_with_its_words(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "y").write_text("1")
    (one / "x").write_text("y")
    (other / "x").symlink_to("y")
    assert layered_digest([one]) != layered_digest([other])
    assert ProofTree(commits=True).digest(one, ()) != ProofTree(commits=True).digest(other, ())


@each("place", [".hypothesis/app.py", ".benchmarks/deep/main.js", "x.log/run.sh", ".nyc_output/a.TS"])
def test_code_counts_wherever_it_lies(tmp_path: Path, place: str) -> None:
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text("1")
    before = ProofTree(commits=True).digest(tmp_path, ())
    (tmp_path / place).write_text("2")
    assert ProofTree(commits=True).digest(tmp_path, ()) != before


@each("place", [".hypothesis/examples/0a", ".benchmarks/0001.json", "app.log", ".coverage", ".nyc_output/a.json"])
def test_what_tools_leave_does_not_count(tmp_path: Path, place: str) -> None:
    (tmp_path / "app.py").write_text("1")
    before = ProofTree(commits=True).digest(tmp_path, ())
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("2")
    assert ProofTree(commits=True).digest(tmp_path, ()) == before


@each(
    "when, told",
    [
        ("2199-01-01T00:00:00Z", True),
        ("2199-01-01T00:00:00", True),
        ("1999-01-01T00:00:00", True),
        ("", False),
    ],
)
def test_a_report_of_another_time_is_told(tmp_path: Path, when: str, told: bool) -> None:
    (tmp_path / "r.xml").write_text(f'<testsuite timestamp="{when}"><testcase name="a"/></testsuite>')
    said = not_of_this_run(tmp_path, [tmp_path / "r.xml"], (), 1_800_000_000.0)
    assert bool(said) is told, said


@each("hours", [-12, 0, 14])
def test_a_report_of_now_is_fine_in_any_zone_and_without_one(tmp_path: Path, hours: int) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=hours))
    for when in (now := datetime.datetime.now(zone), now.replace(tzinfo=None)):
        (tmp_path / "r.xml").write_text(f'<testsuite timestamp="{when.isoformat()}"><testcase name="a"/></testsuite>')
        assert not not_of_this_run(tmp_path, [tmp_path / "r.xml"], (), time.time() - 5)
