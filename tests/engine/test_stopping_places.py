"""--until and --break: every step has its place, loops as a whole too, and a step that is none is told."""

from __future__ import annotations

import pytest
from own_flow import OwnFlow, lines

from harness import Mity
from rows import each

STAGES = [
    {"name": "s", "for_each": [1, 2], "steps": [{"name": "a", "command": "echo a >> ran"}]},
    {"name": "t", "steps": [{"name": "b", "for_each": [1, 2], "command": "echo b >> ran"}]},
    {"name": "u", "steps": [{"name": "c", "command": "echo c >> ran"}]},
]
PAUSED = 130


@pytest.mark.slow
@each(
    ("word", "ran"),
    [("a", "a"), ("s[1]/a", "aa"), ("b", "aabb"), ("t/b", "aabb"), ("t.b", "aabb"), ("b[0]", "aab"), ("c", "aabbc")],
)
def test_a_run_stops_behind_the_step_that_is_named(mity: Mity, word: str, ran: str) -> None:
    flow = OwnFlow(mity, stages=STAGES)
    (flow.folder / "ran").unlink(missing_ok=True)
    flow.run(PAUSED, "--until", word)
    assert "".join(lines(flow.folder / "ran")) == ran


@each("option", ["--until", "--break"])
def test_a_step_that_there_is_not_is_told_before_anything_runs(mity: Mity, option: str) -> None:
    flow = OwnFlow(mity, stages=STAGES)
    done = mity("run", "flow", "--trust", option, "cc")
    assert done.code == 2 and "workflow 'flow' has no step 'cc' to stop at: did you mean 'c'?" in done.text
    assert "ran" not in flow.files()
