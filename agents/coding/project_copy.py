"""The folder an agent works in: a copy of the project, and afterwards what differs from it."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from mity.changes.protected import matches
from mity.healing.ports import Rejected
from mity.reading import read_bytes
from mity.system.files import inside
from mity.system.scratch import Scratch
from mity.system.trees import digest, tree
from mity.text.encoding import plain

GENERATED = (
    *(".mity", ".venv", "venv", "node_modules", ".tox", ".nox", "*.egg-info", "*.pyc", ".DS_Store"),
    *(".pytest_cache", ".ruff_cache", ".mypy_cache"),
)
FOR_AGENTS = (
    *(".claude", ".codex", ".gemini", ".opencode", ".qwen", ".copilot", ".cursor", ".aider.conf.yml"),
    *(".mcp.json", "opencode.json", "opencode.jsonc"),
)
"""Settings of coding agents that came with the project: hooks, servers and permissions in them would take effect."""
SECRETS = (
    *(".env", ".env.*", "*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "id_rsa*", "id_ed25519*", ".npmrc", ".pypirc"),
    *(".netrc", ".git-credentials", "credentials.json", "secrets.*"),
)
SAMPLES = (".env.example", ".env.sample", ".env.template")
LARGEST_COPIED = 8 * 1024 * 1024
LARGEST_CHANGED = 256 * 1024
MOST_NEW = 1000
_LINK = "link:"

Changes = dict[str, tuple[bytes | None, bytes]]


def secret(path: str) -> bool:
    """True for files that usually hold secrets: they are neither shown to an agent nor taken from it."""
    name = path.rpartition("/")[2]
    return matches(name, SECRETS) and name not in SAMPLES


class ProjectCopy:
    """A copy of `project` in a temporary folder, for the time of a `with` block.

    Left out are generated files (`ignore`), mity's own, version control, secrets, very large files, and links that
    lead out of the project.
    """

    def __init__(self, project: Path, ignore: Iterable[str]) -> None:
        self._project = project
        self._ignore = (*ignore, *GENERATED)
        self._copied: dict[str, str] = {}
        self._withheld: set[str] = set()
        self._left: set[str] = set()

    def __enter__(self) -> ProjectCopy:
        paths = [str(path) for path in tree(self._project, self._ignore)]
        self._folder = Scratch("agent")
        self._home = self._folder.path
        self.workdir = self._home / (self._project.name or "project")
        try:
            self.workdir.mkdir()
            for path in paths:
                self._copy(path)
        except BaseException:
            self._folder.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._folder.close()

    @property
    def home(self) -> Path:
        """The folder that holds the copy and what is left beside it."""
        return self._home

    def leave(self, name: str, text: str) -> Path:
        """Puts a file beside the copy and returns its path."""
        path = self._home / name
        path.write_text(text, encoding="utf-8")
        self._left.add(name)
        return path

    def moved(self, text: str) -> str:
        """A text about the project as a text about the copy: no path in it leads to the project."""
        for root in sorted({str(self._project), str(self._project.resolve())}, key=len, reverse=True):
            text = text.replace(root, str(self.workdir))
        return text

    def changes(self) -> Changes:
        """Changed and new files, with their bytes before and after. Raises Rejected for all but plain text."""
        if self.workdir.is_symlink() or not self.workdir.is_dir():
            raise Rejected("it removed the folder that it was to work in")
        beside = {path.name for path in self._home.iterdir()} - self._left - {self.workdir.name}
        if beside:
            raise Rejected(f"it wrote outside its folder: {', '.join(sorted(beside)[:3])}")
        paths = [str(path) for path in tree(self.workdir, self._ignore)]
        if gone := sorted(self._copied.keys() - set(paths)):
            raise Rejected(f"it deleted {', '.join(gone[:3])}")
        if len(paths) > len(self._copied) + MOST_NEW:
            raise Rejected(f"it made {len(paths) - len(self._copied)} new files")
        return {path: change for path in paths if (change := self._change(path))}

    def _copy(self, path: str) -> None:
        source, target = self._project / path, self.workdir / path
        info = source.lstat()
        if stat.S_ISLNK(info.st_mode):
            fits = not source.readlink().is_absolute() and inside(self._project, source)
        else:
            fits = stat.S_ISREG(info.st_mode) and info.st_size <= LARGEST_COPIED and not secret(path)
        if not fits:
            self._withheld.add(path)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target, follow_symlinks=False)
        self._copied[path] = _mark(target)

    def _change(self, path: str) -> tuple[bytes | None, bytes] | None:
        place = self.workdir / path
        info = place.lstat()
        if not stat.S_ISREG(info.st_mode) and not stat.S_ISLNK(info.st_mode):
            raise Rejected(f"it made {path}, which is no plain file")
        if info.st_size > LARGEST_COPIED:
            raise Rejected(f"it made {path} {info.st_size} bytes long, {LARGEST_CHANGED} at most")
        known = self._copied.get(path, "")
        if known == _mark(place):
            return None
        if stat.S_ISLNK(info.st_mode) or known.startswith(_LINK):
            raise Rejected(f"it made or replaced the link {path}")
        if path in self._withheld or secret(path):
            raise Rejected(f"it wrote {path}, which was kept from it")
        after = read_bytes(place)
        if len(after) > LARGEST_CHANGED:
            raise Rejected(f"it made {path} {len(after)} bytes long, {LARGEST_CHANGED} at most")
        if not plain(after):
            raise Rejected(f"it made {path}, which is not plain text")
        return read_bytes(self._project / path) if known else None, after


def _mark(path: Path) -> str:
    return (_LINK if path.is_symlink() else "") + digest(path)
