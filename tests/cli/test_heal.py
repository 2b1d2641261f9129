"""Healing as a user meets it: a fresh scaffold that is broken, healed, and exported for the template's maker."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from harness import LIGHT, Mity


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The light template with an import missing."""
    folder = tmp_path / "faulty"
    shutil.copytree(LIGHT, folder)
    source = folder / "{{cookiecutter.app_slug}}" / "server.py"
    source.write_text(source.read_text().replace("import sys\n", "", 1))
    return folder


def test_a_broken_scaffold_is_healed_and_what_it_needed_is_exported(mity: Mity, faulty: Path) -> None:
    done = mity("create-app", "demo", "--template", str(faulty), "--trust", "--json")
    assert done.code == 0, done.text
    launch = next(row["result"] for row in done.json["results"] if row["station"] == "launch")
    (attempt,) = [a for a in launch["healing"]["attempts"] if a["verdict"] == "kept"]
    assert "+import sys" in attempt["diff"]
    exported = mity("heal", "export", done.json["run_id"], "--json")
    assert exported.code == 0, exported.text
    folder = Path(exported.json["folder"])
    assert exported.json["fingerprints"] == [attempt["fingerprint"]]
    assert "+import sys" in (folder / "fix.patch").read_text()
    script = (folder / "reproduce.sh").read_text()
    assert f"--template {faulty}" in script
    assert "--no-heal" in script


def test_without_healing_the_same_fault_is_a_question(mity: Mity, faulty: Path) -> None:
    done = mity("create-app", "demo", "--template", str(faulty), "--trust", "--no-heal", "--json")
    assert done.code == 3
    question = done.json["needs_input"]
    assert question["station"] == "launch"
    assert any("NameError: name 'sys'" in line for line in question["cause"])
    assert [option["choice"] for option in question["options"]] == ["retry", "skip", "rescaffold", "help", "abort"]


def test_a_limit_of_nothing_heals_nothing(mity: Mity, faulty: Path) -> None:
    done = mity("create-app", "demo", "--template", str(faulty), "--trust", "--max-iterations", "0", "--json")
    assert done.code == 3
    launch = done.json["results"][-1]["result"]
    assert launch["healing"]["attempts"] == []
    assert "0/0" in launch["healing"]["stopped"]


def test_a_run_that_healed_nothing_has_nothing_to_export(mity: Mity) -> None:
    run = mity.light("demo", "--json").json["run_id"]
    done = mity("heal", "export", run)
    assert done.code == 2
    assert "kept no fix" in done.err


def test_help_that_is_commands_runs_them_when_told_to(mity: Mity, faulty: Path) -> None:
    asked = mity("create-app", "demo", "--template", str(faulty), "--trust", "--no-heal", "--json")
    run = asked.json["run_id"]
    text = "$ sed -i '1a import sys' server.py"
    refused = mity("resume", run, "--choose", "help", "--help-text", "just fix it", "--run-help")
    assert refused.code == 2
    assert "'$ command …'" in refused.err
    done = mity("resume", run, "--choose", "help", "--help-text", text, "--run-help", "--no-heal", "--json")
    assert done.code == 0, done.text
    assert mity.log(run)["help"] == [text]


def test_a_run_in_a_copy_names_the_first_fix_and_leaves_the_project_alone(mity: Mity, faulty: Path) -> None:
    mity("create-app", "demo", "--template", str(faulty), "--trust", "--no-heal")
    source = mity.workspace / "demo" / "server.py"
    before = source.read_bytes()
    done = mity("heal", "demo", "--in-copy", "--json")
    assert done.code == 0, done.text
    assert "import sys" in done.json["first"]
    assert source.read_bytes() == before


def test_a_folder_without_a_known_project_is_refused(mity: Mity) -> None:
    done = mity("heal", ".")
    assert done.code == 2
    assert "no known kind of project" in done.err
    assert "package.json" in done.err, "what was looked for is told"
    assert ".mity/stack.yaml" in done.err, "and how to teach it"


def test_a_folder_of_several_projects_names_each_with_its_kind(mity: Mity) -> None:
    for name in ("back/pyproject.toml", "front/package.json", "front/node_modules/x/package.json", "docs/readme.md"):
        (mity.workspace / "both" / name).parent.mkdir(parents=True, exist_ok=True)
        (mity.workspace / "both" / name).write_text("")
    done = mity("heal", "both")
    assert done.code == 2
    assert "back (Any Python project" in done.err
    assert "front (Any Node project" in done.err
    assert "`mity heal both/back && mity heal both/front`" in done.err


def test_a_project_that_is_not_proven_names_those_of_other_languages_below(mity: Mity) -> None:
    """Of a repository of many languages the root is often a package of one of them, without tests of its own."""
    files = {
        "package.json": '{"name": "many", "version": "1.0.0"}',
        "web/package.json": "{}",
        "go/go.mod": "module a\n",
    }
    for name, text in files.items():
        (mity.workspace / "many" / name).parent.mkdir(parents=True, exist_ok=True)
        (mity.workspace / "many" / name).write_text(text)
    done = mity("heal", "many", "--trust")
    assert done.code == 4, done.text
    assert "many also holds go (Any Go module); heal each by itself: `mity heal many/go`" in done.err
    assert "'test' needs a script \"test\" in package.json" in done.out


def test_colours_of_a_tool_are_no_part_of_the_cause(mity: Mity) -> None:
    folder = mity.workspace / "coloured"
    (folder / ".mity").mkdir(parents=True)
    said = "printf '\\033[1m\\033[31mSyntaxError: invalid syntax\\033[0m\\n'; exit 1"
    commands = {"build": {"argv": ["sh", "-c", said.replace("$", "$$")]}}
    stack = {"schema": 1, "id": "own", "title": "t", "language": "any", "detect": {"any": [{"file": "a"}]}}
    (folder / ".mity/stack.yaml").write_text(yaml.safe_dump({**stack, "artefacts": ["b"], "commands": commands}))
    (folder / "a").touch()
    done = mity("heal", str(folder), "--trust", "--json")
    assert done.code == 3, done.text
    assert done.json["needs_input"]["cause"] == ["SyntaxError: invalid syntax"]


def test_programs_of_the_project_s_environment_come_before_others_of_their_name(mity: Mity) -> None:
    folder = mity.workspace / "activated"
    for place, text in ((".venv/bin/tool", "helper > b"), (".venv/bin/helper", "echo own")):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(f"#!/bin/sh\n{text}\n")
        (folder / place).chmod(0o755)
    (folder / ".mity").mkdir()
    stack = {"schema": 1, "id": "own", "title": "t", "language": "any", "detect": {"any": [{"file": "a"}]}}
    commands = {"build": {"argv": ["${venv_bin}/tool"], "title": "the tool"}}
    (folder / ".mity/stack.yaml").write_text(yaml.safe_dump({**stack, "artefacts": ["b"], "commands": commands}))
    (folder / "a").touch()
    done = mity("heal", str(folder), "--trust", "--json")
    assert (folder / "b").read_text() == "own\n", done.text
    (folder / ".venv/bin/helper").write_text("#!/bin/sh\nexit 3\n")
    assert "`the tool` exited with 3" in mity("heal", str(folder), "--trust", "--json").json["needs_input"]["question"]
