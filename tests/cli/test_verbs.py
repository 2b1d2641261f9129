"""The verbs that only tell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import Mity

FAILING = """Traceback (most recent call last):
  File "main.py", line 1, in <module>
ModuleNotFoundError: No module named 'yaml'
"""


def test_version_and_help_name_what_there_is(mity: Mity) -> None:
    assert mity("--version").out.startswith("mity ")
    shown = mity("--help")
    assert shown.code == 0
    for verb in ("create-app", "heal", "diagnose", "resume", "runs", "stacks", "stations", "agents", "doctor"):
        assert f"\n  {verb} " in shown.out
        page = mity(verb, "--help")
        assert page.code == 0
        assert "Usage: mity" in page.out


@pytest.mark.parametrize(
    "group", [(), *((name,) for name in ("runs", "workflow", "fleet", "spec", "templates", "engine"))]
)
def test_a_group_without_a_verb_shows_its_help_as_it_is(mity: Mity, group: tuple[str, ...]) -> None:
    bare, asked = mity(*group), mity(*group, "--help")
    assert (bare.code, bare.out, asked.code, asked.err) == (2, "", 0, "")
    assert bare.err == asked.out
    assert len(bare.err.splitlines()) > 8


def test_what_click_says_in_several_lines_is_one_sentence(mity: Mity) -> None:
    assert "'{bash|zsh|fish}'. Choose from: bash, zsh, fish (see" in mity("completion").err


@pytest.mark.parametrize("verb", ["stacks", "stations", "agents", "doctor"])
def test_lists_come_as_text_and_as_one_json_document(mity: Mity, verb: str) -> None:
    words = [verb, "--stack", "python-fastapi"] if verb == "doctor" else [verb]
    text, data = mity(*words), mity(*words, "--json")
    assert text.code == data.code == 0, text.text
    (rows,) = [value for value in data.json.values() if isinstance(value, list)]
    assert rows
    assert text.out.strip()


def test_a_stack_that_was_never_tried_is_experimental_in_every_list(mity: Mity) -> None:
    assert "dotnet-webapi is experimental: it was written without a .NET SDK" in " ".join(mity("stacks").out.split())
    told = {row["id"]: row["experimental"] for row in mity("stacks", "--json").json["stacks"]}
    assert [name for name, why in told.items() if why] == ["dotnet-webapi"]


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_the_evidence_of_an_application_says_that_its_stack_is_experimental(mity: Mity) -> None:
    made = mity("create-app", "demo", "--stack", "dotnet-webapi", "--json", "--on-escalate", "abort")
    (scaffold,) = [row["result"] for row in made.json["results"] if row["station"] == "scaffold"]
    assert "no part of it was ever compiled" in scaffold["evidence"]["experimental"]
    assert "the stack is experimental" in scaffold["message"]


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_doctor_says_what_is_missing_and_how_to_get_it(mity: Mity, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = mity("doctor", "--stack", "python-fastapi", env={"PATH": str(empty)})
    assert done.code == 1
    assert "git" in done.out
    assert "missing" in done.out
    assert "apt-get install git" in done.out
    unknown = mity("doctor", "--stack", "python-fastap")
    assert unknown.code == 2
    assert "did you mean 'python-fastapi'" in unknown.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(mity: Mity, shell: str) -> None:
    done = mity("completion", shell)
    assert done.code == 0
    assert "_MITY_COMPLETE" in done.out


def completed(mity: Mity, words: str) -> list[str]:
    """What the shell is offered for the last of some words, without a word on stderr."""
    typed = ["mity", *words.split()]
    env = {"COMP_WORDS": " ".join(typed), "COMP_CWORD": str(len(typed) - 1), "_MITY_COMPLETE": "bash_complete"}
    done = mity(env=env)
    assert not done.err
    return [line.partition(",")[2] for line in done.out.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("create-app x --stack py", ["python-fastapi"]),
        ("heal --stack python-p", ["python-project"]),
        ("heal --agent cl", ["claude", "claude-acp"]),
        ("resume 0001-c", []),
        ("runs show --output nowhere 0", []),
        ("remove-feature t", []),
        ("create-app x --stack nope", []),
    ],
)
def test_the_shell_is_offered_what_there_is(mity: Mity, words: str, offered: list[str]) -> None:
    found = completed(mity, words)
    assert len(found) == len(offered), found
    assert all(one.startswith(start) for one, start in zip(found, offered, strict=True))


def test_an_unknown_verb_gets_the_nearest_one(mity: Mity) -> None:
    done = mity("crate-app")
    assert done.code == 2
    assert "did you mean 'create-app'" in done.err


def test_a_wrong_call_with_json_answers_in_json(mity: Mity) -> None:
    done = mity("create-app", "demo", "--stack", "nope", "--json")
    assert done.code == 2
    assert json.loads(done.out)["exit_code"] == 2


def test_diagnose_reads_files_and_says_who_mends_it(mity: Mity, tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    log.write_text(FAILING)
    fine = tmp_path / "fine.log"
    fine.write_text("===== 3 passed in 0.10s =====\n")
    done = mity("diagnose", "--json", str(log), str(fine))
    assert done.code == 0, done.text
    first, second = done.json["diagnoses"]
    assert (first["error_type"], first["subject"], first["specialist"]) == ("DependencyError", "yaml", "devops")
    assert second["error_type"] is None
    shown = mity("diagnose", str(log))
    assert "ModuleNotFoundError: No module named 'yaml'" in shown.out
    missing = mity("diagnose", str(tmp_path / "none.log"))
    assert missing.code == 2
    assert "none.log" in missing.err


def test_a_stack_without_template_is_not_offered_to_create_app(mity: Mity) -> None:
    done = mity("create-app", "demo", "--stack", "python-project")
    assert done.code == 2
    assert "has no template" in done.err


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_quiet_prints_the_verdict_only_and_the_run_is_offered_to_the_shell(mity: Mity) -> None:
    done = mity.light("demo", "--quiet")
    assert done.out == "demo is proven\n"
    [offered] = completed(mity, "runs show 0001-c")
    assert offered.startswith("0001-create-app")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("fastapi", "'python-fastapi'?"),
        ("Java", "'java-quarkus' or 'java-springboot'?"),
        ("pythn-fastapi", "'python-fastapi'?"),
        ("python", "'python-fastapi'?"),
        ("frontend", "'frontend-angular' or 'frontend-react' or 'frontend-vue'?"),
    ],
)
def test_who_names_a_part_of_a_stack_is_told_the_stacks_that_can_be_made(mity: Mity, said: str, meant: str) -> None:
    done = mity("create-app", "shop", "--stack", said)
    assert (done.code, done.err) == (2, f"mity: unknown stack '{said}': did you mean {meant}\n")


def test_a_verb_is_found_by_a_part_of_it(mity: Mity) -> None:
    assert "did you mean 'add-feature' or 'features' or 'remove-feature'?" in mity("feature").err
    assert "known: add-feature" in mity("zzz").err
