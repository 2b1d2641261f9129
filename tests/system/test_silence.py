"""A command that neither prints nor works for too long is stopped, and shows before where it was."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mity.command import Command
from mity.system.runner import Runner

pytestmark = pytest.mark.usefixtures("own_orphans")
WAITS = "import threading\ndef here():\n    threading.Event().wait()\nhere()\n"


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_silent_command_is_stopped_and_shows_where_it_waits(tmp_path: Path) -> None:
    (tmp_path / "waits.py").write_text(WAITS)
    command = Command((sys.executable, "-X", "faulthandler", "waits.py"), tmp_path, timeout=20, silence=0.5)
    outcome = Runner().run(command)
    assert (outcome.hung, outcome.timed_out, outcome.ok) == (True, True, False)
    assert "hangs: it was stopped after 0.5 s without output" in outcome.summary
    assert 'waits.py", line 3 in here' in outcome.output
    assert [path.name for path in tmp_path.iterdir()] == ["waits.py"]


@pytest.mark.parametrize(
    "script", ["for i in 1 2 3 4 5 6; do sleep 0.1; echo .; done", "i=0; while [ $i -lt 150000 ]; do i=$((i+1)); done"]
)
def test_what_prints_or_works_is_not_silent(tmp_path: Path, script: str) -> None:
    outcome = Runner().run(Command(("sh", "-c", script), tmp_path, timeout=20, silence=0.3))
    assert (outcome.ok, outcome.hung) == (True, False)
