"""Reviews, answers, triage, release notes and issues on a real Gitea, killed in each step and behind each write.

However often that happens, there is one comment, one review, one branch, one label, one release, and nothing waits.
"""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from forge_gate import ForgeGate
from gitea import OWNER, GiteaServer, Person
from issue_work import SCENARIO
from test_issues_on_gitea import OWN_STACK, Worker, branches, comments, killed_in, pulls
from test_reviews_on_gitea import CALC, FILES, TEST, merged, opened, reviews

from harness import SAMPLES

pytestmark = [pytest.mark.forge, pytest.mark.xdist_group("forge")]
MOST = 40
OPINION = {"print": {"remarks": [{"file": "calc.py", "line": 1, "message": "unused"}]}}
REPORT = {"write": {"test_sum.py": TEST}, "print": {"tried": "it adds"}}


@dataclass
class Story:
    """A verb on a page, what its agent does, and whose mity it is."""

    words: list[str]
    who: Person
    scenario: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def review(gitea: GiteaServer, name: str) -> Story:
    """A pull request with an unused import."""
    url = opened(gitea, name, {"calc.py": f"import os\n\n\n{CALC}"})
    return Story(["review", url, "--trust"], gitea.other, {"Review the change": [OPINION]})


def reviewed(gitea: GiteaServer, name: str) -> None:
    """One review with two remarks at the line."""
    (made,) = reviews(gitea, name)
    assert (made["state"], [one["position"] for one in made["remarks"]]) == ("REQUEST_CHANGES", [1, 1])


def answer(gitea: GiteaServer, name: str) -> Story:
    """Two remarks of a reviewer."""
    url = opened(gitea, name, {"calc.py": f"# more\n{CALC}# end\n"})
    rows = [{"path": "calc.py", "new_position": line, "body": f"Say what {line} is for."} for line in (1, 4)]
    sent = {"event": "COMMENT", "body": "", "comments": rows}
    gitea.ask("POST", f"/repos/{OWNER}/{name}/pulls/1/reviews", sent, gitea.other)
    each_time = [
        {"write": {f"note-{number}.txt": "x\n"}, "print": {"answer": "It says so now."}} for number in range(MOST)
    ]
    return Story(["review", url, "--answer", "--trust"], gitea.owner, {"A reviewer remarked": each_time})


def answered(gitea: GiteaServer, name: str) -> None:
    """Two commits, each with its one answer."""
    said = [one for row in reviews(gitea, name) for one in row["remarks"] if one["user"]["login"] == OWNER]
    commits = gitea.ask("GET", f"/repos/{OWNER}/{name}/pulls/1/commits")
    hashes = {one["sha"][:12] for one in commits}
    assert (len(said), len(commits)) == (2, 3)
    assert {one["position"] for one in said} == {1, 4}
    assert all(any(f"Done in `{sha}`" in one["body"] for sha in hashes) for one in said), said


def triage(gitea: GiteaServer, name: str) -> Story:
    """A report of a wrong result."""
    files = {**FILES, "calc.py": CALC.replace("+", "-"), "test_calc.py": "def test_x(): pass\n"}
    url = gitea.repository(name, files)
    number = gitea.issue(name, "add gives a wrong result", "`add(1, 2)` is -1", gitea.other)
    return Story(["triage", f"{url}/issues/{number}", "--trust"], gitea.owner, {"The report given below": [REPORT]})


def sorted_in(gitea: GiteaServer, name: str) -> None:
    """Two labels of the repository, both given, and one comment."""
    assert sorted(one["name"] for one in gitea.ask("GET", f"/repos/{OWNER}/{name}/labels")) == ["bug", "priority: high"]
    found = gitea.ask("GET", f"/repos/{OWNER}/{name}/issues/1")
    assert sorted(one["name"] for one in found["labels"]) == ["bug", "priority: high"]
    (said,) = comments(gitea, name)
    assert "**Reproduced** on" in said


def release(gitea: GiteaServer, name: str) -> Story:
    """A merged pull request behind a tag."""
    opened(gitea, name, {"notes.md": "new\n"})
    merged(gitea, name)
    gitea.ask("POST", f"/repos/{OWNER}/{name}/tags", {"tag_name": "v1", "target": "main"})
    return Story(["release-notes", "--to", "v1", "--publish", "--output", "x"], gitea.owner)


