"""A client of the Model Context Protocol that wants out of its workspace, past consent, or into what an agent reads."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from own_flow import OwnFlow

from harness import LIGHT, Mity
from mcp_client import Talk, dumped, server_of, talk
from mity.app import App
from mity.errors import MityError
from mity.mcp.shown import clean, clean_text
from mity.operations.run_workflow import RunOptions
from mity.redaction import Redactor
from mity.system.runner import Runner
from mity.system.template_fetching import fetch
from mity.workflow.sources import is_path
from rows import each

FLOW = "name: flow\nsteps:\n  - {name: one, command: 'touch %s/ran'}\n"
SMUGGLED = "".join(chr(0xE0000 + ord(sign)) for sign in "run rm")
HIDING = {
    "tags that no screen shows": SMUGGLED,
    "no width": "a\u200bb\u2060c\ufeffd",
    "another direction": "\u202etxt\u2066",
    "a title": "\x1b]0;x\x07",
    "cleared screen": "\x1b[2J\x1b[H",
    "backspaces": "rm\b\bls",
    "a carriage return": "all is well\rerror",
    "variation selectors": "a" + "".join(chr(0xE0100 + n) for n in range(8)),
    "a soft hyphen": "in\u00advisible",
    "invisible operators": "a\u2061\u2062\u2063b",
    "C1 controls": "\u009b31mred",
    "line separators": "a\u2028b\u2029c",
    "annotations": "a\ufff9b\ufffac\ufffb",
}


@each("name", HIDING)
def test_nothing_hidden_reaches_an_agent_or_a_person(name: str) -> None:
    signs = {sign for sign in HIDING[name] if not (sign.isascii() and sign.isprintable())}
    shown = clean({"a": HIDING[name], HIDING[name]: [HIDING[name]], "deep": {"x": (HIDING[name],)}})
    for text in (str(dumped(shown)), clean_text(HIDING[name])):
        assert not signs & set(text), text
    assert clean({"a": "käse 日本 🙂\n\tx"})["a"] == "käse 日本 🙂\n\tx"


IDS = (
    *("..", ".", "../0001-flow-0000", "0001-flow-0000/../x", "0001-flow-0000\0", "0001-flow-0000\n", "*", "-rf", "~"),
    *("%2e%2e", "0001-flow-0000.json", "0001-flow-0000\u2215x", "x" * 200, "0001-FLOW-0000", "\ud800", " "),
)


@pytest.mark.slow
def test_an_id_of_a_run_is_no_path(workspace: Path) -> None:
    async def story(talk: Talk) -> None:
        for run_id in IDS:
            for tool, more in (("show_run", {}), ("answer", {"choice": "retry"}), ("cancel", {})):
                if "\ud800" not in run_id:
                    assert "run" in await talk.refused(tool, run_id=run_id, **more)

    talk(server_of(workspace), story)
    assert list(workspace.iterdir()) == []


ADDRESSES = (
    *(
        "run://../report",
        "run://..%2f..%2fsecret",
        "run://%2e%2e",
        "run:///etc/passwd",
        "run://%00",
        "run://x%2f..%2fy",
    ),
    *("file:///etc/passwd", "run://0001-flow-0000/../../secret", "run://0001-flow-0000/report/..", "run://a@b/report"),
    *("run://0001-flow-0000%0a", "run://", "RUN://0001-flow-0000", "run://0001-flow-0000?x=..", "run://%ff"),
)


def test_an_address_of_a_run_is_no_path(workspace: Path) -> None:
    from mcp.shared.exceptions import MCPError

    (workspace.parent / "secret").write_text("the secret")

    async def story(talk: Talk) -> None:
        for address in ADDRESSES:
            with pytest.raises(MCPError) as caught:
                await talk.read(address)
            assert "Traceback" not in str(caught.value), address

    talk(server_of(workspace), story)


@pytest.fixture
def outside(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A template and a workflow beside the workspace, which is the folder that `~` means as well."""
    place = workspace.parent / "outside"
    shutil.copytree(LIGHT, place / "light")
    (place / "flow.yaml").write_text(FLOW % workspace.parent)
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("AWAY", str(place))
    for name in (":", "https:", "gh:", "gl:", "file:", "x@y:", "git+https:"):
        (workspace / name).mkdir()
    return place


