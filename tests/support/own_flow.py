"""A project with a workflow of its own, and runs of it by the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from harness import Done, Mity, git


class OwnFlow:
    """The workflow `flow` in the workspace of a mity: each step is a name and a command, or a mapping."""

    def __init__(self, mity: Mity, *steps: tuple[str, str] | dict[str, Any], repository: bool = False, **more: Any):
        self.mity = mity
        self.folder = mity.workspace
        rows = [step if isinstance(step, dict) else {"name": step[0], "command": step[1]} for step in steps]
        self.define({"name": "flow", **({"steps": rows} if rows else {}), **more})
        if repository:
            git(self.folder, "init", "-q", "-b", "main")
            git(self.folder, "config", "user.name", "Test")
            git(self.folder, "config", "user.email", "test@example.com")
            git(self.folder, "add", "--all")
            git(self.folder, "commit", "-q", "-m", "begin")

    def define(self, data: dict[str, Any]) -> None:
        """Writes the definition."""
        path = self.folder / ".mity" / "workflows" / "flow.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, sort_keys=False))

    def run(self, code: int = 0, *words: str) -> dict[str, Any]:
        """The document of a run that must end with `code`."""
        done = self.mity("run", "flow", "--trust", "--quiet", *words)
        assert done.code == code, done.text
        return self.mity.log()

    def back(self, *words: str, code: int = 0) -> Done:
        """`mity rollback` of the newest run, which must end with `code`."""
        done = self.mity("rollback", self.mity.log()["run_id"], *words)
        assert done.code == code, done.text
        return done

    def files(self) -> dict[str, str]:
        """The texts of the project's files, without what mity and git keep."""
        found = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        names = {path.relative_to(self.folder).as_posix(): path for path in found}
        return {name: path.read_text() for name, path in names.items() if not name.startswith((".mity/", ".git/"))}


def changed(document: dict[str, Any]) -> list[tuple[list[str], dict[str, str]]]:
    """The records of a run: the steps of each, and its files with what became of them."""
    rows = document.get("changes", [])
    return [(row["steps"], {one["path"]: one["kind"] for one in row["files"]}) for row in rows]


def lines(path: Path) -> list[str]:
    """The lines of a file; none when it is not there."""
    return path.read_text().splitlines() if path.exists() else []
