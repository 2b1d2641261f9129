"""Builds the Temporal server that tests talk to, once a machine: `python tests/support/build_temporal.py`.

It is the one of Temporal's own command line, which comes as a Go module. A `temporal` on PATH is used as it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

MODULE, VERSION = "github.com/temporalio/cli/cmd/temporal", "v1.5.1"  # later ones replace a module: no `go install`
CACHE = user_cache_path("mity-temporal")


def binary() -> Path:
    """Where the program is, or would be."""
    found = shutil.which("temporal")
    return Path(found) if found else CACHE / f"temporal-{VERSION}" / "temporal"


def why_not() -> str:
    """Why it can neither be used nor built here; empty when it can."""
    if binary().exists() or shutil.which("go"):
        return ""
    return "Temporal is built from source: install Go, or put `temporal` on PATH"


def build() -> Path:
    """Builds it unless it is there; needs minutes. Raises CalledProcessError."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "build.lock"):
        if not binary().exists():
            part = CACHE / f".{os.getpid()}"
            subprocess.run(["go", "install", f"{MODULE}@{VERSION}"], env={**os.environ, "GOBIN": str(part)}, check=True)
            binary().parent.mkdir(exist_ok=True)
            (part / "temporal").replace(binary())
            part.rmdir()
    return binary()


if __name__ == "__main__":
    if why := why_not():
        sys.exit(why)
    sys.stdout.write(f"{build()}\n")
