"""What a repository itself has git start: hooks, and settings in `.git/config` that are programs. A clone has none."""

from __future__ import annotations

import os
import re
from pathlib import Path

from mity.command import Command, Run

_TIMEOUT_S = 20.0
_STARTS = re.compile(
    r"core\.(?:fsmonitor|hookspath|sshcommand|gitproxy|askpass|editor|pager|alternaterefscommand)"
    r"|filter\..*\.(?:clean|smudge|process)|diff\.external|diff\..*\.(?:command|textconv)|merge\..*\.driver"
    r"|(?:gpg|gpg\..*)\.program|credential\.(?:.*\.)?helper|uploadpack\.packobjectshook|trailer\..*\.(?:command|cmd)"
    r"|remote\..*\.(?:vcs|uploadpack|receivepack)|submodule\..*\.update|sequence\.editor"
)
_HARMLESS = re.compile(r"(?:true|false|yes|no|on|off|0|1||/dev/null)|git-lfs (?:clean|smudge|filter-process)[\w %.-]*")


def programs_of_git(folder: Path, run: Run) -> list[str]:
    """The settings and hooks, a word each, of the repository around `folder`; none where there is no repository.

    Settings of the user and the system are not the repository's. `run` starts git, which only reads its settings here.
    """
    found = []
    for scope in ("--local", "--worktree"):
        for entry in _git(folder, run, "config", scope, "--includes", "--null", "--list").split("\0"):
            key, _, value = entry.partition("\n")
            if _STARTS.fullmatch(key.lower()) and not _HARMLESS.fullmatch(value.strip()):
                found.append(key)
    named = _git(folder, run, "rev-parse", "--absolute-git-dir").strip()
    hooks = Path(named) / "hooks" if named else folder / ".git" / "hooks"
    try:
        names = sorted(one.name for one in hooks.iterdir() if one.suffix != ".sample" and os.access(one, os.X_OK))
    except OSError:
        names = []
    return list(dict.fromkeys([*found, *(f"hooks/{name}" for name in names)]))


def _git(folder: Path, run: Run, *words: str) -> str:
    outcome = run(Command(("git", *words), cwd=folder, timeout=_TIMEOUT_S))
    return outcome.output if outcome.ok else ""
