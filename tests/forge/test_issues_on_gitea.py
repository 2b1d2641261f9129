"""Issues on a real Gitea: from the issue to a pull request, over kills, conflicts and other people's work."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from gitea import OTHER, OWNER, GiteaServer, Person
from issue_work import BROKEN, MEND, OLD_TEST, PARTS, RIGHT, RUNNER, SCENARIO, STACK, WRONG

from harness import SAMPLES, Done, Mity

pytestmark = [pytest.mark.forge, pytest.mark.xdist_group("forge")]
OWN_STACK = {"calc.py": BROKEN, "test_old.py": OLD_TEST, "run_tests.py": RUNNER, ".mity/stack.yaml": json.dumps(STACK)}
PYPROJECT = '[project]\nname = "calc"\nversion = "1"\n\n[tool.setuptools]\npy-modules = ["calc"]\n'
Scenario = Mapping[str, list[dict[str, Any]]]


class Worker:
    """mity of one person, in a workspace of its own, with a space in its path."""

    def __init__(self, folder: Path, gitea: GiteaServer, who: Person) -> None:
        home = folder / "home"
        home.mkdir(parents=True)
        (folder / "my runs").mkdir()
        self.folder, self.gitea, self.token = folder, gitea, who.token
        self.mity = Mity(folder / "my runs", home)
        self.mity.env["MITY_SANDBOX"] = "off"  # the agent takes notes outside of its copy
        self.mity.env |= {"MITY_FORGE_TOKEN": who.token, "MITY_FORGE_HOST": gitea.base}
        self.mity.env["PATH"] = f"{Path(sys.executable).parent}:{self.mity.env['PATH']}"
        self.told(SCENARIO)

    def told(self, scenario: Scenario, name: str = "scenario") -> list[str]:
        """Tells the agent what it does; the options by which it is named."""
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(scenario))
        return ["--agent", shlex.join([sys.executable, str(SAMPLES / "told_agent.py"), str(path)])]

    def __call__(self, *words: str) -> Done:
        """A verb, with nothing of the token anywhere afterwards."""
        done = self.mity(*words)
        kept = [path.read_bytes() for path in self.mity.workspace.rglob("*") if path.is_file()]
        assert self.token.encode() not in b"".join([*kept, done.text.encode()])
        return done

    def issue(self, url: str, *words: str) -> Done:
        """`mity issue` with the agent."""
        agent = [
            "--agent",
            shlex.join([sys.executable, str(SAMPLES / "told_agent.py"), f"{self.folder}/scenario.json"]),
        ]
        return self("issue", url, "--json", "--trust", *agent, *words)


@pytest.fixture
def worker(gitea: GiteaServer, tmp_path: Path) -> Worker:
    """mity of the owner."""
    return Worker(tmp_path / "owner", gitea, gitea.owner)


def bug(gitea: GiteaServer, name: str, files: Mapping[str, str] = OWN_STACK, *, shared: bool = True) -> str:
    """A repository with an issue; its address."""
    url = gitea.repository(name, files, shared=shared)
    return f"{url}/issues/{gitea.issue(name, 'Sums are wrong', 'add(2, 3) is -1')}"


def pulls(gitea: GiteaServer, name: str) -> list[dict[str, Any]]:
    """The pull requests of a repository."""
    rows = gitea.ask("GET", f"/repos/{OWNER}/{name}/pulls?state=all&limit=50")
    return list(rows)


def comments(gitea: GiteaServer, name: str, number: int = 1) -> list[str]:
    """The comments on an issue."""
    return [row["body"] for row in gitea.ask("GET", f"/repos/{OWNER}/{name}/issues/{number}/comments")]


def branches(gitea: GiteaServer, name: str) -> set[str]:
    """The names of a repository's branches."""
    return {row["name"] for row in gitea.ask("GET", f"/repos/{OWNER}/{name}/branches?limit=50")}


def text_of(gitea: GiteaServer, name: str, branch: str, path: str) -> str:
    """A file of a branch."""
    import base64

    row = gitea.ask("GET", f"/repos/{OWNER}/{name}/contents/{path}?ref={branch}")
    return base64.b64decode(row["content"]).decode()


