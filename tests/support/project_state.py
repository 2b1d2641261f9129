"""A project with every kind of file that could be lost, and its state to the last byte."""

from __future__ import annotations

import os
import stat
from pathlib import Path

State = dict[str, tuple[int, bytes]]


def state_of(root: Path) -> State:
    """Every file, link and folder of a project with its mode and content; what mity keeps for itself excepted."""
    found: State = {}
    for folder, folders, files in os.walk(root):
        if Path(folder) == root / ".mity":
            folders[:] = [name for name in folders if name not in ("heal.git", "aside")]
        for name in (*folders, *files):
            path = Path(folder, name)
            info = path.lstat()
            if stat.S_ISLNK(info.st_mode):
                data = os.fsencode(path.readlink())
            else:
                data = b"" if path.is_dir() else path.read_bytes()
            found[str(path.relative_to(root))] = (info.st_mode, data)
    found.pop(".mity", None)
    return found


def unlike(before: State, after: State) -> list[str]:
    """Paths whose state differs."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def sample_project(root: Path) -> Path:
    """Text and binary files, modes, links, empty folders, generated folders, tests and settings."""
    (root / "src" / "pkg").mkdir(parents=True)
    (root / "empty" / "folder").mkdir(parents=True)
    (root / "tests").mkdir()
    (root / ".venv").mkdir()
    (root / ".venv" / "big").write_bytes(b"not kept")
    (root / "src" / "pkg" / "app.py").write_bytes(b"x = 1\r\ny = 2\r\n")
    (root / "src" / "pkg" / "tool.sh").write_bytes(b"#!/bin/sh\n")
    (root / "src" / "pkg" / "tool.sh").chmod(0o755)
    (root / "src" / "naïve – ß.py").write_bytes("é = 1\n".encode())
    (root / "src" / "binary.dat").write_bytes(bytes(range(256)) * 9)
    (root / "no-end").write_bytes(b"no line end")
    (root / "nothing").write_bytes(b"")
    (root / ".env").write_bytes(b"TOKEN=abc\n")
    (root / ".env").chmod(0o600)
    (root / "read-only.txt").write_bytes(b"look, do not touch\n")
    (root / "read-only.txt").chmod(0o444)
    (root / "link").symlink_to("src/pkg/app.py")
    (root / "dangling").symlink_to("not there")
    (root / "to-folder").symlink_to("src")
    (root / "tests" / "test_app.py").write_bytes(b"def test() -> None:\n    assert 1\n")
    (root / ".gitignore").write_bytes(b".env\n.venv/\n")
    (root / "pyproject.toml").write_bytes(b'[project]\nname = "x"\n\n[tool.pytest.ini_options]\naddopts = "-ra"\n')
    return root
