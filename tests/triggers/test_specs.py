"""`mity spec`: heads of specifications read with the places of mistakes, and completed without another byte changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Mity

HEAD = "---\r\nowner: 'Zoë'\r\nstate:   draft   # soon\r\npriority: high\r\ntags: [auth, ui]\r\n---\r\n"
BODY = "\r\n# Feature: Log in \r\n\r\nstate: draft\r\n- [x] one\r\n- [ ] two\t\r\n\x0c"


def written(mity: Mity, path: str, text: str) -> Path:
    file = mity.workspace / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


def test_completing_changes_the_state_and_no_other_byte(mity: Mity) -> None:
    file = written(mity, "specs/features/log-in.md", HEAD + BODY)
    file.chmod(0o640)
    (row,) = mity("spec", "list", "--json").json["specs"]
    assert (row["path"], row["state"], row["priority"]) == ("specs/features/log-in.md", "draft", "high")
    assert (row["title"], row["tags"], row["owner"]) == ("Log in", ["auth", "ui"], "Zoë")
    assert row["criteria"] == {"met": 1, "all": 2}
    done = mity("spec", "complete", "log-in")
    assert (done.code, done.err) == (0, "1 of its 2 acceptance criteria are not ticked off\n"), done.text
    assert file.read_bytes() == (HEAD.replace("state:   draft ", "state: completed ") + BODY).encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert mity("spec", "complete", "features/log-in").code == 0, "a second time is no mistake"
    assert mity("spec", "list", "--state", "draft", "--json").json["specs"] == []
    assert mity("spec", "show", "log-in", "--json").json["state"] == "completed"


def test_a_head_is_made_where_there_is_none_and_completed_where_it_says_no_state(mity: Mity) -> None:
    plain = written(mity, "specs/plain.md", "\ufeff# Plain\n---\nno head\n---\n")
    mity("spec", "complete", "plain")
    assert plain.read_bytes() == "\ufeff---\nstate: completed\n---\n# Plain\n---\nno head\n---\n".encode()
    silent = written(mity, "specs/silent.md", "---\nowner: me\n---\ntext")
    mity("spec", "complete", "specs/silent.md")
    assert silent.read_bytes() == b"---\nowner: me\nstate: completed\n---\ntext"
    flow = written(mity, "specs/flow.md", "---\n{state: draft}\n---\n")
    done = mity("spec", "complete", "flow")
    assert done.code == 2 and "write `state: draft` on one line" in done.err, done.text
    assert flow.read_bytes() == b"---\n{state: draft}\n---\n"


def test_every_mistake_is_told_with_its_place_and_the_others_are_listed(mity: Mity) -> None:
    written(mity, "specs/bad.md", "---\nowner: me\nstate: redy\npriority: [1]\n---\n")
    written(mity, "specs/open.md", "---\nstate: draft\n")
    written(mity, "specs/broken.md", "---\na: [\n---\n")
    written(mity, "specs/good.md", "# Good\n")
    done = mity("spec", "list")
    assert done.code == 2
    assert "specs/bad.md:3:8: unknown state 'redy': did you mean 'ready'?" in done.err
    assert "specs/bad.md:4:11: priority must be a text" in done.err
    assert "specs/open.md:1:1: the head has no end" in done.err
    assert "specs/broken.md:" in done.err and "Good" in done.out
    assert mity("spec", "show", "bad").code == 2
    written(mity, "specs/latin.md", "# x").write_bytes(b"# \xff")
    (mity.workspace / "specs" / "link.md").symlink_to("/etc/passwd")
    also = mity("spec", "list")
    assert "specs/latin.md: it is not UTF-8" in also.err and "Good" in also.out and "link" not in also.text
    missing = mity("spec", "show", "god")
    assert missing.code == 2 and "did you mean 'good'?" in missing.err
    assert mity("run", "check", "--spec", "specs/bad.md").code == 2


@pytest.mark.slow
def test_one_is_begun_where_nothing_is_and_never_elsewhere(mity: Mity) -> None:
    done = mity("spec", "new", "features/two-words", "--priority", "high", "--tag", 'a: "b"', "--json")
    assert done.code == 0, done.text
    assert (done.json["title"], done.json["priority"], done.json["tags"]) == ("Two words", "high", ['a: "b"'])
    assert mity("spec", "new", "specs/features/two-words.md").code == 2
    for name in ("../out", "/tmp/out", "a//b", ".hidden", "a b"):
        assert mity("spec", "new", name).code == 2, name
    written(mity, "specs/other/two-words.md", "# Other\n")
    several = mity("spec", "show", "two-words")
    assert several.code == 2 and "names 2 specifications" in several.err


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_run_reads_the_head_of_its_specification(mity: Mity) -> None:
    written(mity, "specs/a.md", "---\nstate: ready\nestimate: 3\n---\n# A\n")
    step = "command: 'echo \"${{ spec.title }} ${{ spec.state }} ${{ spec.priority }} ${{ spec.estimate }}\" > out'"
    written(mity, "flow.yaml", f"name: flow\nsteps: [{{name: a, {step}}}]\n")
    assert mity("run", "flow.yaml", "--spec", "a").code == 0
    assert (mity.workspace / "out").read_text() == "A ready normal 3\n"
