"""Tools that run what files of the current folder choose, as rustup and asdf do: no preview asks them there."""

from __future__ import annotations

import os
from pathlib import Path

from harness import Mity

PROXY = '#!/bin/sh\n[ -e rust-toolchain.toml ] && exec ./toolchain/cargo "$@"\necho "cargo 1.90.0 (abc 2026-01-01)"\n'


def test_a_dry_run_starts_no_toolchain_of_a_clone(mity: Mity, tmp_path: Path) -> None:
    root = mity.workspace
    scripts = {
        tmp_path / "bin/cargo": PROXY,
        tmp_path / "bin/rustc": PROXY.replace("cargo", "rustc"),
        root / "toolchain/cargo": f"#!/bin/sh\ntouch {tmp_path}/pwned\n",
        root / "toolchain/rustc": f"#!/bin/sh\ntouch {tmp_path}/pwned\n",
    }
    for path, text in scripts.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    (root / "Cargo.toml").write_text('[package]\nname = "x"\nversion = "0.1.0"\n')
    (root / "rust-toolchain.toml").write_text('[toolchain]\npath = "toolchain"\n')
    done = mity("heal", ".", "--dry-run", env={"PATH": f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}"})
    assert done.code == 0, done.text
    assert "cargo build" in done.text
    assert not (tmp_path / "pwned").exists()
