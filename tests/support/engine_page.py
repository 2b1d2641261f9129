"""The page of an engine from the side of its user: runs begun, replayed, paused, resumed and ended there."""

from __future__ import annotations

import re
from pathlib import Path

from harness import Mity
from mity.engines.engine import Engine
from mity.engines.manifest import manifest_of
from page import Client, at, until

_PATIENCE_S = 120.0
GREETS = """
name: greets
title: Greets people
parameters: {who: {type: string}, often: {type: integer, default: 1}}
steps:
  - name: say
    command: 'test -e said && exit 1; (cat note; echo "$WHO $OFTEN") > said'
    env: {WHO: "${{ parameters.who }}", OFTEN: "${{ parameters.often }}"}
  - {name: end, command: "(cat said; echo '!') > end"}
"""
LONG = """
name: long
steps:
  - {name: first, command: "echo one"}
  - {name: second, command: "test -e go || sleep 600"}
"""


def elsewhere(folder: Path) -> Mity:
    """A user of another machine, whose workspace has no files."""
    for name in ("far", "far-home"):
        (folder / name).mkdir()
    return Mity(folder / "far", folder / "far-home")


def begun(mity: Mity, env: dict[str, str], text: str, *words: str) -> str:
    """A run of a definition; its id."""
    (mity.workspace / "flow.yaml").write_text(text)
    return str(mity("run", "flow.yaml", "--trust", "--json", *words, env=env).json["run_id"])


def shows(client: Client, run: str, text: str) -> bool:
    """Whether the page of a run has a text."""
    return text in client.get(at(run)).text


def act(client: Client, run: str, what: str, **form: str) -> int:
    """Sends a form of the page of a run; the status of the answer."""
    found = re.search(r'name="form_token" value="([^"]+)"', client.get(at(run)).text)
    return client.post(at(run, what), form_token=found[1] if found else "none", **form).status


def steered_there(mity: Mity, client: Client, env: dict[str, str], queue: str) -> None:
    """Asserts that a run of a queue is paused, put into its queue again, and ended at the page of an engine."""
    long = begun(mity, env, LONG, "--queue", queue, "--detach")
    until(lambda: shows(client, long, '"mark running"') and shows(client, long, ">second<"), _PATIENCE_S)
    assert act(client, long, "pause") == 303
    until(lambda: shows(client, long, '"mark paused"'), _PATIENCE_S)
    assert act(client, long, "resume", definition="keep") == 400, "workers know of no other definition"
    assert act(client, long, "resume") == 303
    until(lambda: shows(client, long, '"mark running"'), _PATIENCE_S)
    assert act(client, long, "cancel") == 303
    until(lambda: shows(client, long, '"mark cancelled"'), _PATIENCE_S)


def begun_there(mity: Mity, client: Client, env: dict[str, str], queue: str) -> None:
    """Asserts that a page of an engine starts workflows by a form and replays runs, by the workers of a queue."""
    assert "No queue of this engine has run a workflow yet" in client.get("/workflows").text
    (mity.workspace / "note").write_text("dear\n")
    first = begun(mity, env, GREETS, "--queue", queue, "--detach", "--param", "who=ann", "--param", "often=1")
    until(lambda: shows(client, first, '"mark completed"'), _PATIENCE_S)
    (mity.workspace / "note").write_text("changed since\n")
    assert 'href="/workflows/greets"' in client.get("/workflows").text
    form = client.get("/workflows/greets").text
    assert f'the files with which run <a href="{at(first)}"' in form
    assert 'name="param.often"' in form and 'name="spec"' not in form
    token = re.search(r'name="form_token" value="([^"]+)"', form)
    sent = {"form_token": token[1] if token else "none"}
    wrong = client.post("/workflows/greets", **sent, **{"param.who": "bob", "param.often": "x"})
    assert (wrong.status, 'value="bob"' in wrong.text) == (400, True), "nothing that was typed is lost"
    started = client.post("/workflows/greets", **sent, **{"param.who": "bob", "param.often": "2"})
    second = started.headers["location"].rpartition("/")[2]
    assert started.status == 303 and second != first, started.text
    until(lambda: shows(client, second, '"mark completed"'), _PATIENCE_S)
    assert "start greets" in client.get(at(second)).text, "who did it is noted"
    assert files_of(mity, env, second) == {"note": "dear\n", "said": "dear\nbob 2\n", "end": "dear\nbob 2\n!\n"}

    assert client.post(at(second, "replay"), **sent, step="nothing").status == 400
    replayed = client.post(at(second, "replay"), **sent, step="end")
    third = replayed.headers["location"].rpartition("/")[2]
    until(lambda: shows(client, third, '"mark completed"'), _PATIENCE_S)
    assert f'Replay of <a href="{at(second)}"' in client.get(at(third)).text
    done = mity("resume", third, "--json", env=env).json
    assert [(one["station"], bool(one["result"].get("reused"))) for one in done["results"]] == [
        ("say", True),
        ("end", False),
    ]
    assert files_of(mity, env, third) == {"note": "dear\n", "said": "dear\nbob 2\n", "end": "dear\nbob 2\n!\n"}


def files_of(mity: Mity, env: dict[str, str], run: str) -> dict[str, str]:
    """The files of a run as another machine gets them, but for its definition."""
    kept = Engine(env["MITY_ENGINE"])
    names = manifest_of(kept.blobs, kept.rows.row(run).tree)
    shown = {path: kept.blobs.get(one.name).decode() for path, one in names.items() if path in ("note", "said", "end")}
    kept.database.close()
    return shown