def once(gitea: GiteaServer, name: str) -> dict[str, Any]:
    """The one pull request, beside the one branch and the one comment."""
    (pull,) = pulls(gitea, name)
    (comment,) = comments(gitea, name)
    assert branches(gitea, name) == {"main", "fix/issue-1"}
    assert f"### mity opened [pull request {pull['number']}]({pull['html_url']})" in comment
    commits = gitea.ask("GET", f"/repos/{OWNER}/{name}/pulls/{pull['number']}/commits")
    assert len(commits) == 1
    return pull


def test_a_bug_in_a_python_project_becomes_a_pull_request_that_settles_it(gitea: GiteaServer, worker: Worker) -> None:
    files = {"calc.py": BROKEN, "pyproject.toml": PYPROJECT, "test_old.py": OLD_TEST, ".gitignore": ".venv/\n*.pyc\n"}
    url = bug(gitea, "settled", files)
    done = worker.issue(url)
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    pull = once(gitea, "settled")
    assert "✅ Tests: 2 passed, 0 failed" in pull["body"]
    assert text_of(gitea, "settled", "fix/issue-1", "calc.py") == BROKEN.replace("a - b", "a + b")
    left = [path.name for path in (worker.mity.workspace / ".mity" / "clones").iterdir()]
    assert left == [".gitignore"], "the clone is removed"
    again = worker.issue(url)
    assert again.code == 2
    assert f"pull request {pull['number']} of the branch fix/issue-1 is open already" in again.text
    gitea.ask("POST", f"/repos/{OWNER}/settled/pulls/{pull['number']}/merge", {"Do": "merge"})
    deadline = time.monotonic() + 20
    while gitea.ask("GET", f"/repos/{OWNER}/settled/issues/1")["state"] != "closed":
        assert time.monotonic() < deadline, "the merge settles the issue"
        time.sleep(0.1)
    closed = worker.issue(url)
    assert (closed.code, "issue 1 is closed" in closed.text) == (2, True), closed.text


def test_tests_that_fail_are_told_and_tried_again_by_a_person(gitea: GiteaServer, worker: Worker) -> None:
    url = bug(gitea, "failing")
    note = [{"write": {"note.py": f"A = {number}\n"}} for number in (1, 2)]
    worker.told({**SCENARIO, PARTS: [WRONG, *note, RIGHT]})
    first = worker.issue(url)
    assert first.code == 3, first.text
    assert branches(gitea, "failing") == {"main"}
    (comment,) = comments(gitea, "failing")
    assert "**Waiting for a person:**" in comment
    run = first.json["run_id"]
    assert worker("approve", run, "--changes", "mind the sign").code == 0
    done = worker("resume", run, "--json")
    assert done.code == 0, done.text
    once(gitea, "failing")


def test_a_conflict_is_a_question_and_the_work_begins_again(gitea: GiteaServer, worker: Worker) -> None:
    url = bug(gitea, "conflict")
    test = "import calc\n\n\ndef test_sum():\n    assert calc.add(1, 1) == 2\n"
    worker.told({**SCENARIO, PARTS: [MEND, {"write": {"test_sum.py": test}}]})
    first = worker.issue(url, "--confirm")
    assert first.code == 3, first.text
    run, theirs = first.json["run_id"], "def add(a, b):\n    return sum((a, b))\n"
    gitea.commit("conflict", {"calc.py": theirs}, "theirs")
    assert worker("approve", run).code == 0
    asks = worker("resume", run, "--json")
    assert (asks.code, "conflicts with it in calc.py" in asks.json["needs_input"]["question"]) == (3, True), asks.text
    second = worker("resume", run, "--choose", "rebase", "--json")
    assert second.code == 3, second.text
    assert worker("approve", run).code == 0
    done = worker("resume", run, "--json")
    assert done.code == 0, done.text
    assert text_of(gitea, "conflict", "fix/issue-1", "calc.py") == theirs
    assert once(gitea, "conflict")["mergeable"]


def test_what_somebody_else_pushed_is_not_overwritten(gitea: GiteaServer, worker: Worker) -> None:
    first = worker.issue(bug(gitea, "pushed"), "--confirm")
    assert first.code == 3, first.text
    run = first.json["run_id"]
    gitea.commit("pushed", {"theirs.txt": "x"}, "theirs", new="fix/issue-1")
    assert worker("approve", run).code == 0
    asks = worker("resume", run, "--json")
    assert (asks.code, "somebody else moved fix/issue-1" in asks.json["needs_input"]["question"]) == (3, True), (
        asks.text
    )
    assert text_of(gitea, "pushed", "fix/issue-1", "theirs.txt") == "x"
    assert pulls(gitea, "pushed") == []
    gitea.ask("DELETE", f"/repos/{OWNER}/pushed/branches/fix%2Fissue-1")
    done = worker("resume", run, "--choose", "retry", "--json")
    assert done.code == 0, done.text
    once(gitea, "pushed")


