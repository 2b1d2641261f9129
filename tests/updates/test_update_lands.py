"""An update within this process, by a run of its one step: it lands whole, asks with both sides, or changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from features.conftest import AppFixture
from harness import git
from mity import ExecutionLog, RunState
from mity.app import App
from mity.cli import main
from mity.errors import UsageError
from mity.operations.run_workflow import RunOptions
from mity.operations.update import UpdateRequest, find_update, prepare_update
from template_versions import commit
from updates.conftest import Make

FLOW = "name: flow\nstages:\n  - {name: change, atomic: true, steps: [{station: update}]}\n"


class Updating:
    """The update of an application that its user trusts, without the proofs that `mity update` makes around it."""

    def __init__(self, shop: AppFixture, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in shop.mity.env.items():
            if name.startswith(("HOME", "XDG_", "GIT_")):
                monkeypatch.setenv(name, value)
        self._flow = folder / "flow.yaml"
        self._flow.write_text(FLOW, encoding="utf-8")
        self.root = shop.root

    def run(self, to: str) -> ExecutionLog:
        """The run that brings the application to a version."""
        app = App(self.root)
        found = find_update(app.services, self.root, UpdateRequest(to))
        order = prepare_update(app.services, found, found.known.answers)
        operation = app.prepare_run(str(self._flow), RunOptions())
        for name in ("update", "answers"):
            operation.context.with_metadata(name, order.context.get_input(name))
        app.gate.consents.give(app.beginning.untrusted(operation))
        return app.run(operation)

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")


@pytest.fixture
def shop(dated: Make) -> AppFixture:
    """An application of the first version, with what its owner changed."""
    made = dated()
    made.edit("server.py", "import json", "import json  # mine")
    return made


def test_an_update_lands_with_the_owners_changes_or_asks_with_both_sides(
    shop: AppFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updating = Updating(shop, tmp_path, monkeypatch)
    log = updating.run("v1.1.0")
    assert log.state is RunState.COMPLETED, log.failed_station()
    evidence = log.results["update"].evidence
    assert (evidence["from"], evidence["to"]) == ("1.0.0", "1.1.0")
    assert evidence["notes"] == ["It polls faster, and help.md is called guide.md."]
    assert [line for line in evidence["files"] if ".mity/" not in line] == [
        "create fresh.md",
        "update guide.ini",
        "create guide.md",
        "delete help.md",
        "delete obsolete.md",
        "update run.sh",
        "merge server.py",
    ]
    assert evidence["merged"] == ["server.py"]
    told = log.results["update"].message
    assert told == "1.0.0 → 1.1.0: 2 to create, 2 to delete, 1 to merge, 4 to update"
    assert log.context.get_output("changed_files") == [line.partition(" ")[2] for line in evidence["files"]]
    assert ("# mine" in updating.text("server.py"), "forever(0.25)" in updating.text("server.py")) == (True, True)
    app = json.loads(updating.text(".mity/app.json"))
    assert (app["template_version"], app["template_ref"]) == ("1.1.0", "v1.1.0")
    with pytest.raises(UsageError, match=r"has 12 changes that are not committed \(\.mity/app"):
        updating.run("v2.0.0")
    commit(shop.root)
    shop.edit("guide.md", "Step 20: do it.", "Step 20: leave it.")
    before = shop.state
    log = updating.run("v2.0.0")
    question = log.results["update"].question
    assert question is not None and shop.state == before
    assert question.question.startswith("update to 2.0.0: 1 conflict with your changes, and nothing was changed.")
    assert [option.choice for option in question.options] == ["retry", "mine", "template", "abort"]
    assert any("Step 20: leave it." in line for line in question.cause)
    assert any("Step 20: do it again." in line for line in question.cause)


def test_a_check_tells_by_its_exit_code_whether_there_is_an_update_and_writes_nothing(
    shop: AppFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own_signals: None,
) -> None:
    Updating(shop, tmp_path, monkeypatch)
    before = shop.state
    assert main(["update", str(shop.root), "--check", "--to", "v1.1.0", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["update"], told["current"], told["newest"]) == (True, "1.0.0", "1.1.0")
    assert {"kind": "merge", "path": "server.py"} in told["files"] and told["conflicts"] == []
    assert main(["update", str(shop.root), "--check", "--to", "v1.0.0"]) == 0
    assert "up to date" in capsys.readouterr().out
    shop.edit("guide.ini", "level = 1", "level = 9")
    before = shop.state
    assert main(["update", str(shop.root), "--check", "--to", "v1.1.0"]) == 3
    said = capsys.readouterr().out
    assert "guide.ini: you and the template changed the same lines" in said and "--mine PATH" in said
    assert shop.state == before and git(shop.root, "status", "--porcelain") == ""
