"""Builds the forge that the tests talk to, once a machine: `python tests/support/build_gitea.py`.

Gitea comes as a Go module. `go install` refuses a module that replaces others, so the program is built as a dependency
of a module of our own that has the same replacements.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

MODULE, VERSION = "code.gitea.io/gitea", "v1.26.0"
TAGS = "sqlite sqlite_unlock_notify timetzdata"
CACHE = user_cache_path("mity-forge")


def binary() -> Path:
    """Where the program is, or would be."""
    return CACHE / f"gitea-{VERSION}"


def why_not() -> str:
    """Why it can neither be used nor built here; empty when it can."""
    if binary().exists() or (shutil.which("go") and shutil.which("cc")):
        return ""
    return "Gitea is built from source: install Go and a C compiler"


def sources() -> Path:
    """The folder with the templates and texts that the program reads when it runs, kept beside it."""
    kept = CACHE / f"gitea-{VERSION}-files"
    with FileLock(CACHE / "build.lock"):
        if not kept.exists():
            module, part = Path(_download()["Dir"]), CACHE / f".files-{os.getpid()}"
            for name in ("templates", "options", "public"):
                shutil.copytree(module / name, part / name, copy_function=shutil.copyfile)
            part.rename(kept)
    return kept


def build() -> Path:
    """Builds it unless it was; needs minutes. Raises CalledProcessError."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "build.lock"):
        return binary() if binary().exists() else _built()


def _built() -> Path:
    found = _download()
    with tempfile.TemporaryDirectory(prefix="gitea-") as name:
        folder = Path(name)
        (folder / "go.mod").write_text(_definition(Path(found["GoMod"])))
        shutil.copy(Path(found["Dir"]) / "go.sum", folder / "go.sum")
        (folder / "tools.go").write_text(f'package tools\n\nimport _ "{MODULE}"\n')
        flags = f"-s -w -X main.Version={VERSION.removeprefix('v')}"
        _go("build", "-mod=mod", "-tags", TAGS, "-ldflags", flags, "-o", "gitea", MODULE, cwd=folder)
        part = CACHE / f".{os.getpid()}"
        shutil.move(folder / "gitea", part)
        part.replace(binary())
    return binary()


def _definition(module: Path) -> str:
    """A module that requires Gitea's and replaces what Gitea's own replaces."""
    told = json.loads(_go("mod", "edit", "-json", str(module)))
    lines = ["module forge", f"go {told['Go']}", f"require {MODULE} {VERSION}"]
    for one in told.get("Replace") or []:
        old, new = one["Old"], one["New"]
        lines.append(f"replace {old['Path']} {old.get('Version', '')} => {new['Path']} {new.get('Version', '')}")
    return "\n".join(lines) + "\n"


def _download() -> dict[str, str]:
    found: dict[str, str] = json.loads(_go("mod", "download", "-json", f"{MODULE}@{VERSION}"))
    return found


def _go(*words: str, cwd: Path | None = None) -> str:
    done = subprocess.run(["go", *words], cwd=cwd, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


if __name__ == "__main__":
    if why := why_not():
        sys.exit(why)
    sys.stdout.write(f"{build()}\n")