def test_rights_that_lack_are_told_before_anything_begins(gitea: GiteaServer, tmp_path: Path) -> None:
    url = bug(gitea, "foreign", shared=False)
    stranger = Worker(tmp_path / "stranger", gitea, gitea.other)
    done = stranger.issue(url)
    assert (done.code, f"{OTHER} may not push to {OWNER}/foreign" in done.text) == (2, True), done.text
    reading = Person(OWNER, gitea.token(OWNER, "read:repository,read:user"))
    lacking = Worker(tmp_path / "lacking", gitea, reading).issue(url)
    assert lacking.code == 2, lacking.text
    assert comments(gitea, "foreign") == []
    assert not list(stranger.mity.workspace.iterdir())


STEPS = (
    *("read-issue", "report-progress", "clone-repository", "create-branch", "tests-before", "analyze", "plan"),
    *("implement", "verify", "build", "test", "keep-tests", "commit", "check-base", "push-branch"),
    *("open-pull-request", "summarize"),
)


def killed_in(worker: Worker, step: str, words: list[str]) -> bool:
    """Starts mity and kills it when a step of that name has begun; False when it came to its end first."""
    process = worker.mity.start(*words)
    places = [worker.mity.workspace, worker.mity.workspace / "x"]
    named = re.compile(rf'"station":"(?:[^"]*>)?{re.escape(step)}"')  # of a called workflow, too
    deadline = time.monotonic() + 90
    try:
        while process.poll() is None:
            assert time.monotonic() < deadline
            paths = [path for place in places for path in (place / ".mity" / "logs").glob("*.jsonl")]
            lines = [line for path in paths for line in path.read_text(errors="replace").splitlines()]
            if any('"step.started"' in line and named.search(line) for line in lines):
                process.send_signal(signal.SIGKILL)
                return True
            time.sleep(0.005)
        return False
    finally:
        process.communicate(timeout=60)


@pytest.mark.timeout(600)
def test_a_kill_in_every_step_leaves_one_comment_one_branch_and_one_pull_request(
    gitea: GiteaServer, worker: Worker
) -> None:
    words = ["issue", bug(gitea, "killed"), "--trust", *worker.told(SCENARIO)]
    killed = []
    for step in STEPS:
        if killed_in(worker, step, words):
            killed.append(step)
        words = ["resume"]
    assert killed == list(STEPS)
    done = worker("resume", "--json")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    once(gitea, "killed")


@pytest.mark.timeout(600)
def test_sixteen_issues_at_once_do_not_mix(gitea: GiteaServer, worker: Worker) -> None:
    url = gitea.repository("many", OWN_STACK)
    running: dict[int, subprocess.Popen[str]] = {}
    for number in range(1, 17):
        assert gitea.issue("many", f"Sum {number} is wrong", "add(2, 3) is -1") == number
        test = f"import calc\n\n\ndef test_sum_{number}():\n    assert calc.add({number}, 1) == {number + 1}\n"
        mend = {**MEND, "write": {f"test_sum_{number}.py": test}}
        agent = worker.told({**SCENARIO, PARTS: [mend]}, f"scenario-{number}")
        running[number] = worker.mity.start("issue", f"{url}/issues/{number}", "--trust", "--json", *agent)
    ends = {number: (process.communicate(timeout=280), process.returncode) for number, process in running.items()}
    assert {number: code for number, (_, code) in ends.items() if code} == {}, ends
    found = {pull["head"]["ref"]: pull for pull in pulls(gitea, "many")}
    assert found.keys() == {f"fix/issue-{number}" for number in range(1, 17)}
    for number in range(1, 17):
        pull = found[f"fix/issue-{number}"]
        files = gitea.ask("GET", f"/repos/{OWNER}/many/pulls/{pull['number']}/files")
        assert {row["filename"] for row in files} == {"calc.py", f"test_sum_{number}.py"}
        assert f"Fixes #{number}\n" in pull["body"]
        assert len(comments(gitea, "many", number)) == 1
