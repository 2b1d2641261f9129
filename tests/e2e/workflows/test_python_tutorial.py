"""docs/workflows-in-python.md does what it says: its files are written, its package is installed, its commands run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from test_tutorial import BLOCK, commands

from harness import Mity

TUTORIAL = Path(__file__).parents[3] / "docs" / "workflows-in-python.md"


def shell(mity: Mity, command: str) -> str:
    """What a line prints in a shell where `mity`, `python` and `pip` are those of the tests."""
    python = f'"{sys.executable}"'
    site = mity.home / "site"
    install = f"{python} -m pip install --quiet --no-deps --target {site}"
    names = [
        f'mity() {{ {python} -m mity "$@"; }}',
        f'python() {{ PYTHONSAFEPATH= {python} "$@"; }}',
        f'pip() {{ shift; {install} "$@"; }}',
    ]
    done = subprocess.run(
        ["bash", "-c", "\n".join([*names, command])],
        cwd=mity.workspace,
        env={**mity.env, "PYTHONPATH": str(site), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout + (done.stderr if "run" not in command.split() else "")


def test_the_python_tutorial_does_what_it_says(mity: Mity) -> None:
    mity.workspace = mity.workspace / "surveys"
    mity.workspace.mkdir()
    ran, wrong = 0, list[str]()
    for block in BLOCK.finditer(TUTORIAL.read_text(encoding="utf-8")):
        if block["kind"] != "console":
            assert block["path"], f"no file is named above {block['text'][:60]!r}"
            (mity.workspace / block["path"]).write_text(block["text"])
            continue
        for command, expected in commands(block["text"]):
            found = shell(mity, command)
            wanted = ".*?".join(map(re.escape, expected.strip().split("…")))
            if not re.fullmatch(wanted, found.strip(), re.DOTALL):
                wrong.append(f"$ {command}\n{found}\nthe tutorial says:\n{expected}")
            ran += 1
    assert not wrong, "\n".join(wrong)
    assert ran > 6
