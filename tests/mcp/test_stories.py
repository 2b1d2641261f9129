"""Stories of real clients on stdio: an application, a question, a checkpoint, a kill, a second client."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from own_flow import OwnFlow

from harness import LIGHT, Mity
from mcp_client import Person, Talk, parameters, talk

pytestmark = pytest.mark.slow
ASKS = {"name": "two", "command": "test -e ready", "on_failure": "escalate"}
MODES = pytest.mark.parametrize("legacy", [False, True], ids=["2026", "2025"])


def trusted(mity: Mity, folder: str = ".") -> None:
    """The person consents, in a terminal."""
    assert mity("trust", folder).code == 0


def test_an_application_is_planned_refused_trusted_made_and_read(mity: Mity) -> None:
    shutil.copytree(LIGHT, mity.workspace / "light")
    given = {"name": "shop", "template": "light"}

    async def before(talk: Talk) -> str:
        plan = await talk.call("create_app", **given)
        assert plan["dry_run"] is True and any("server.py" in str(one) for one in plan["stations"]), plan
        assert not (mity.workspace / "shop").exists()
        return await talk.refused("create_app", **given, dry_run=False)

    refused = talk(parameters(mity), before)
    assert "mity trust light" in refused and "nothing was written" in refused
    assert not (mity.workspace / "shop").exists()
    trusted(mity, "light")

    async def after(talk: Talk) -> None:
        made = await talk.call("create_app", **given, dry_run=False, wait_s=120)
        assert (made["state"], made["verdict"], made["project"]) == ("completed", "proven", "shop"), made
        steps = {one["step"]: one for one in made["steps"]}
        assert steps["test"]["evidence"]["tests"] > 0
        assert made["next"] == ""
        assert talk.progress and talk.progress[-1][1] == len(steps)
        told = [done for done, *_ in talk.progress]
        assert told == sorted(set(told)), "each time it is further"
        assert [one["run_id"] for one in (await talk.call("list_runs"))["runs"]] == [made["run_id"]]
        address = f"run://{made['run_id']}"
        assert json.loads(await talk.read(address))["verdict"] == "proven"
        assert (await talk.read(f"{address}/report")).startswith("# ")
        again = await talk.refused("create_app", **given, dry_run=False)
        assert "exists and is not empty" in again

    talk(parameters(mity), after)


@MODES
def test_the_person_is_asked_where_the_client_can_ask(mity: Mity, legacy: bool) -> None:
    flow = OwnFlow(mity, ("one", "true"), ASKS)
    trusted(mity)
    person = Person([None, {"choice": "retry"}])

    async def story(talk: Talk) -> None:
        waits = await talk.call("run_workflow", workflow="flow", dry_run=False)
        assert waits["state"] == "waiting_for_input"
        assert {one["choice"] for one in waits["question"]["options"]} >= {"retry", "abort"}
        run_id = waits["run_id"]
        assert "still waits" in await talk.refused("answer", run_id=run_id)
        (flow.folder / "ready").touch()
        done = await talk.call("answer", run_id=run_id)
        assert (done["run_id"], done["state"], done["question"]) == (run_id, "completed", None)

    talk(parameters(mity), story, person=person, legacy=legacy)
    assert len(person.asked) == 2
    assert "- retry:" in person.asked[0].message
    assert "retry" in person.asked[0].requested_schema["properties"]["choice"]["enum"]


def test_without_a_person_the_question_is_a_text_and_a_choice_answers_it(mity: Mity) -> None:
    OwnFlow(mity, ("one", "true"), ASKS)
    trusted(mity)

    async def story(talk: Talk) -> None:
        run_id = (await talk.call("run_workflow", workflow="flow", dry_run=False))["run_id"]
        asked = await talk.refused("answer", run_id=run_id)
        assert "- skip:" in asked and "one of these choices" in asked
        assert "nonsense" in await talk.refused("answer", run_id=run_id, choice="nonsense")
        assert "--trust" in await talk.refused("answer", run_id=run_id, choice="--trust")
        done = await talk.call("answer", run_id=run_id, choice="skip")
        assert (done["state"], done["verdict"]) == ("completed", "unproven")

    talk(parameters(mity), story)


def test_a_checkpoint_is_the_persons_whatever_the_assistant_says(mity: Mity) -> None:
    gate = {"name": "gate", "type": "checkpoint", "message": "Release it?"}
    flow = OwnFlow(mity, ("one", "true"), gate, ("last", "touch released"))
    trusted(mity)
    person = Person([{"choice": "reject", "text": "not on a Friday"}])

    async def story(talk: Talk) -> None:
        waits = await talk.call("run_workflow", workflow="flow", dry_run=False)
        assert (waits["state"], waits["question"]["question"]) == ("waiting_for_checkpoint", "Release it?")
        done = await talk.call("answer", run_id=waits["run_id"], choice="approve")
        assert done["state"] in ("failed", "cancelled"), done

    talk(parameters(mity), story, person=person)
    assert "The assistant proposes: approve" in person.asked[0].message
    assert not (flow.folder / "released").exists()

    async def alone(talk: Talk) -> None:
        run_id = (await talk.call("run_workflow", workflow="flow", dry_run=False))["run_id"]
        done = await talk.call("answer", run_id=run_id, choice="approve")
        assert (done["state"], (flow.folder / "released").exists()) == ("completed", True)

    talk(parameters(mity), alone)


CLIENT = """
import asyncio, json, sys
from mcp_client import Talk, talk
from mcp.client.stdio import StdioServerParameters

