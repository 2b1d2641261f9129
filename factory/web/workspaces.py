"""The workspaces that a page serves: those it was given, and with `below` those in them; which one a request means."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mity.errors import LogError
from mity.web.kept import Kept
from mity.web.workspace import Workspace

Json = dict[str, Any]
Some = Sequence[Workspace]
MOST = 100
"""Workspaces of one page."""
_LOOKED_AT, _AGAIN_S = 5000, 1.0
"""Entries of a folder among which workspaces are looked for, and the seconds for which what was found holds."""
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 40


class Workspaces:
    """The workspaces at `folders`, whose links have been followed; with `below` those directly in them as well, also
    ones that are made later.

    The name of a workspace in addresses is made of its path alone, so that a link never comes to mean another one.
    """

    def __init__(self, folders: Sequence[Path], *, below: bool = False, engine: Workspace | None = None) -> None:
        self.folders = tuple(dict.fromkeys(folders))
        self._engine = engine
        self.below = below
        self._kept = Kept()
        self._known: dict[str, Workspace] = {}
        self.left_out = 0
        """How many that were found are not served, because they are too many."""
        self._looked = float("-inf")
        self._turn = threading.Lock()

    @property
    def identities(self) -> tuple[Path, ...]:
        """What tells this page from those that serve something else."""
        return (*self.folders, *((self._engine.identity,) if self._engine else ()))

    def all(self) -> tuple[Workspace, ...]:
        """Every workspace there is now: those that were given, then those found, by name."""
        return tuple(self._now().values())

    def of(self, name: str, run: str = "") -> Workspace:
        """The workspace of an address by its name, which is never a path. Without a name, as in an address of a page
        with one workspace, the first that has the run, else the first.

        Raises LogError where there is none, or it is gone.
        """
        known = self._now()
        found = known.get(name)
        if not name:
            having = (one for one in known.values() if run and one.has(run))
            found = next(having, next(iter(known.values())))
        if found is None:
            raise LogError(f"no workspace {name[:100]!r} is served here: see the list of workspaces")
        found.check()
        return found

    def base(self, places: Some) -> str:
        """What the addresses of a workspace begin with; empty where there is only one, or several are meant."""
        return f"/workspaces/{name_of(places[0].identity)}" if len(places) == 1 and len(self._now()) > 1 else ""

    def about(self, places: Some) -> Json:
        """What the frame of a page needs to know: the workspace that it is of, if it is of one."""
        several, base = len(self._now()) > 1, self.base(places)
        one = places[0] if len(places) == 1 else None
        shown = one.shown if one else f"{len(self._now())} workspaces"
        named = self.titles()[one.path] if one and several and one.path in self.titles() else ""
        names = {"base": base, "home": base or "/", "named": named, "workspace": shown}
        return {**names, "several": several, "has_files": all(one.has_files for one in places)}

    def titles(self) -> dict[Path, str]:
        """What each workspace is called: the name of its folder, or the path where several have that name."""
        known = self._now().values()
        names = Counter(one.title for one in known)
        return {one.path: one.title if names[one.title] == 1 else one.shown for one in known}

    def _now(self) -> dict[str, Workspace]:
        with self._turn:
            if time.monotonic() - self._looked > _AGAIN_S and (self.below or not self._known):
                self._known = self._look()
                self._looked = time.monotonic()
            return self._known

    def _look(self) -> dict[str, Workspace]:
        found = {name_of(self._engine.identity): self._engine} if self._engine else {}
        left_out = 0
        for path in (*self.folders, *(self._found() if self.below else ())):
            name = name_of(path)
            if len(found) < MOST and name not in found:  # what was given comes first: nothing found takes its name
                known = self._known.get(name)
                found[name] = known if known is not None and known.path == path else Workspace(path, self._kept)
            left_out += name not in found
        self.left_out = left_out
        return found

    def _found(self) -> Iterator[Path]:
        for folder in self.folders:
            yield from sorted(path for path in _folders(folder) if _is_workspace(path))


def name_of(path: Path) -> str:
    """The name of a workspace in addresses: letters of its folder's name, and a digest of its path."""
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
    return f"{_ODD.sub('-', path.name).strip('.-')[:_LONGEST] or 'workspace'}-{digest}"


def _folders(folder: Path) -> Iterator[Path]:
    """The folders in a folder that are no links."""
    try:
        with os.scandir(folder) as entries:
            for _, entry in zip(range(_LOOKED_AT), entries, strict=False):
                if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                    yield folder / entry.name
    except OSError:  # it is gone, or not to be read: the list says so where it was given
        return


def _is_workspace(path: Path) -> bool:
    """Whether mity has worked in a folder, or is to: it has logs or workflows of its own, or it is an application that
    mity made from the folder above, where it is listed as well; no links lead there.
    """
    own = path / ".mity"
    try:
        here = [one for one in (own / name for name in ("logs", "workflows", "app.json")) if not one.is_symlink()]
        return not own.is_symlink() and any(one.is_file() if one.suffix else one.is_dir() for one in here)
    except OSError:
        return False