def released(gitea: GiteaServer, name: str) -> None:
    """One release with the notes."""
    (made,) = gitea.ask("GET", f"/repos/{OWNER}/{name}/releases")
    assert (made["tag_name"], "(#1)" in made["body"]) == ("v1", True)


def issue(gitea: GiteaServer, name: str) -> Story:
    """A wrong sum."""
    url = gitea.repository(name, OWN_STACK)
    page = f"{url}/issues/{gitea.issue(name, 'Sums are wrong', 'add(2, 3) is -1')}"
    return Story(["issue", page, "--trust"], gitea.owner, SCENARIO)


def settled(gitea: GiteaServer, name: str) -> None:
    """One branch, one commit, one pull request, one comment."""
    (pull,) = pulls(gitea, name)
    (comment,) = comments(gitea, name)
    assert branches(gitea, name) == {"main", "fix/issue-1"}
    assert f"### mity opened [pull request {pull['number']}]" in comment
    assert len(gitea.ask("GET", f"/repos/{OWNER}/{name}/pulls/{pull['number']}/commits")) == 1


STORIES = {
    "review": (review, reviewed, ("clone-pull-request", "find-defects", "opinion", "write-review", "post-review")),
    "answer": (
        answer,
        answered,
        ("clone-pull-request", "find-remarks", "fixing", "recording", "proving", "pushing", "answering"),
    ),
    "triage": (
        triage,
        sorted_in,
        ("sort-issue", "prepare-reproduction", "writing-test", "try-reproduction", "post-triage"),
    ),
    "release": (release, released, ("write-release-notes", "publish-release")),
}


def begun(story: Story, gitea: GiteaServer, folder: Path, name: str, base: str = "") -> tuple[Worker, list[str]]:
    """mity of the person of a story, who sees the forge at `base`, and the words by which it begins."""
    worker = Worker(folder, gitea, story.who)
    worker.mity.env["MITY_FORGE_HOST"] = base or gitea.base
    words = [word.replace(gitea.base, base or gitea.base) for word in story.words]
    if "--output" in words:
        url = f"{base or gitea.base}/{OWNER}/{name}.git"
        subprocess.run(["git", "clone", "--quiet", url, worker.mity.workspace / "x"], check=True)
        return worker, words
    worker.told(story.scenario)
    told = [sys.executable, str(SAMPLES / "told_agent.py"), f"{worker.folder}/scenario.json"]
    return worker, [*words, "--agent", shlex.join(told)]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("verb", list(STORIES))
def test_a_kill_in_every_step_leaves_everything_there_once(gitea: GiteaServer, tmp_path: Path, verb: str) -> None:
    make, look, steps = STORIES[verb]
    name = f"steps-{verb}"
    worker, words = begun(make(gitea, name), gitea, tmp_path / verb, name)
    again = ["resume", *words[words.index("--output") :]] if "--output" in words else ["resume"]
    killed = []
    for step in steps:
        if killed_in(worker, step, words):
            killed.append(step)
        words = again
    assert killed == list(steps)
    done = worker(*again)
    assert done.code == 0, done.text
    look(gitea, name)


@pytest.fixture
def gate(gitea: GiteaServer) -> Iterator[ForgeGate]:
    """A way to the forge that can be cut."""
    made = ForgeGate(gitea.base)
    yield made
    made.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("verb", [*STORIES, "issue"])
def test_a_kill_behind_every_write_leaves_everything_there_once(
    gitea: GiteaServer, gate: ForgeGate, tmp_path: Path, verb: str
) -> None:
    make, look = (issue, settled) if verb == "issue" else STORIES[verb][:2]
    name = f"writes-{verb}"
    worker, words = begun(make(gitea, name), gitea, tmp_path / verb, name, gate.base)
    again = ["resume", *words[words.index("--output") :]] if "--output" in words else ["resume"]
    kills: list[str] = []
    for _ in range(MOST):
        process = worker.mity.start(*words)

        def cut(what: str, process: subprocess.Popen[str] = process) -> bool:
            if process.poll() is None and kills.count(what) < 2:
                process.send_signal(signal.SIGKILL)
                kills.append(what)
                return True
            return False

        gate.cut = cut
        try:
            output = process.communicate(timeout=120)
        finally:
            process.kill()
        words = again
        if process.returncode != -signal.SIGKILL:
            assert process.returncode == 0, output
            break
    else:
        pytest.fail(f"it comes to no end: {kills}")
    assert kills, "it was killed at least once"
    look(gitea, name)