TEMPLATES = (
    *("~/light", "$AWAY/light", "${AWAY}/light", "../outside/light", "./../outside/light", "://../../outside/light"),
    *("https://../../outside/light", "gh:/../../outside/light", "gl:/../../outside/light", "x@y:/../../outside/light"),
    *("git+https://../../outside/light", "file:/../../outside/light", "FILE://{}/light", "File://{}/light", "{}/light"),
    *("git+file://{}/light", "ext::sh -c touch% {}/ran", "--upload-pack=touch {}/ran", "link", "link/", "link/."),
    *("file://localhost{}/light", "zip:{}/light", "\t{}/light", " {}/light", "{}//light/"),
)


@each("template", TEMPLATES)
def test_no_word_leads_to_a_template_outside(template: str, workspace: Path, outside: Path) -> None:
    from mcp.server.mcpserver.exceptions import ToolError

    from mity.mcp.verbs import check_template

    link = workspace / "link"
    if not link.is_symlink():
        link.symlink_to(outside / "light")
    word = template.replace("{}", str(outside))
    try:
        check_template(workspace, word)
        runner = Runner(Redactor({}))
        here = Path.cwd()
        os.chdir(workspace)
        try:
            found = fetch(runner, word)
        finally:
            os.chdir(here)
    except (ToolError, MityError) as error:
        assert "template" in str(error)
    else:
        raise AssertionError(f"{found.path} is rendered")
    assert not (outside / "ran").exists()


def test_templates_of_the_workspace_and_of_hosts_are_no_way_out(workspace: Path, outside: Path) -> None:
    from mity.mcp.verbs import check_template

    shutil.copytree(LIGHT, workspace / "templates" / "light")
    for word in ("templates/light", "./templates/light", str(workspace / "templates" / "light"), ""):
        check_template(workspace, word)
    for word in ("gh:owner/name", "https://example.org/a/b.git", "ssh://git@example.org/a.git"):
        check_template(workspace, word)


@pytest.mark.slow
@pytest.mark.timeout(600)
@each("stack", ["../outside/light", "{}/light", "~/light", "./link", "gh:a/b", "python-fastapi/..", "\n", "\x1b[2J"])
def test_no_word_is_a_stack_outside(stack: str, workspace: Path, outside: Path) -> None:
    async def story(talk: Talk) -> str:
        return await talk.refused("create_app", name="shop", stack=stack.replace("{}", str(outside)), dry_run=True)

    assert "stack" in talk(server_of(workspace), story)


FILES = (
    *(
        ".mity/x.yaml",
        ".mity/cache/x.yaml",
        ".mity/logs/x.yaml",
        ".mity/workflows/../x.yaml",
        ".mity/workflows/a/x.yaml",
    ),
    *("./.mity/x.yaml", ".mity/x.yaml:flow", ".mity/../own.yaml", "sub/.mity/x.yaml", ".mity/x.json", ".mity/x"),
    *(".mity/specs/x.yaml", ".mity/prompts/x.yml", ".mity/workflows.yaml", "link/flow.yaml", "{}/flow.yaml"),
    *(
        "~/flow.yaml",
        "$AWAY/flow.yaml",
        ".mity/link.yaml",
        ".MITY/x.yaml",
        ".mity/x.YAML",
        ".mity/flow.py",
        ".mity/flow.py:flow",
    ),
)


@each("file", FILES)
def test_no_file_runs_that_nobody_consented_to(file: str, workspace: Path, outside: Path) -> None:
    from mcp.server.mcpserver.exceptions import ToolError

    from mity.mcp.verbs import check_file

    word = file.replace("{}", str(outside))
    path = workspace / word.partition(":flow")[0]
    if not file.startswith(("link", "{", "~", "$")) and "link" not in path.name and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FLOW % workspace.parent)
    if not (workspace / "link").is_symlink():
        (workspace / "link").symlink_to(outside)
    try:
        if is_path(word):
            check_file(workspace, workspace, word, dry_run=False)
        app = App(workspace)
        items = app.beginning.untrusted(app.prepare_run(word, RunOptions()))
    except (ToolError, MityError) as error:
        assert str(error)
    else:
        assert any("touch" in line for one in items for line in one.lines), word


@pytest.mark.slow
def test_a_run_of_another_folder_does_not_go_on_there(mity: Mity, tmp_path: Path) -> None:
    flow = OwnFlow(mity, ("one", f"test -e {tmp_path}/ready && touch ran"))
    flow.run(1)
    (tmp_path / "ready").touch()
    server = tmp_path / "server"
    shutil.copytree(mity.workspace, server / "copy")
    run_id = mity.log()["run_id"]

    async def story(talk: Talk) -> str:
        return await talk.refused("answer", run_id=run_id, choice="retry")

    said = talk(server_of(server), story)
    assert not (mity.workspace / "ran").exists(), said


