"""Definitions as teams of other tools write them: a pipeline, a template with what extends it, a list of commands.

They use what such documents have: triggers, parallel by a parameter, lists of outputs that nobody declared, recovery
steps, checkpoints with changes, names in comments, `@commands`, inputs by name, handlers, groups and conditions.
Programs that are not there are a script, coding agents one that is told what to do.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from harness import SAMPLES, Mity, git
from told_work import ToldWork, results

KITCHEN = """#!/bin/sh
echo "$*" >> "$KITCHEN_NOTES"
case "$1" in
  split) echo 'courses=["soup","fish; touch spilt"]' ;;
  weigh) printf 'grams=120\\nminutes=7.50\\n' ;;
  cook) echo "pot=pot of $3" ;;
  salt) touch salted ;;
  guests) printf 'verdict=good\\nwishes<<END\\nmore $(touch spilt)\\n"less" salt\\nEND\\n' ;;
  fancy) echo 'blurb=for `guests`; "fine"' ;;
esac >> "${MITY_OUTPUT:-/dev/null}"
"""
SETTINGS = """[project]
taste_command = "test -f salted"
menu_command = "echo tasted > menu.txt"
wipe_command = "test -f salted"
"""
SPEC = "---\nname: autumn\ntags: [feast]\n---\n# Autumn\nA menu.\n"


def kitchen(mity: Mity, tmp_path: Path) -> Path:
    """A team's project with the definitions; what its program was asked is in the file that this gives."""
    program, notes, root = tmp_path / "bin" / "kitchen", tmp_path / "notes", mity.workspace
    program.parent.mkdir()
    program.write_text(KITCHEN)
    program.chmod(0o755)
    mity.env |= {"PATH": f"{program.parent}:{mity.env['PATH']}", "KITCHEN_NOTES": str(notes)}
    (root / "specs" / "recipes").mkdir(parents=True)
    (root / "specs" / "recipes" / "autumn.md").write_text(SPEC)
    shutil.copytree(SAMPLES / "pipelines", root / ".mity" / "workflows")
    (root / ".mity" / "config.toml").write_text(SETTINGS)
    (root / ".gitignore").write_text(".mity/logs/\n")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "begin")
    return notes


def test_a_pipeline_runs_as_it_stands(mity: Mity, tmp_path: Path) -> None:
    notes = kitchen(mity, tmp_path)
    words = ("deliver", "--trust", "--json", "--spec", "specs/recipes/autumn.md")
    planned = mity("run", *words, "--dry-run", "--tasted_by_hand", "false").json
    assert [row["station"] for row in planned["not_due"]] == ["guests", "host", "grant-wishes", "fancy"]
    when = {row["station"]: row["when"] for row in planned["stations"]}
    assert when["taste"] == ["for each item of ${{ outputs.courses }}"] and not notes.exists()
    assert {tuple(row["commands"]) for row in planned["stations"] if row["station"] == "taste"} == {("test -f salted",)}
    waits = mity("run", *words)
    assert (waits.code, waits.json["needs_input"]["question"].partition(";")[0]) == (
        3,
        "host: Is the menu as the guests' words have it?",
    )
    assert mity("approve", "deliver", "--changes", "a little").code == 0
    done = mity("resume", "--json")
    assert done.code == 0, done.text
    assert notes.read_text().splitlines() == [
        *("read --note", "split", "weigh", "cook --course soup", "season --pot pot of soup", "salt"),
        *("cook --course fish; touch spilt", "season --pot pot of fish; touch spilt", "arrange", "guests"),
        *("grant --wishes more $(touch spilt)", '"less" salt', "fancy", "done autumn"),
    ]
    assert git(mity.workspace, "log", "-1", "--format=%s") == 'menu: autumn - for `guests`; "fine"'
    assert not (mity.workspace / "spilt").exists()
    behind = {key: one["message"] for key, one in results(done).items() if key.startswith("on_success/")}
    assert behind["on_success/1"] == "Menu autumn is printed"
    assert behind["on_success/2"].startswith("failed: there is no workflow 'sell-the-book'")


