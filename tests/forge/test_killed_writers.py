"""A process that is killed behind a write, before it knows: the next one finds what is there and writes the rest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from fake_gitlab import HEAD, PROJECT, FakeGitLab
from rows import each

pytestmark = pytest.mark.slow
WRITER = f"""
import sys
from mity.command import Outcome
from mity.forge.address import read_address
from mity.forge.connect import Host, connect
from mity.forge.model import Check, CheckState, LineComment, Product, Release, Verdict

base = sys.argv[1]
hosts = {{base.partition("//")[2]: Host(Product.GITLAB, "T")}}
none = lambda command: Outcome(command, None, "", 0.0, not_found=True)
forge = connect(read_address(base + "/{PROJECT}/-/merge_requests/3"), {{"T": "t" * 20}}, none, hosts).forge
remarks = [LineComment("src/a.py", 2, "one"), LineComment("moved.py", 1, "two")]
forge.review(3, "{HEAD}", Verdict.APPROVE, "Two things.", remarks, "review")
forge.say(3, "at work", "progress")
forge.open_pull_request("Else", "", "other", "main")
forge.set_check("{HEAD}", Check("mity", CheckState.PENDING))
forge.publish(Release("v1", "One", "Notes.", "main"))
"""
WRITES = 8


def write(server: FakeGitLab, kill_at: int) -> int:
    """Runs the writer, which is killed behind the write of this number; its exit code."""
    writer = subprocess.Popen([sys.executable, "-c", WRITER, server.base], stderr=subprocess.PIPE)
    posts: list[int] = []

    def misbehave(count: int, method: str) -> str:
        posts.extend([count] if method == "POST" else [])
        return "lost" if method == "POST" and len(posts) == kill_at else ""

    def lost() -> None:
        os.kill(writer.pid, signal.SIGKILL)

    server.misbehave, server.on_lost = misbehave, lost
    writer.communicate(timeout=60)
    return writer.returncode


@each("kill_at", range(1, WRITES + 1))
def test_whichever_write_it_was_killed_behind_all_is_there_once(kill_at: int) -> None:
    server = FakeGitLab()
    assert write(server, kill_at) == -signal.SIGKILL
    assert write(server, 0) == 0
    server.close()
    notes = [one["body"].splitlines()[0] for one in server.notes["merge_requests/3"]]
    remarks = [one["notes"][0]["body"].splitlines()[0] for one in server.discussions]
    assert (remarks, notes, len(server.approved)) == (["one", "two"], ["Two things.", "at work"], 1)
    assert [one["source_branch"] for one in server.merge_requests] == ["fix/issue-7", "other"]
    assert [one["status"] for one in server.statuses] == ["pending"]
    assert [one["tag_name"] for one in server.made_releases] == ["v1"]
