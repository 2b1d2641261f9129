"""docs/workflows.md does what it says: its files are written, its commands run, what they print is compared."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

from harness import Mity

TUTORIAL = Path(__file__).parents[3] / "docs" / "workflows.md"
BLOCK = re.compile(r"(?:^`(?P<path>[^`\n]+)`\n\n)?^```(?P<kind>[a-z]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, with what it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def printed_by(mity: Mity, command: str) -> str:
    """What a command prints; those of mity run as the tests run it, with the shell's part behind it."""
    words, _, behind = command.partition(" | ")
    if words.startswith("mity "):
        done = mity(*shlex.split(words)[1:])
        refused = done.code == 2 or "nothing was run" in done.err  # else the other stream tells how the run goes on
        given = done.out + (done.err if refused else "")
        if not behind:
            return given
        command, text = behind, given
    else:
        text = ""
    done_here = subprocess.run(
        ["sh", "-c", command], cwd=mity.workspace, env=mity.env, input=text, capture_output=True, text=True
    )
    return done_here.stdout + done_here.stderr


def test_the_tutorial_does_what_it_says(mity: Mity) -> None:
    text = TUTORIAL.read_text(encoding="utf-8")
    ran, wrong = 0, list[str]()
    for block in BLOCK.finditer(text):
        if block["kind"] == "yaml":
            assert block["path"], f"no file is named above {block['text'][:60]!r}"
            (mity.workspace / block["path"]).write_text(block["text"])
            continue
        assert block["kind"] == "console", block[0]
        for command, expected in commands(block["text"]):
            if command.startswith("cd "):
                mity.workspace = mity.workspace / command.removeprefix("cd ")
                continue
            found = printed_by(mity, command)
            wanted = ".*?".join(map(re.escape, expected.strip().split("…")))
            if not re.fullmatch(wanted, found.strip(), re.DOTALL):
                wrong.append(f"$ {command}\n{found}\nthe tutorial says:\n{expected}")
            ran += 1
    assert not wrong, "\n".join(wrong)
    assert ran > 35
