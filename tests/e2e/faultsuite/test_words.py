"""What programs of a template say that no station runs: packaging, and a start without what a person must install."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from faultsuite.suite import Breaker, Fault, write
from harness import Mity
from proven_apps import missing

pytestmark = [
    pytest.mark.stacks,
    pytest.mark.rotation("faults of electron-app", of=4),
    pytest.mark.xdist_group("electron-app"),
    pytest.mark.timeout(900),
    pytest.mark.skipif(missing("node", "npm") != [], reason="no Node on PATH"),
]


def unknown_key(app: Path) -> None:
    text = (app / "electron-builder.yml").read_text(encoding="utf-8")
    write(app, "electron-builder.yml", f"{text}\nappIdd: com.example.demo\n")


def nothing(app: Path) -> None:
    """npm ran no install script, and so the program is not there."""


@pytest.mark.parametrize(
    ("break_", "argv", "expected"),
    [
        (
            unknown_key,
            ("node_modules/electron-builder/cli.js", "--config", "electron-builder.yml", "--dir"),
            ("ConfigError", "appIdd", "architect"),
        ),
        (nothing, ("node_modules/electron/cli.js", "."), ("DependencyError", "electron", "devops")),
    ],
)
def test_it_is_understood(
    break_: Callable[[Path], None],
    argv: tuple[str, ...],
    expected: tuple[str, ...],
    healer: Breaker,
    tmp_path: Path,
) -> None:
    app = healer.admit(Fault("words", break_, stack="electron-app"), tmp_path)
    env = {**Mity(tmp_path, tmp_path).env, "npm_config_cache": str(Path("~/.npm").expanduser())}
    install = ("npm", "ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund")
    subprocess.run(install, cwd=app, env=env, check=True, capture_output=True, timeout=600)
    done = subprocess.run(("node", *argv), cwd=app, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0
    log = tmp_path / "said.log"
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    [found] = json.loads(Mity(tmp_path, tmp_path)("diagnose", "--json", str(log)).out)["diagnoses"]
    assert (found["error_type"], found["subject"], found["specialist"]) == expected, log.read_text(encoding="utf-8")
