"""Release notes: from plain git alone, with the pull requests of a forge, of hostile texts, and published."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from harness import Mity, git
from memory_forge import BASE, MemoryForge, OneForge
from mity.app import App
from mity.forge.model import PullRequest, Release
from mity.operations.run_workflow import RunOptions
from mity.releases.changes import FEATURES, FIXES, Change
from mity.releases.notes import MARK, notes
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.text.markdown import words
from mity.text.visible import visible
from rows import each

_AS = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")


def test_notes_are_no_longer_than_a_forge_takes() -> None:
    many = [Change(FIXES if number % 2 else FEATURES, "x" * 250, "a" * 40, breaks="gone") for number in range(2_000)]
    text = notes(many)
    assert len(text) < 125_000
    shown = text.count("\n- ")
    assert f"… and {4_000 - shown:,} more lines" in text
    assert text.startswith(MARK) and text.endswith("\n")
    assert "more lines" not in notes(many[:100])


def commit(root: Path, *texts: str) -> str:
    """An empty commit with these paragraphs."""
    messages = [word for text in texts for word in ("-m", text)]
    git(root, *_AS, "commit", "--quiet", "--allow-empty", "--cleanup=verbatim", *messages)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one commit that has the tag v1.0.0."""
    made = tmp_path / "a project"
    made.mkdir()
    git(made, "init", "--quiet", "--initial-branch", "main")
    commit(made, "feat: the beginning")
    git(made, "tag", "v1.0.0")
    return made


@pytest.fixture
def mity(root: Path, tmp_path: Path) -> Mity:
    """mity in that repository."""
    (tmp_path / "home").mkdir()
    return Mity(root, tmp_path / "home")


def merged(root: Path, branch: str, texts: list[str], *message: str) -> None:
    """A branch with commits, merged by a merge commit with this message."""
    git(root, "switch", "--quiet", "--create", branch)
    for text in texts:
        commit(root, text)
    git(root, "switch", "--quiet", "main")
    given = [word for text in message for word in ("-m", text)]
    git(root, *_AS, "merge", "--quiet", "--no-ff", branch, *given)


def test_groups_from_git_alone(root: Path, mity: Mity) -> None:
    commit(root, "fix(api): answer an empty page")
    wrong = commit(root, "feat: a mistake")
    commit(root, 'Revert "feat: a mistake"', f"This reverts commit {wrong}.")
    commit(root, "Tidy the readme (#7)")
    commit(root, "refactor!: rename the port", "BREAKING CHANGE: `Port.ask` is\ncalled `Port.get` now\n\nRefs: x")
    merged(root, "feature/x", ["wip", "feat: pages"], "Merge pull request #12 from ada/feature/x", "Show pages")
    merged(root, "sync", ["fix: a leak"], "Merge branch 'sync'")
    done = mity("release-notes")
    assert done.code == 0, done.text
    parts = {head: body.strip() for head, _, body in (p.partition("\n") for p in done.out.split("## ")[1:])}
    assert list(parts) == ["Breaking changes", "Features", "Fixes", "Other changes", "Maintenance"]
    assert parts["Breaking changes"].startswith("- \\`Port.ask\\` is called \\`Port.get\\` now (`")
    assert parts["Features"] == "- Show pages (#12)"
    assert "**api:** answer an empty page (`" in parts["Fixes"]
    assert "a leak" in parts["Fixes"]
    assert parts["Other changes"] == "- Tidy the readme (#7)"
    assert "mistake" not in done.out
    assert "beginning" not in done.out
    assert "wip" not in done.out


