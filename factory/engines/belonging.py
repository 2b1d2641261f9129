"""Which paths belong to the files of a run at all: no secrets, caches, logs of others, and of git only commits.

Another machine names them, so this asks the names alone, whatever they are like on this one.
"""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath

from mity.changes.record import RECORDS
from mity.changes.state_file import STATES
from mity.engines.agreed import NAME
from mity.engines.walk import CACHES, OWN, is_secret
from mity.text.file_names import plain_name

_HEAD = r"(?:[A-Z]+_)?HEAD"
_NAME = r"[^/\x00-\x1f]+"
_RECORDED = re.compile(
    rf"{_HEAD}|(?:MERGE|SQUASH|COMMIT_EDIT|TAG_EDIT)(?:_?MSG)|MERGE_MODE|index|packed-refs|shallow|\.gitignore|\.lock"
    rf"|(?:refs|logs/refs)/{_NAME}(?:/{_NAME})*|logs/{_HEAD}|objects/[0-9a-f]{{2}}/[0-9a-f]{{38}}(?:[0-9a-f]{{24}})?"
    r"|objects/pack/pack-[0-9a-f]{40,64}\.(?:pack|idx|rev|bitmap|mtimes|keep)"
    r"|objects/info/(?:packs|commit-graph)|lfs/objects/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}"
)
"""What a repository holds of commits, as against what tells git which programs to start and where else to look."""

_OF_APPLICATION = re.compile(r"app\.json|ownership\.json|stack\.yaml|cookiecutter\.json|features?/.+")
"""What an application's own `.mity` holds of what it is: its records, and the stack that its template brought."""
_AGREED = re.compile(rf"\.mity/logs/[^/]+/{NAME}")


def fits(path: object) -> bool:
    """Whether a path names a file below a folder, in the one way in which it can be written."""
    if not isinstance(path, str) or not path or "\0" in path or len(path) > 4_096:
        return False
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    found = PurePosixPath(path)
    return str(found) == path and not found.is_absolute() and not {"..", "."} & set(found.parts)


def belongs(path: str, run_id: str, *, link: bool = False, application: str = "") -> bool:
    """Whether a path may be brought from another machine as one of a run's files; `link` for a link.

    `application` is the folder below the workspace of the application that the run is about, whose records it keeps.
    """
    parts = PurePosixPath(path).parts
    low = [plain_name(part) for part in parts]
    within = f"{application}/.mity/"
    if application and path.startswith(within) and _OF_APPLICATION.fullmatch(path.removeprefix(within)):
        return not link and low.count(".mity") == 1 and not is_secret(low[-1])
    if ".mity" in low and (low[0] != ".mity" or parts[0] != ".mity" or link or len(parts) == 1):
        return False
    if low[0] == ".mity" and not _of_mity(path, run_id):
        return False
    if any(part in CACHES for part in low[:-1]) or is_secret(low[-1]):
        return False
    at = next((number for number, part in enumerate(low) if part.endswith(".git")), None)
    if at is None:
        return True
    inner = "/".join(parts[at + 1 :])
    return not link and parts[at] == low[at] and _RECORDED.fullmatch(inner) is not None and ".." not in inner


def _of_mity(path: str, run_id: str) -> bool:
    own = f".mity/logs/{run_id}/"
    if path.startswith(".mity/logs/"):
        return path.startswith(own) and not path.startswith(f"{own}inbox/")
    return not any(path == one or path.startswith(f"{one}/") for one in OWN)


def of_one_machine(path: str) -> bool:
    """Whether a path is a note that mity makes for itself in a project, which says nothing in another folder."""
    return path.startswith((f"{STATES}/", f"{RECORDS}/")) or _AGREED.fullmatch(path) is not None