async def story(one):
    await one.call("run_workflow", workflow="flow", dry_run=False, wait_s=600)

talk(StdioServerParameters(**json.loads(sys.argv[1])), story)
"""


@pytest.mark.parametrize("whom", ["client", "server"])
def test_a_run_goes_on_when_its_client_is_killed_and_another_finds_it(mity: Mity, whom: str) -> None:
    flow = OwnFlow(mity, ("one", "touch begun; while ! test -e go; do sleep 0.1; done"), ("two", "true"))
    trusted(mity)
    told = parameters(mity).model_dump_json(include={"command", "args", "env", "cwd"})
    known = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "support")}
    client = subprocess.Popen([sys.executable, "-c", CLIENT, told], env=known, cwd=flow.folder)
    try:
        _until(lambda: (flow.folder / "begun").exists())
        (server,) = psutil.Process(client.pid).children()
        (client if whom == "client" else server).send_signal(signal.SIGKILL)
        client.wait(timeout=30)
        server.wait(timeout=30)

        async def second(talk: Talk) -> None:
            (row,) = (await talk.call("list_runs"))["runs"]
            assert row["under_way"] is True
            shown = await talk.call("show_run", run_id=row["run_id"])
            assert "under way" in shown["next"]
            (flow.folder / "go").touch()
            deadline = time.monotonic() + 30
            while shown["state"] != "completed" and time.monotonic() < deadline:
                shown = await talk.call("show_run", run_id=row["run_id"])
            assert (shown["state"], [one["status"] for one in shown["steps"]]) == ("completed", ["done", "done"])

        talk(parameters(mity), second)
    finally:
        (flow.folder / "go").touch()
        client.kill()
        client.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_at_once_and_in_silence(mity: Mity, number: int) -> None:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello})
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(mity.argv("mcp"), cwd=mity.workspace, env=mity.env, text=True, **pipes) as server:
        assert server.stdin is not None and server.stdout is not None
        server.stdin.write(f"{line}\n")
        server.stdin.flush()
        assert json.loads(server.stdout.readline())["result"]["serverInfo"]["name"] == "mity"
        server.send_signal(number)
        assert server.wait(timeout=10) == 130
        assert server.stdout.read() == ""


def test_who_does_not_wait_gets_the_id_and_may_cancel(mity: Mity) -> None:
    OwnFlow(mity, ("one", "sleep 60"))
    trusted(mity)

    async def story(talk: Talk) -> None:
        found = await talk.call("run_workflow", workflow="flow", dry_run=False, wait_s=1)
        assert (found["state"], found["under_way"]) == ("running", True)
        await talk.call("cancel", run_id=found["run_id"])
        deadline = time.monotonic() + 20
        while found["state"] != "cancelled" and time.monotonic() < deadline:
            found = await talk.call("show_run", run_id=found["run_id"])
        assert found["state"] == "cancelled"
        assert "cancelled already" in await talk.refused("cancel", run_id=found["run_id"])

    talk(parameters(mity), story)


def _until(is_so: object, limit_s: float = 40.0) -> None:
    deadline = time.monotonic() + limit_s
    while not is_so() and time.monotonic() < deadline:  # type: ignore[operator]
        time.sleep(0.05)
    assert is_so()  # type: ignore[operator]