HOSTILE = (
    *("ping @everyone now", "see #1, org/repo#12 and GH-1", "<script>alert(1)</script>", "<!-- mity:release-notes -->"),
    *("[press](javascript:alert(1))", "look at https://evil.example/x", "at www.evil.example", "/close", "!12 ~3 %4"),
    *(
        "a\u202eb \x1b[31mred",
        "**bold** _it_ `code` ~~no~~",
        "![x](http://a.example/b.png)",
        "# 1\n# 2",
        "a | b",
        "&copy;",
    ),
)
_REFERENCES = re.compile(r"@\w|[#!~%$]\d|GH-\d|https?://\w|www\.\w|^/\w|[\u202e\x1b]", re.IGNORECASE)


@each("said", HOSTILE)
def test_the_words_of_commits_stay_words(said: str) -> None:
    shown = MarkdownIt("commonmark").render(f"- {words(said)}")
    text = html.unescape(re.sub(r"</?(?:ul|li)>|\n", "", shown))
    assert "<" not in re.sub(r"</?(?:ul|li)>", "", shown)
    assert text.replace("\u200b", "") == visible(said)
    assert not _REFERENCES.search(text)
    assert MARK not in words(said)


@pytest.mark.slow
@each("given, sentence", [(("--since", "v9"), "'v9' is no tag, branch or commit"), (("--to", "-x"), "'-x' is no tag")])
def test_names_that_mean_nothing(given: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "home").mkdir()
    git(project, "init", "--quiet")
    commit(project, "one")
    done = Mity(project, tmp_path / "home")("release-notes", *given)
    assert done.code != 0
    assert sentence in done.text


def published(root: Path, forge: MemoryForge, **parameters: object) -> ExecutionLog:
    """A run of the workflow with this forge."""
    app = App(root, forges=OneForge(forge))
    given = {"repository": f"{BASE}/ada/demo", **parameters}
    return app.run(app.prepare_run("release-notes", RunOptions(parameters=given)))


def pull(number: int, title: str, *labels: str) -> PullRequest:
    """A merged pull request."""
    url = f"{BASE}/ada/demo/pulls/{number}"
    parts = ("x", "", "main", "", url, "")
    return PullRequest(number, title, "", "ada", False, True, *parts, labels=labels)


def test_pull_requests_give_titles_and_labels(root: Path) -> None:
    commit(root, "stuff (#3)")
    commit(root, "other stuff (#4)")
    commit(root, "a third (#5)")
    pulls = {
        3: pull(3, "Faster start", "performance"),
        4: pull(4, "Drop Python 3.9", "Breaking"),
        5: replace(pull(5, "never merged", "bug"), merged=False),
    }
    git(root, "tag", "v1.0.1")
    log = published(root, forge := MemoryForge("", pulls=pulls), to="v1.0.1", publish=True)
    assert [one.tag for one in forge.published] == ["v1.0.1"]
    text = log.context.get_output("notes")
    assert log.state is RunState.COMPLETED, log.error
    assert "## Performance\n\n- Faster start (#3)" in text
    assert "## Breaking changes\n\n- Drop Python 3.9 (#4)" in text
    assert "## Other changes\n\n- Drop Python 3.9 (#4)\n" not in text.split("## Breaking")[0]
    assert "a third (#5)" in text
    assert "never merged" not in text


@pytest.mark.slow
def test_a_release_is_written_once_and_again_but_never_over_a_person(root: Path) -> None:
    commit(root, "fix: a thing")
    git(root, "tag", "v1.0.1")
    forge = MemoryForge("")
    for _ in range(2):
        log = published(root, forge, to="v1.0.1", publish=True)
        assert log.state is RunState.COMPLETED, log.error
    assert [(one.tag, one.name) for one in forge.published] == [("v1.0.1", "v1.0.1")]
    assert "- a thing" in forge.published[0].body
    forge.published = [Release("v1.0.1", "One", "My own words")]
    refused = published(root, forge, to="v1.0.1", publish=True)
    assert refused.state is not RunState.COMPLETED
    assert "stays" in str([one.message for one in refused.results.values()])
    assert forge.published[0].body == "My own words"
    branch = published(root, forge, to="main", publish=True)
    assert "'main' is none here" in str([one.message for one in branch.results.values()])
