"""A fleet on a real Gitea: the repositories of an owner, each in its clone, proposed once by the rule."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fleet_work import CHANGE, UP, states
from gitea import OWNER, GiteaServer

from harness import Mity

pytestmark = [pytest.mark.forge, pytest.mark.xdist_group("forge")]
NAMES = ("fleet-good", "fleet-half", "fleet-idle")


def _pulls(gitea: GiteaServer, name: str) -> list[dict[str, Any]]:
    found = gitea.ask("GET", f"/repos/{OWNER}/{name}/pulls?state=all")
    assert isinstance(found, list)
    return found


def test_what_changed_is_proposed_once(gitea: GiteaServer, mity: Mity) -> None:
    person = gitea.owner
    mity.env |= {"MITY_FORGE_TOKEN": person.token, "MITY_FORGE_HOST": gitea.base}
    for name, script in zip(NAMES, (CHANGE, f"{CHANGE}exit 1\n", "exit 1\n"), strict=True):
        gitea.repository(name, {"a.txt": "old\n", "do.sh": script})
    (mity.workspace / "up.yaml").write_text(UP)
    words = ("fleet", "run", "up.yaml", "--org", f"{gitea.base}/{OWNER}", "--match", "fleet-*", "--json")
    done = mity(*words, "--pull-request", "always", "--parallel", "2")
    assert (done.code, states(done)) == (
        1,
        {"fleet-good": "proven", "fleet-half": "failed", "fleet-idle": "failed"},
    ), done.text
    (good,), (half,) = _pulls(gitea, "fleet-good"), _pulls(gitea, "fleet-half")
    assert (good["title"], half["title"]) == ("mity run up.yaml", "WIP: mity run up.yaml")
    assert good["base"]["ref"] == "main"
    assert re.search(r"<!-- mity:fleet-run-up-yaml-\w{6}-\w{16} -->", good["body"])
    assert _pulls(gitea, "fleet-idle") == []
    again = mity("fleet", "resume", "--json")
    assert states(again) == states(done)
    anew = mity(*words, "--pull-request", "always")
    assert {name: len(_pulls(gitea, name)) for name in NAMES} == {"fleet-good": 1, "fleet-half": 1, "fleet-idle": 0}
    gitea.ask("PATCH", f"/repos/{OWNER}/fleet-good/pulls/{good['number']}", {"state": "closed"})
    declined = mity(*words, "--pull-request", "changed")
    (row,) = [row for row in declined.json["repositories"] if row["state"] == "proven"]
    assert f"pull request {good['number']} was closed" in row["message"]
    assert len(_pulls(gitea, "fleet-good")) == 1
    kept = b"".join(path.read_bytes() for path in Path(mity.workspace).rglob("*") if path.is_file())
    for secret in (person.token.encode(),):
        assert secret not in kept + json.dumps(anew.json).encode() + done.text.encode()
