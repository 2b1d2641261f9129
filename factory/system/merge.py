"""Three-way merges of text by `git merge-file`, which needs no repository."""

from __future__ import annotations

import tempfile
from pathlib import Path

import git

from mity.system.git import GitError, Shell

_SIGNS = 40
"""How long a conflict marker is: so long that no file holds one by chance."""


class Conflict(Exception):
    """Both sides changed the same lines. `line` counts from 1 in the merged text, where the first of them would be."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def merge(base: str, ours: str, theirs: str) -> str:
    """The text with what both sides changed since `base`. Raises Conflict, and GitError when git cannot be run."""
    with tempfile.TemporaryDirectory(prefix="mity-") as folder:
        for name, text in (("ours", ours), ("base", base), ("theirs", theirs)):
            (Path(folder) / name).write_bytes(text.encode())
        words = ("--stdout", "--quiet", f"--marker-size={_SIGNS}", "ours", "base", "theirs")
        try:
            status, merged, said = Shell(folder).merge_file(
                *words, with_extended_output=True, with_exceptions=False, stdout_as_string=False,
                strip_newline_in_stdout=False,
            )  # fmt: skip
        except git.GitCommandNotFound as error:
            raise GitError(
                "git is not on PATH, so nothing was merged. Get it: apt install git, or brew install git"
            ) from error
    if status > 127:
        raise GitError(f"git could not merge: {said.strip()}")
    text = merged.decode()
    if status:
        lines = text.splitlines()
        raise Conflict(next(number for number, line in enumerate(lines, 1) if line.startswith("<" * _SIGNS)))
    return str(text)
