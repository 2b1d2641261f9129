"""Large values of runs: what no log names any more goes after a day, and nothing else."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from mity.runs.artifacts import ARTIFACTS, sweep_artifacts


def test_old_values_that_no_log_names_are_removed(tmp_path: Path) -> None:
    folder, logs = tmp_path / ARTIFACTS, tmp_path / "logs"
    folder.mkdir(parents=True)
    logs.mkdir()
    places = {name: folder / hashlib.sha256(name.encode()).hexdigest() for name in ("named", "nobody's", "young")}
    for name, path in places.items():
        path.write_text(name, encoding="utf-8")
        if name != "young":
            os.utime(path, (time.time() - 90_000,) * 2)
    (logs / "0001.json").write_text(f'{{"$artifact": "{places["named"].name}"}}', encoding="utf-8")
    sweep_artifacts(tmp_path, logs)
    assert {name for name, path in places.items() if path.exists()} == {"named", "young"}
