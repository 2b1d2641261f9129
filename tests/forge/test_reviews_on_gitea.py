"""Reviews on a real Gitea: one person reviews what another one opened, and mity answers the remarks of a reviewer."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from gitea import OWNER, GiteaServer

from harness import SAMPLES, Done, Mity

pytestmark = [pytest.mark.forge, pytest.mark.xdist_group("forge")]
CALC = "def add(a, b):\n    return a + b\n"
TEST = "from calc import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n"
FILES = {"calc.py": CALC, "test_calc.py": TEST, "conftest.py": "", "ruff.toml": "", ".gitignore": "*.pyc\n.venv/\n"}


class Reviewer:
    """mity of one person, in a workspace of its own."""

    def __init__(self, folder: Path, gitea: GiteaServer, token: str) -> None:
        home = folder / "home"
        home.mkdir(parents=True)
        (folder / "runs").mkdir()
        self.scenario = folder / "scenario.json"
        self.mity = Mity(folder / "runs", home)
        self.mity.env["MITY_SANDBOX"] = "off"  # the agent takes notes outside of its copy
        self.mity.env |= {"MITY_FORGE_TOKEN": token, "MITY_FORGE_HOST": gitea.base}
        self.mity.env["PATH"] = f"{Path(sys.executable).parent}:{self.mity.env['PATH']}"
        self.token = token

    def __call__(self, *words: str, **does: Any) -> Done:
        """A verb; the agent does what the words tell."""
        agent = []
        if does:
            self.scenario.write_text(json.dumps({"A reviewer remarked": [does], "The report given below": [does]}))
            agent = ["--agent", shlex.join([sys.executable, str(SAMPLES / "told_agent.py"), str(self.scenario)])]
        done = self.mity(*words, *agent)
        kept = [path.read_bytes() for path in self.mity.workspace.rglob("*") if path.is_file()]
        assert self.token.encode() not in b"".join([*kept, done.text.encode()])
        return done


def opened(gitea: GiteaServer, name: str, files: dict[str, str]) -> str:
    """A pull request of the owner with these files; its address."""
    url = gitea.repository(name, FILES)
    gitea.commit(name, files, "a change", new="feature")
    made = gitea.ask("POST", f"/repos/{OWNER}/{name}/pulls", {"title": "A change", "head": "feature", "base": "main"})
    return f"{url}/pulls/{made['number']}"


def reviews(gitea: GiteaServer, name: str) -> list[dict[str, Any]]:
    """The reviews of the first pull request, with their remarks."""
    rows = gitea.ask("GET", f"/repos/{OWNER}/{name}/pulls/1/reviews")
    for row in rows:
        row["remarks"] = gitea.ask("GET", f"/repos/{OWNER}/{name}/pulls/1/reviews/{row['id']}/comments") or []
    return [row for row in rows if row["state"] != "PENDING"]


def test_a_review_asks_for_changes_once(gitea: GiteaServer, tmp_path: Path) -> None:
    url = opened(gitea, "reviewed", {"calc.py": f"import os\n\n\n{CALC}"})
    other = Reviewer(tmp_path / "other", gitea, gitea.other.token)
    dry = other("review", url, "--dry-run")
    assert "verdict: request_changes" in dry.out, dry.text
    assert reviews(gitea, "reviewed") == []
    done = other("review", url)
    assert done.code == 0, done.text
    other("review", url)
    (made,) = reviews(gitea, "reviewed")
    assert (made["state"], made["user"]["login"]) == ("REQUEST_CHANGES", gitea.other.name)
    assert [(one["path"], one["position"]) for one in made["remarks"]] == [("calc.py", 1)]
    assert "F401" in made["remarks"][0]["body"]
    own = Reviewer(tmp_path / "owner", gitea, gitea.owner.token)
    assert own("review", url).code == 0
    assert [row["state"] for row in reviews(gitea, "reviewed")] == ["REQUEST_CHANGES", "COMMENT"]


def test_remarks_are_answered_by_commits(gitea: GiteaServer, tmp_path: Path) -> None:
    url = opened(gitea, "answered", {"calc.py": f"# more\n{CALC}"})
    remark = {"path": "calc.py", "new_position": 1, "body": "Say what it is for."}
    sent = {"event": "COMMENT", "body": "", "comments": [remark]}
    gitea.ask("POST", f"/repos/{OWNER}/answered/pulls/1/reviews", sent, gitea.other)
    own = Reviewer(tmp_path / "owner", gitea, gitea.owner.token)
    does = {"replace": {"calc.py": ["# more", "# sums"]}, "print": {"answer": "It says so now."}}
    done = own("review", url, "--answer", "--trust", **does)
    assert done.code == 0, done.text
    again = own("review", url, "--answer", "--trust", **does)
    assert again.code in (0, 4), again.text
    tip = gitea.ask("GET", f"/repos/{OWNER}/answered/pulls/1")["head"]["sha"]
    answers = [one for row in reviews(gitea, "answered") for one in row["remarks"] if one["user"]["login"] == OWNER]
    assert len(answers) == 1
    assert f"Done in `{tip[:12]}`: It says so now." in answers[0]["body"]
    commits = gitea.ask("GET", f"/repos/{OWNER}/answered/pulls/1/commits")
    assert len(commits) == 2


def test_an_issue_is_sorted_in_once(gitea: GiteaServer, tmp_path: Path) -> None:
    url = gitea.repository(
        "sorted", {**FILES, "calc.py": CALC.replace("+", "-"), "test_calc.py": "def test_x(): pass\n"}
    )
    number = gitea.issue("sorted", "add gives a wrong result", "`add(1, 2)` is -1", gitea.other)
    own = Reviewer(tmp_path / "owner", gitea, gitea.owner.token)
    page = f"{url}/issues/{number}"
    does = {"write": {"test_sum.py": TEST}, "print": {"tried": "it adds"}}
    dry = own("triage", page, "--dry-run")
    assert "labels: bug, priority: high" in dry.out, dry.text
    for _ in range(2):
        done = own("triage", page, "--trust", **does)
        assert done.code == 0, done.text
    found = gitea.ask("GET", f"/repos/{OWNER}/sorted/issues/{number}")
    assert {one["name"] for one in found["labels"]} == {"bug", "priority: high"}
    (said,) = gitea.ask("GET", f"/repos/{OWNER}/sorted/issues/{number}/comments")
    assert "**Reproduced** on" in said["body"]
    assert list((own.mity.workspace / ".mity" / "clones").glob("sorted*")) == []


def merged(gitea: GiteaServer, name: str) -> None:
    """Merges the first pull request; Gitea refuses until it has looked for conflicts."""
    deadline = time.monotonic() + 20
    while True:
        try:
            how = {"Do": "squash", "MergeTitleField": "Notes (#1)"}
            gitea.ask("POST", f"/repos/{OWNER}/{name}/pulls/1/merge", how)
        except HTTPError as error:
            if error.code != 405 or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def test_release_notes_are_published(gitea: GiteaServer, tmp_path: Path) -> None:
    url = opened(gitea, "released", {"notes.md": "new\n"})
    merged(gitea, "released")
    gitea.ask("POST", f"/repos/{OWNER}/released/tags", {"tag_name": "v1", "target": "main"})
    own = Reviewer(tmp_path / "owner", gitea, gitea.owner.token)
    clone = url.rpartition("/pulls/")[0]
    subprocess.run(["git", "clone", "--quiet", f"{clone}.git", own.mity.workspace / "x"], check=True)
    for _ in range(2):
        done = own("release-notes", "--to", "v1", "--publish", "--output", "x")
        assert done.code == 0, done.text
    releases = gitea.ask("GET", f"/repos/{OWNER}/released/releases")
    assert [(one["tag_name"], one["draft"]) for one in releases] == [("v1", False)]
    assert "(#1)" in releases[0]["body"]
