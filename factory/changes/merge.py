"""Three-way merge of a file that mity and its owner both changed, by `git merge-file`."""

from __future__ import annotations

import uuid
from difflib import SequenceMatcher
from pathlib import Path

from mity.command import Command, Outcome
from mity.errors import MityError
from mity.system.files import storage_error
from mity.system.runner import Runner
from mity.system.scratch import Scratch

_TIMEOUT_S = 60.0
_MARK = 7


def merge(base: str, own: str, new: str, path: str) -> str:
    """The text with both changes: of the owner (`own`) and of the feature (`new`), both made from `base`.

    Raises MityError when both changed the same lines, naming the line in the owner's file, and without git.
    """
    if own in (base, new):
        return new
    label = uuid.uuid4().hex
    try:
        with Scratch("merge") as folder:
            outcome, text = _merge_file(folder, {"own": own, "base": base, "new": new}, label)
    except OSError as error:
        raise storage_error("merge", Path(path), error) from error
    if outcome.ok:
        return text
    lines = text.splitlines(keepends=True)
    begins = next((at for at, line in enumerate(lines) if line.rstrip("\r\n") == f"{'<' * _MARK} {label}"), None)
    if outcome.not_found:
        raise MityError(f"{path} cannot be merged, because git is not on the PATH: install git, then start again")
    if begins is None:
        raise MityError(f"{path} cannot be merged: {' '.join(outcome.tail(2)) or outcome.summary}")
    line = _own_line(own, lines, begins)
    raise MityError(
        f"{path}, line {line}: your change and the feature's meet here, so nothing was changed. "
        "Take yours out of this file (the feature's own place for it is a new file), or make the change by hand"
    )


def _merge_file(folder: Path, texts: dict[str, str], label: str) -> tuple[Outcome, str]:
    """Lets git merge in files and not on its output, which a Runner shortens and redacts."""
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    options = ("--quiet", "--diff3", f"--marker-size={_MARK}", "-L", label, "-L", "base", "-L", "new")
    outcome = Runner().run(Command(("git", "merge-file", *options, *texts), folder, timeout=_TIMEOUT_S))
    return outcome, (folder / "own").read_bytes().decode("utf-8")


def _own_line(own: str, merged: list[str], begins: int) -> int:
    """The number in the owner's file of the first line of a conflict, which `begins` at a line of the merged text."""
    ends = next(at for at in range(begins, len(merged)) if merged[at].startswith("|" * _MARK))
    resolved = [*merged[:begins], *merged[begins + 1 : ends]]
    lines = own.splitlines(keepends=True)
    for tag, start, _, at, to in SequenceMatcher(None, lines, resolved, autojunk=False).get_opcodes():
        if at <= begins < to:
            return start + 1 + (begins - at if tag == "equal" else 0)
        if to == begins == len(resolved):
            return min(start + 1 + (to - at), len(lines) or 1)
    return len(lines) or 1
