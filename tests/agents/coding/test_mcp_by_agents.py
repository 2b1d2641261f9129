"""Real coding agents that work with mity by its tools: `mity mcp` as their server, a scripted model as their mind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from own_flow import OwnFlow

import real_agents
from harness import LIGHT, Mity
from mcp_client import as_configuration
from scripted_model import Call, Found, Say, ScriptedModel, scripted

pytestmark = [pytest.mark.agents, pytest.mark.timeout(600)]
RUNS = Call("run_workflow", {"workflow": "flow", "dry_run": False})


def _line(name: str, mity: Mity, tmp_path: Path) -> list[str]:
    """How an agent is started with mity as its server."""
    known = as_configuration(mity)
    if name == "claude":
        path = tmp_path / "servers.json"
        path.write_text(json.dumps(known))
        tools = ("run_workflow", "create_app", "answer", "show_run")
        allowed = ("--allowedTools", ",".join(f"mcp__mity__{tool}" for tool in tools))
        return ["claude", "-p", "--mcp-config", str(path), "--strict-mcp-config", *allowed, "--", "Run the workflow."]
    one = known["mcpServers"]["mity"]
    table = {"command": one["command"], "args": one["args"], "required": True, "startup_timeout_sec": 60}
    settings = [f"mcp_servers.mity.{key}={json.dumps(value)}" for key, value in table.items()]
    settings += [f"mcp_servers.mity.env.{key}={json.dumps(value)}" for key, value in one["env"].items()]
    options = [word for setting in settings for word in ("-c", setting)]
    return ["codex", "exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", *options, "Run it."]


def _played(name: str, mity: Mity, tmp_path: Path, model: ScriptedModel) -> str:
    """What an agent said that was let work in the workspace."""
    programs = real_agents.installed(name)
    settings, home = real_agents.pointed(name, model.url)
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    line = _line(name, mity, tmp_path)
    try:
        done = subprocess.run(
            line,
            cwd=mity.workspace,
            env={**mity.env, **settings, "PATH": path, "IS_SANDBOX": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", ["claude", "codex"])
def test_an_agent_runs_a_workflow_and_reads_its_verdict(mity: Mity, tmp_path: Path, name: str) -> None:
    flow = OwnFlow(mity, ("one", "touch ran"))
    assert mity("trust").code == 0
    with scripted(RUNS, Say("It is done.")) as model:
        said = _played(name, mity, tmp_path, model)
    assert "It is done." in said, said
    assert (flow.folder / "ran").exists(), model.results[-3000:]
    assert "0001-flow-" in model.results and "passed" in model.results
    assert mity.log()["state"] == "completed"


@pytest.mark.parametrize("name", ["claude", "codex"])
def test_an_agent_that_wants_what_was_not_trusted_is_told_what_the_person_types(
    mity: Mity, tmp_path: Path, name: str
) -> None:
    flow = OwnFlow(mity, ("one", "touch ran"))
    with scripted(RUNS, Say("I may not.")) as model:
        _played(name, mity, tmp_path, model)
    assert "mity trust" in model.results, model.results[-3000:]
    assert not (flow.folder / "ran").exists()


@pytest.mark.parametrize("name", ["claude", "codex"])
def test_an_agent_makes_an_application_answers_a_question_and_resumes_a_run(
    mity: Mity, tmp_path: Path, name: str
) -> None:
    shutil.copytree(LIGHT, mity.workspace / "light")
    asks = {"name": "two", "command": "test -e ready", "on_failure": "escalate"}
    OwnFlow(mity, ("one", "true"), asks, ("last", "touch answered"))
    stopped = mity.workspace / ".mity" / "workflows" / "stopped.yaml"
    stopped.write_text(
        "name: stopped\nsteps:\n  - {name: one, command: 'true'}\n  - {name: two, command: 'touch resumed'}\n"
    )
    assert mity("trust", "light").code == 0 and mity("trust").code == 0
    assert mity("run", "stopped", "--until", "one").code == 130
    acts = (
        Call("create_app", {"name": "shop", "template": "light", "dry_run": False, "wait_s": 240}),
        Call("run_workflow", {"workflow": "flow", "dry_run": False}),
        Call("answer", {"run_id": Found(r"\d{4}-flow-[0-9a-z]{4}"), "choice": "skip"}),
        Call("answer", {"run_id": mity.log()["run_id"]}),
    )
    with scripted(*acts, Say("All of it is done.")) as model:
        said = _played(name, mity, tmp_path, model)
    assert "All of it is done." in said, said
    assert (mity.workspace / "shop" / ".mity" / "app.json").is_file(), model.results[-4000:]
    assert (mity.workspace / "answered").exists(), model.results[-4000:]
    assert (mity.workspace / "resumed").exists(), model.results[-4000:]
    assert "proven" in model.results and "unproven" in model.results