def test_a_rejected_pipeline_tells_where_and_its_issue_needs_a_forge(mity: Mity, tmp_path: Path) -> None:
    notes = kitchen(mity, tmp_path)
    words = ("deliver", "--trust", "--json", "--cook_together", "true", "--spec", "specs/recipes/autumn.md")
    assert mity("run", *words).code == 3
    assert sorted(notes.read_text().splitlines()[3:5]) == ["cook --course fish; touch spilt", "cook --course soup"]
    assert mity("reject", "deliver", "--reason", "too salty").code == 0
    done = mity("resume", "--json")
    assert done.code == 1 and done.json["error"].startswith("step 'host': rejected by "), done.text
    assert done.json["error"].endswith(": too salty")
    behind = {key: one["message"] for key, one in results(done).items() if key.startswith("on_failure/")}
    assert behind["on_failure/1"] == "Burnt at stage: judge" and behind["on_failure/2"].startswith("failed: ")


def test_two_documents_of_one_file_are_named_by_the_comments_above_them(mity: Mity, tmp_path: Path) -> None:
    notes = kitchen(mity, tmp_path)
    done = mity("run", "snack", "--trust", "--json")
    assert (done.code, notes.read_text().split("\n")[:2]) == (1, ["toast", "mop"]), "what mops does not salt"
    (mity.workspace / "salted").touch()
    done = mity("resume", "--json")
    assert done.code == 0, done.text
    assert notes.read_text().splitlines().count("toast") == 1
    assert "workflow 'kitchen' is abstract" in mity("run", "kitchen", "--trust").err


def commands(work: ToldWork) -> dict[str, list[dict[str, Any]]]:
    """The `@commands` of the list as files, committed; what the agent does for each."""
    texts = {name: f"# {name}\nDo your {name} now." for name in ("cupboard", "draft", "write", "season")}
    work.commit(**{f".mity/commands/{name}.md": text for name, text in texts.items()})
    return {
        "Do your cupboard": [{"print": {"stock": "beans"}}],
        "Do your draft": [{"print": {"card": "bean soup"}}],
        "Do your write": [{"write": {"page.md": "soup\n"}, "print": {"page": "page.md"}}],
        "Do your season": [{"write": {"seasoned.md": "salt\n"}}],
    }


def test_a_list_of_commands_runs_as_it_stands(mity: Mity) -> None:
    work = ToldWork(mity)
    shutil.copytree(SAMPLES / "pipelines", work.root / ".mity" / "workflows")
    bare = mity("run", "menu", "--trust", "--wanted", "soup", cwd=work.root)
    assert bare.code == 4 and "nothing was run: step 'scan'" in bare.err, bare.text
    waits = work.run("menu", commands(work), "--wanted", "something warm")
    assert waits.code == 3, waits.text
    asked = "judge: It cannot be judged. Somebody must taste it."
    assert waits.json["needs_input"]["question"].startswith(asked)
    assert [(part.split()[-1], given) for part, given in work.asked()] == [
        ("cupboard", {"wanted": "something warm"}),
        ("draft", {"stock": "beans"}),
        ("write", {"card": "bean soup"}),
        ("season", {}),
    ]
    assert sorted(work.read("ran").split()) == ["pepper", "salt"]
    (work.root / "judged").touch()
    done = work("resume", "--choose", "retry")
    assert done.code == 0, done.text
    told = {key: one["message"] for key, one in results(done).items() if key.startswith("on_success/")}
    assert [key for key, text in told.items() if "is no step, error handler, workflow or command" in text] == [
        "on_success/#condition-1",
        "on_success/1",
        "on_success/2",
    ]


def test_a_list_of_commands_takes_back_what_a_failed_one_left(mity: Mity) -> None:
    work = ToldWork(mity)
    shutil.copytree(SAMPLES / "pipelines", work.root / ".mity" / "workflows")
    does = commands(work) | {"Do your write": [{"write": {"README.md": "half\n"}, "replace": {"no-such": ["a", "b"]}}]}
    done = work.run("menu", does, "--wanted", "soup")
    assert (done.code, done.json["state"]) == (1, "failed"), done.text
    assert work.git("status", "--porcelain") == "" and work.read("README.md") == "# Demo\n"
