"""Tools that run what files of the current folder choose, as rustup and asdf do: no preview asks them there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness import Mity

PROXY = '#!/bin/sh\n[ -e rust-toolchain.toml ] && exec ./toolchain/cargo "$@"\necho "cargo 1.90.0 (abc 2026-01-01)"\n'


def hostile(root: Path, programs: Path) -> dict[str, str]:
    """A clone whose files name the toolchain that cargo and rustc hand over to; gives the environment with these."""
    scripts = {
        programs / "bin/cargo": PROXY,
        programs / "bin/rustc": PROXY.replace("cargo", "rustc"),
        root / "toolchain/cargo": f"#!/bin/sh\ntouch {programs}/pwned\n",
        root / "toolchain/rustc": f"#!/bin/sh\ntouch {programs}/pwned\n",
    }
    for path, text in scripts.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    (root / "Cargo.toml").write_text('[package]\nname = "x"\nversion = "0.1.0"\n')
    (root / "rust-toolchain.toml").write_text('[toolchain]\npath = "toolchain"\n')
    return {"PATH": f"{programs}/bin{os.pathsep}{os.environ['PATH']}"}


def test_a_dry_run_starts_no_toolchain_of_a_clone(mity: Mity, tmp_path: Path) -> None:
    done = mity("heal", ".", "--dry-run", env=hostile(mity.workspace, tmp_path))
    assert done.code == 0, done.text
    assert "cargo build" in done.text
    assert not (tmp_path / "pwned").exists()


@pytest.mark.slow
def test_doctor_starts_no_toolchain_of_a_clone(mity: Mity, tmp_path: Path) -> None:
    done = mity("doctor", "--stack", "rust-api", env=hostile(mity.workspace, tmp_path))
    assert "1.90.0" in done.text
    assert not (tmp_path / "pwned").exists()
