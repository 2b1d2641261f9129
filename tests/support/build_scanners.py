"""Builds scanners that no registry carries ready-made, once a machine: `python tests/support/build_scanners.py`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock
from platformdirs import user_cache_path

CACHE = user_cache_path("mity-scanners")
CARGO_AUDIT = ("cargo-audit", "0.22.2")
OSV_SCANNER = ("osv-scanner", "v2.6.0")


def scanner(program: tuple[str, str]) -> str:
    """The path of a scanner: from PATH, or as it was built here; the test is skipped where there is none."""
    name, version = program
    built = CACHE / version / "bin" / name
    found = shutil.which(name) or (str(built) if built.exists() else "")
    if not found:
        pytest.skip(f"{name} is built from source: python tests/support/build_scanners.py")
    return found


def build() -> None:
    """Builds those that are not there; needs minutes. Raises CalledProcessError."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "build.lock"):
        name, version = CARGO_AUDIT
        if shutil.which("cargo") and not (CACHE / version / "bin" / name).exists():
            words = ("--locked", "--version", version, "--root", str(CACHE / version))
            subprocess.run(["cargo", "install", name, *words], check=True)
        name, version = OSV_SCANNER
        if shutil.which("go") and not (place := CACHE / version / "bin" / name).exists():
            package = f"github.com/google/osv-scanner/v2/cmd/osv-scanner@{version}"
            env = {**os.environ, "GOBIN": str(place.parent), "GOTOOLCHAIN": "auto"}
            subprocess.run(["go", "install", package], env=env, check=True)


if __name__ == "__main__":
    build()
    print(*sorted(str(path) for path in Path(CACHE).glob("*/bin/*")), sep="\n")
