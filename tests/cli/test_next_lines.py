"""The lines below a report that a person pastes into a shell."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from mity.cli.output import pointers


def test_the_line_that_runs_an_application_can_be_pasted(tmp_path: Path) -> None:
    app = tmp_path / "my work & more"
    app.mkdir()
    (app / "Makefile").write_text("run:\n\t@echo runs in $(notdir $(CURDIR))\n")
    data: dict[str, Any] = {"app": {"path": str(app), "running": None}, "log": "", "verdict": "proven", "next": ""}
    line = dict(pointers({**data, "patch": "", "needs_input": None}))["run it"]
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=30)
    assert (done.returncode, "runs in" in done.stdout) == (0, True), done.stderr
