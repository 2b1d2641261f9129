"""An application of the light template that grows by features, in this process."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from bench_station import StationBench, exits
from harness import LIGHT
from mity.changes.changeset import ChangeSet
from mity.features.grammar import feature
from mity.features.request import AddFeature
from mity.projects.app_record import write_app, write_owned
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.system.trees import tree_digests

IGNORED = ("reports", ".mity")


class Growing(StationBench):
    """An application of the light template, whose feature commands a test may replace."""

    def __init__(self, workspace: Path, **commands: Any) -> None:
        stack = yaml.safe_load((LIGHT / "stack.yaml").read_text(encoding="utf-8"))
        del stack["feature"]["migrations"]["previous"]
        stack["feature"] |= {"format": exits(0), "red": exits(1), **commands}
        super().__init__(workspace, {**stack, "requires": [], "commands": {}, "artefacts": [], "health": None})
        shutil.copytree(LIGHT / "feature", self.root / ".mity" / "feature")
        shutil.copyfile(LIGHT / "cookiecutter.json", self.root / ".mity" / "cookiecutter.json")
        answers = {"app_name": "App", "app_slug": "app", "package_name": "app"}
        write_app(self.root, {"name": "app", "stack": "light", "answers": answers})
        write_owned(self.root, {}, "light@1.0.0")
        self.request = AddFeature((feature({"name": "todo", "fields": [{"name": "title", "type": "str"}]}, "here"),))

    def grow(self, *, atomic: bool = True, edited: str = "") -> StationResult:
        """Plans the feature, optionally edits the plan that was shown, and implements it."""
        asked = {"feature": self.request.to_json()}
        planned = self.run("architect", **asked)
        assert planned.status is Status.DONE, planned.message
        plan = json.loads(json.dumps(planned.outputs["plan"]).replace(edited, "0") if edited else "null")
        if atomic:
            self.scope.changes = ChangeSet.begin(self.root, IGNORED, "stage grow", run_id=self.context.run_id)
        return self.run("implement", **asked, **({"plan": plan} if plan else {}))


def files(bench: Growing) -> set[str]:
    """The paths of the application that mity did not keep for itself."""
    return set(tree_digests(bench.root, IGNORED))
