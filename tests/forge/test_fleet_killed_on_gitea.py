"""A fleet before a real Gitea that limits requests, killed behind each write: each change is proposed once.

Whatever a kill finds under way, no repository gets a second pull request, and `mity fleet resume` ends what is left.
"""

from __future__ import annotations

import itertools
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest
from fleet_work import CHANGE, UP, states
from forge_gate import ForgeGate
from gitea import OWNER, GiteaServer

from harness import Mity

pytestmark = [pytest.mark.forge, pytest.mark.timeout(600), pytest.mark.xdist_group("forge")]
NAMES = tuple(f"killed-{number}" for number in range(5))
MOST = 30
EACH = 7


@pytest.fixture
def gate(gitea: GiteaServer) -> Iterator[ForgeGate]:
    """The way to the Gitea."""
    made = ForgeGate(gitea.base)
    yield made
    made.close()


def limits() -> Iterator[tuple[int, dict[str, str]] | None]:
    """Sends every seventh request away, by turns as the forges do."""
    for count in itertools.count(1):
        if count % EACH:
            yield None
        elif count % (2 * EACH):
            yield 429, {"Retry-After": "1"}
        else:
            yield 403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": f"{time.time() + 1:.0f}"}


def test_a_fleet_that_is_killed_behind_each_write_proposes_once(
    gitea: GiteaServer, gate: ForgeGate, mity: Mity
) -> None:
    mity.env |= {"MITY_FORGE_TOKEN": gitea.owner.token, "MITY_FORGE_HOST": gate.base}
    for name in NAMES:
        gitea.repository(name, {"a.txt": "old\n", "do.sh": CHANGE})
    (mity.workspace / "up.yaml").write_text(UP)
    turns = limits()
    gate.limit = lambda what: next(turns)
    begin = ("fleet", "run", "up.yaml", "--org", f"{gate.base}/{OWNER}", "--match", "killed-*", "--parallel", "3")
    words: tuple[str, ...] = (*begin, "--pull-request", "changed", "--json")
    running: list[subprocess.Popen[str]] = []

    def cut(what: str) -> bool:
        kills = running[-1].poll() is None and not what.endswith("/git-upload-pack")
        if kills:
            running[-1].send_signal(signal.SIGKILL)
        return kills

    gate.cut = cut
    for _ in range(MOST):
        running.append(mity.start(*words))
        if running[-1].wait(timeout=200) != -signal.SIGKILL:
            break
        words = ("fleet", "resume", "--json")
    assert len(running) > len(NAMES), "nothing was killed"
    gate.cut = lambda what: False
    done = mity("fleet", "resume", "--json")
    assert states(done) == dict.fromkeys(NAMES, "proven"), done.text
    pulls = {name: gitea.ask("GET", f"/repos/{OWNER}/{name}/pulls?state=all") for name in NAMES}
    assert {name: len(found) for name, found in pulls.items()} == dict.fromkeys(NAMES, 1)
    assert gate.limited > 2
    print(f"{len(running)} processes, {gate.limited} requests sent away, writes: {gate.writes}")
