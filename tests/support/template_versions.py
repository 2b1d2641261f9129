"""A template with three versions, each a tag of one repository: the light one, with files that change in every way."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from harness import LIGHT, git

VERSIONS = ("1.0.0", "1.1.0", "2.0.0")
GUIDE = "".join(f"Step {number}: do it.\n" for number in range(1, 31))
_APP = "{{cookiecutter.app_slug}}"
_INSTALL = """def install():
    (HERE / "dist").mkdir(exist_ok=True)
    (HERE / "dist/formatter").write_text("2.0.0", encoding="utf-8")


def format(*paths):
    assert (HERE / "dist/formatter").read_text(encoding="utf-8") == "2.0.0", "the formatter is not installed"
"""
"""The formatter of the third version is one that has to be installed first."""
_NOTES = {"1.1.0": "It polls faster, and help.md is called guide.md.", "2.0.0": "Settings are in settings.ini."}


def _first(template: Path) -> None:
    app = template / _APP
    (app / "help.md").write_text(GUIDE)
    (app / "guide.ini").write_text("[guide]\nlevel = 1\ncolour = {{ cookiecutter.colour }}\n")
    (app / "obsolete.md").write_text("Not needed any more.\n" * 4)
    (app / "steady.md").write_text("This never changes.\n")
    (app / "run.sh").write_text("#!/bin/sh\nexec python3 server.py\n")
    (app / "logo.bin").write_bytes(b"\0\1\2" * 40)


def _second(template: Path) -> None:
    app = template / _APP
    (app / "help.md").rename(app / "guide.md")
    _edit(app / "guide.md", "Step 25: do it.", "Step 25: do it well.")
    _edit(app / "server.py", "serve_forever()", "serve_forever(0.25)")
    _edit(app / "guide.ini", "level = 1", "level = 2")
    (app / "obsolete.md").unlink()
    (app / "run.sh").chmod(0o755)
    (app / "fresh.md").write_text("New in 1.1, for {{ cookiecutter.size }} applications.\n")
    _edit(template / "cookiecutter.json", '"greeting"', '"size": ["small", "large"],\n  "greeting"')


def _third(template: Path) -> None:
    app = template / _APP
    (app / "guide.ini").unlink()
    (app / "settings.ini").write_text("# rewritten from scratch\n[settings]\ndepth = 3\n")
    (app / "logo.bin").write_bytes(b"\0\3\4" * 50)
    _edit(app / "server.py", "Answers /health as JSON.", "Answers /health as JSON, quickly.")
    _edit(app / "guide.md", "Step 20: do it.", "Step 20: do it again.")
    _edit(template / "feature/each/features/{many_snake}.py", "for people", "for everybody")
    _edit(app / "make.py", "def format(*paths):\n", _INSTALL)
    _edit(template / "feature/each/tests/features/test_{many_snake}.py", "are what their", "are as their")
    bring = "-- after <[ migration.previous ]>\nALTER TABLE <[ feature.many.snake ]> ADD COLUMN row_version INTEGER;\n"
    (template / "feature/migration/since-2.0.0.sql").write_text(bring, encoding="utf-8")


_STEPS: dict[str, Callable[[Path], None]] = dict(zip(VERSIONS, (_first, _second, _third), strict=True))


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _describe(template: Path, version: str) -> None:
    """Gives the template its version and the notes of all versions so far, the newest first."""
    so_far = VERSIONS[1 : VERSIONS.index(version) + 1]
    rows = "".join(f"  - {{version: {one}, notes: ['{_NOTES[one]}']{_renamed(one)}}}\n" for one in reversed(so_far))
    text = (LIGHT / "stack.yaml").read_text(encoding="utf-8")
    changes = f"changes:\n{rows}" if rows else ""
    text = text.replace("language: python\n", f"language: python\nversion: {version}\n{changes}", 1)
    if version == "2.0.0":
        text = text.replace("commands:\n", 'commands:\n  install: {argv: ["${python}", make.py, install]}\n', 1)
    (template / "stack.yaml").write_text(text, encoding="utf-8")


def _renamed(version: str) -> str:
    return ", renamed: {guide.ini: settings.ini}" if version == "2.0.0" else ""


def make_template(folder: Path) -> Path:
    """The repository of the template, with a tag for each version; `folder` must not be there."""
    shutil.copytree(LIGHT, folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    for version in VERSIONS:
        _STEPS[version](folder)
        _describe(folder, version)
        commit(folder, f"version {version}")
        git(folder, "tag", f"v{version}")
    return folder


def commit(folder: Path, message: str = "mine") -> None:
    """Commits everything in a repository as its owner does."""
    git(folder, "add", "--all")
    who = ("-c", "user.name=U", "-c", "user.email=u@example.com")
    git(folder, *who, "commit", "--quiet", "--allow-empty", "-m", message)
