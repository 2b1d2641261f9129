"""What a client may ask and what it may not: schemas, hints, folders outside, consent, words that are options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import LIGHT
from mcp_client import Talk, dumped, server_of, talk
from mity.mcp.shown import bounded, clean
from mity.mcp.workspace import Workspace
from mity.runs.references import RUN

LOOKS = {"list_stacks", "list_workflows", "list_runs", "show_run", "diagnose"}
DESTROYS = {"add_feature", "remove_feature", "heal", "run_workflow", "answer", "cancel"}
FLOW = "name: flow\nsteps:\n  - {name: one, command: 'touch ran'}\n"


def test_tools_say_what_they_do_and_take_no_consent(workspace: Path) -> None:
    async def story(talk: Talk) -> None:
        tools = {one.name: one for one in (await talk.client.list_tools()).tools}
        assert LOOKS | DESTROYS | {"create_app"} == tools.keys()
        hints = {name: one.annotations for name, one in tools.items()}
        assert {name for name, one in hints.items() if one.read_only_hint} == LOOKS
        assert {name for name, one in hints.items() if one.destructive_hint} == DESTROYS
        assert all(one.idempotent_hint is not None and one.open_world_hint is not None for one in hints.values())
        for tool in tools.values():
            names = tool.input_schema["properties"].keys()
            assert not {"trust", "reply", "ctx"} & names, tool.name
            assert tool.description
        shape = tools["create_app"].input_schema["properties"]
        assert shape["dry_run"]["default"] is True
        assert "build" in tools["heal"].input_schema["properties"]["station"]["enum"]
        assert {one.name for one in (await talk.client.list_prompts()).prompts} >= {"repair_a_project"}
        prompt = await talk.client.get_prompt("repair_a_project", {"project": "shop"})
        assert "shop" in prompt.messages[0].content.text

    talk(server_of(workspace), story)


def test_arguments_are_checked_as_on_the_command_line(workspace: Path) -> None:
    rows: list[tuple[str, dict[str, Any], str]] = [
        ("create_app", {"name": "--trust"}, "cannot name an application"),
        ("create_app", {"name": "shop", "settings": ["--trust"]}, "is not KEY=VALUE"),
        ("add_feature", {"project": ".", "title": "todo", "fields": ["title"]}, "title"),
        ("add_feature", {"project": ".", "title": "todo", "agent": "rm -rf /"}, "it must be one of"),
        ("run_workflow", {"workflow": "flow", "timeout": "soon"}, "duration with a unit"),
        ("heal", {"project": ".", "station": "commit"}, "it must be one of"),
        ("heal", {"project": ".", "dryrun": False}, "heal: dryrun: is not one of its arguments; it takes project,"),
        ("diagnose", {}, "diagnose: log: Field required"),
        ("heal", {"project": "..", "dry_run": False}, "outside of the workspace"),
        ("heal", {"project": "/etc", "dry_run": False}, "outside of the workspace"),
        ("heal", {"project": "out", "dry_run": False}, "outside of the workspace"),
        ("heal", {"project": "none", "dry_run": False}, "there is no folder none"),
        ("create_app", {"name": "shop", "template": str(LIGHT)}, "outside of the workspace"),
        ("create_app", {"name": "shop", "template": f"file://{LIGHT}"}, "outside of the workspace"),
        ("run_workflow", {"workflow": "../flow.yaml"}, "outside of the workspace"),
        ("run_workflow", {"workflow": "out.yaml"}, "outside of the workspace"),
        ("run_workflow", {"workflow": "out.yaml:flow", "dry_run": False}, "outside of the workspace"),
        ("run_workflow", {"workflow": "own.yaml", "dry_run": False}, "nobody is asked before own.yaml runs"),
        ("run_workflow", {"workflow": "./own.yaml:flow", "dry_run": False}, "mity run ./own.yaml:flow"),
        ("show_run", {"run_id": "../../0001-flow-0000"}, "is no id of a run"),
        ("show_run", {"run_id": "0001-flow-0000"}, "there is no run"),
        ("answer", {"run_id": "0001-flow-0000", "choice": "retry"}, "there is no run"),
        ("list_runs", {"newest": 0}, "greater than or equal to 1"),
    ]
    (workspace.parent / "flow.yaml").write_text(FLOW)
    (workspace / "out").symlink_to(workspace.parent)
    (workspace / "out.yaml").symlink_to(workspace.parent / "flow.yaml")
    (workspace / "own.yaml").write_text(FLOW)

    async def story(talk: Talk) -> list[str]:
        return [await talk.refused(tool, **arguments) for tool, arguments, _ in rows]

    found = talk(server_of(workspace), story)
    assert [(row[2], said) for row, said in zip(rows, found, strict=True) if row[2] not in said] == []
    assert {one.name for one in workspace.iterdir()} == {"out", "out.yaml", "own.yaml"}


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_what_was_not_trusted_is_not_run_and_the_person_is_told_what_to_type(workspace: Path) -> None:
    flow = workspace / "a b" / ".mity" / "workflows" / "flow.yaml"
    flow.parent.mkdir(parents=True)
    flow.write_text(FLOW)

    async def story(talk: Talk) -> str:
        return await talk.refused("run_workflow", workflow="flow", project="a b", dry_run=False)

    said = talk(server_of(workspace), story)
    assert "touch ran" in said
    assert f"mity trust '{workspace}/a b'" in said
    assert "--trust" not in said
    assert not (workspace / "a b" / "ran").exists()


@pytest.mark.slow
def test_no_word_of_a_client_becomes_an_option(workspace: Path) -> None:
    flow = workspace / ".mity" / "workflows" / "flow.yaml"
    flow.parent.mkdir(parents=True)
    flow.write_text(FLOW)
    rows: list[tuple[str, dict[str, Any], str]] = [
        ("run_workflow", {"workflow": "--trust"}, "'--trust'"),
        ("run_workflow", {"workflow": "flow", "until": "one --trust"}, "nothing was run"),
        ("add_feature", {"project": ".", "title": "--trust", "fields": ["title:str"]}, ""),
        ("remove_feature", {"project": ".", "name": "--trust"}, ""),
        ("create_app", {"name": "shop", "stack": "x --trust"}, "x --trust"),
    ]

    async def story(talk: Talk) -> list[str]:
        return [await talk.refused(tool, **arguments, dry_run=False) for tool, arguments, _ in rows]

    found = talk(server_of(workspace), story)
    assert [(row[2], said) for row, said in zip(rows, found, strict=True) if row[2] not in said] == []
    assert not (workspace / "ran").exists()


def test_what_is_shown_is_bounded_and_holds_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOY_TOKEN", "s3cr3t-value-of-this-test")
    deep: Any = "end"
    for _ in range(50):
        deep = {"x": deep}
    huge = {"text": "a" * 10_000, "list": list(range(10_000)), "deep": deep, "many": {str(i): i for i in range(500)}}
    shown = clean({**huge, "token": "say s3cr3t-value-of-this-test"})
    assert len(dumped(shown)) < 8_000
    assert "s3cr3t" not in dumped(shown)
    assert shown["list"][-1] == "… 9940 more"
    assert bounded({"a": [1, None, True]}) == {"a": [1, None, True]}


def test_runs_of_projects_below_are_found_and_links_are_not_followed(workspace: Path, tmp_path: Path) -> None:
    for folder in (workspace / "shop", workspace / "apps" / "blog", workspace / "node_modules" / "x", tmp_path / "far"):
        (folder / ".mity" / "logs").mkdir(parents=True)
    (workspace / "far").symlink_to(tmp_path / "far")
    found = Workspace(workspace)
    assert [found.shown(one) for one in found.homes()] == ["shop", "apps/blog"]
    assert RUN.match("0001-flow-1c17")