@pytest.mark.slow
def test_logs_behind_links_are_those_of_somebody_else(mity: Mity, tmp_path: Path) -> None:
    OwnFlow(mity, ("one", "exit 1")).run(1)
    run_id = mity.log()["run_id"]
    logs = mity.workspace / ".mity" / "logs"
    places = {name: tmp_path / "server" / name for name in ("mity", "logs", "file", "folder")}
    for place in places.values():
        place.mkdir(parents=True)
    (places["mity"] / ".mity").symlink_to(mity.workspace / ".mity")
    for name in ("logs", "file", "folder"):
        (places[name] / ".mity").mkdir()
    (places["logs"] / ".mity" / "logs").symlink_to(logs)
    (places["file"] / ".mity" / "logs").mkdir()
    (places["file"] / ".mity" / "logs" / f"{run_id}.json").symlink_to(logs / f"{run_id}.json")
    (places["folder"] / "inner").symlink_to(mity.workspace)

    async def story(talk: Talk) -> dict[str, Any]:
        assert "there is no run" in await talk.refused("show_run", run_id=run_id)
        return await talk.call("list_runs")

    for place in places.values():
        shown = talk(server_of(place), story)["runs"]
        assert [row["state"] for row in shown] == ["unreadable"] * (place.name == "file"), "a name, and nothing of it"


@pytest.mark.slow
def test_an_answer_to_what_nobody_asked_is_refused(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "exit 1"), ("two", "touch two"))
    flow.run(1, "--on-escalate", "abort")
    failed = mity.log()["run_id"]
    flow.define({"name": "flow", "steps": [{"name": "one", "command": "true"}]})
    flow.run(0)
    ended = mity.log()["run_id"]
    assert failed != ended

    async def story(talk: Talk) -> list[str]:
        said = [await talk.refused("answer", run_id=ended, choice=one) for one in ("approve", "skip", "help", "x")]
        said += [await talk.refused("answer", run_id=failed, choice=one) for one in ("approve", "reject", "x", "-x")]
        said += [await talk.refused("answer", run_id=failed, choice="help")]
        return [*said, await talk.refused("answer", run_id=failed, choice="rescaffold --trust")]

    assert all(talk(server_of(mity.workspace), story))
    assert not (mity.workspace / "two").exists()


LONG: tuple[tuple[str, dict[str, Any]], ...] = (
    ("create_app", {"name": "shop", "settings": [f"a={'x' * 3_000_000}"]}),
    ("create_app", {"name": "shop", "settings": ["a=b"] * 101}),
    ("create_app", {"name": "s" * 100_000}),
    ("create_app", {"name": "shop\n"}),
    ("create_app", {"name": "sh\u202eop"}),
    ("create_app", {"name": "shop", "ref": "a\0b"}),
    ("create_app", {"name": "shop", "settings": ["a=\0"]}),
    ("add_feature", {"project": ".", "title": "x\0y"}),
    ("add_feature", {"project": ".", "title": "t", "fields": [f"a:str,max={'9' * 100_000}"]}),
    ("run_workflow", {"workflow": "w" * 501}),
    ("run_workflow", {"workflow": "flow", "parameters": [f"a={'x' * 3_000_000}"]}),
    ("run_workflow", {"workflow": "flow", "timeout": "9" * 100_000 + "h"}),
    ("heal", {"project": "p" * 1_001}),
    ("heal", {"project": "a\0b"}),
    ("heal", {"project": "/".join(["x" * 200] * 4)}),
    ("heal", {"project": ".", "wait_s": 10**9}),
    ("diagnose", {"log": "x" * 2_000_001}),
    ("show_run", {"run_id": {"a": 1}}),
)


@pytest.mark.slow
def test_arguments_beyond_all_bounds_are_refused_in_a_sentence(workspace: Path) -> None:
    async def story(talk: Talk) -> list[str]:
        return [await talk.refused(tool, **given) for tool, given in LONG]

    said = talk(server_of(workspace), story)
    assert [one[:200] for one in said if "Traceback" in one or len(one) > 4_000] == []
    assert {one.name for one in workspace.iterdir()} <= {".mity"}
