"""`mity watch --once`: what changed since the last look is run, and the exit code is the worst."""

from __future__ import annotations

import json
import os
import sys

import pytest
from delivering import define, served, waiting

from harness import Mity, git

IMPLEMENT = """
triggers: [{type: spec_added}, {type: spec_modified}]
steps:
  - name: note
    command: |
      echo "${{ event.type }} ${{ event.subject }} ${{ spec.name }} ${{ spec.priority }}" >> seen
      echo "by the run" >> specs/made.md
"""
RELEASED = """
parameters: {version: {}}
triggers:
  - {type: custom, name: released, parameters: {version: "${{ event.data.version }}"}}
steps: [{name: note, command: 'echo "${{ parameters.version }}" >> seen; exit ${{ event.data.code }}'}]
"""


def lines(mity: Mity, name: str = "seen") -> list[str]:
    path = mity.workspace / name
    return path.read_text().splitlines() if path.exists() else []


def write(mity: Mity, path: str, text: str) -> None:
    file = mity.workspace / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_files_are_told_by_content_and_what_runs_write_starts_nothing(mity: Mity) -> None:
    define(mity, "implement", IMPLEMENT)
    write(mity, "specs/old.md", "# Old\n")
    assert mity("watch", "--once", "--trust").code == 0
    assert lines(mity) == [], "what was there at the first look is no change"
    write(mity, "specs/features/a b.md", "---\npriority: high\n---\n# New\n")
    os.utime(mity.workspace / "specs/old.md", (1, 1))
    done = mity("watch", "--once")
    assert done.code == 0, done.text
    assert lines(mity) == ["spec_added specs/features/a b.md a b high"]
    assert "by the run" in (mity.workspace / "specs/made.md").read_text()
    assert mity("watch", "--once").code == 0
    assert len(lines(mity)) == 1, "the file that the run made is not told of"
    outside = mity.home / "secret.md"
    outside.write_text("# not of this project")
    (mity.workspace / "specs" / "link.md").symlink_to(outside)
    os.mkfifo(mity.workspace / "specs" / "pipe.md")
    write(mity, "specs/made.md", "# Mine\n")
    mity("watch", "--once")
    assert [line.split()[:2] for line in lines(mity)[1:]] == [["spec_modified", "specs/made.md"]]


@pytest.mark.slow
def test_an_event_is_data_and_the_worst_exit_code_is_that_of_the_look(mity: Mity) -> None:
    define(mity, "release", RELEASED)
    define(mity, "other", "triggers: [{type: custom, name: other}]\nsteps: [{name: a, command: touch other}]\n")
    assert mity("watch", "--once", "--trust").code == 0
    hostile = '$(touch pwned)"; touch pwned; ${{ env.HOME }}'
    assert mity("event", "released", "--data", f"version={hostile}", "--data", "code=0").code == 0
    mity("event", "released", "--data", "version=2", "--data", "code=7")
    mity("event", "released", "--data", "code=0")
    mity("event", "nobody-waits")
    done = mity("watch", "--once", "--json")
    assert done.code == 1, done.text
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [row["exit_code"] for row in rows] == [0, 1, 2]
    assert lines(mity) == [hostile, "2"]
    assert not (mity.workspace / "pwned").exists() and not (mity.workspace / "other").exists()
    assert len(served(mity)) == 4
    assert waiting(mity) == []
    assert mity("watch", "--once").code == 0


def test_a_definition_that_nobody_trusted_does_not_run(mity: Mity) -> None:
    define(mity, "release", RELEASED)
    mity("event", "released", "--data", "version=1", "--data", "code=0")
    done = mity("watch", "--once")
    assert done.code == 3, done.text
    assert "workflow 'release' is not trusted and will not run" in done.err
    assert lines(mity) == [] and waiting(mity) == []


def test_the_same_id_is_served_once(mity: Mity) -> None:
    define(mity, "release", RELEASED)
    for _ in range(2):
        mity("event", "released", "--data", "version=1", "--data", "code=0", "--id", "build-7")
    assert mity("watch", "--once", "--trust").code == 0
    mity("event", "released", "--data", "version=1", "--data", "code=0", "--id", "build-7")
    assert mity("watch", "--once").code == 0
    assert lines(mity) == ["1"]


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_what_changed_since_a_commit_is_run_without_a_look_before(mity: Mity) -> None:
    define(mity, "implement", IMPLEMENT)
    git(mity.workspace, "init", "--quiet")
    write(mity, "specs/old.md", "# Old\n")
    write(mity, "specs/changed.md", "# One\n")
    git(mity.workspace, "add", "specs")
    commit = ("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "one")
    git(mity.workspace, *commit)
    write(mity, "specs/changed.md", "# Two\n")
    write(mity, "specs/new.md", "# New\n")
    done = mity("watch", "--once", "--since", "HEAD", "--trust")
    assert done.code == 0, done.text
    assert [line.split()[:2] for line in lines(mity)] == [
        ["spec_modified", "specs/changed.md"],
        ["spec_added", "specs/new.md"],
    ]
    wrong = mity("watch", "--once", "--since", "--output=x")
    assert (wrong.code, wrong.err.count("git knows no commit")) == (1, 1), wrong.text
    assert mity("watch", "--since", "HEAD").code == 2


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_runs_that_end_and_tests_that_fail_start_others_and_circles_end(mity: Mity) -> None:
    define(mity, "first", "steps: [{name: a, command: exit 3}]\n")
    report = (
        '<testsuite tests="2" failures="1"><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>'
    )
    step = f"command: \"echo '{report.replace(chr(34), chr(92) + chr(34))}' > r.xml\", evidence: {{junit: r.xml}}"
    define(mity, "check", f"steps: [{{name: unit, {step}}}]\n")
    say = "steps: [{name: a, command: 'echo \"${{ event.data.workflow }} ${{ event.data.%s }}\" >> %s'}]\n"
    define(mity, "after", "triggers: [{type: workflow_completed, name: first}]\n" + say % ("state", "after"))
    define(mity, "red", "triggers: [{type: tests_failed}]\n" + say % ("failed", "red"))
    define(mity, "ping", "triggers: [{type: workflow_completed, name: pong}]\n" + say % ("state", "circle"))
    define(mity, "pong", "triggers: [{type: workflow_completed, name: ping}]\n" + say % ("state", "circle"))
    mity("watch", "--once", "--trust")
    assert mity("run", "first", "--trust").code == 1
    assert mity("run", "check", "--trust").code == 1
    mity("run", "ping", "--trust")
    done = mity("watch", "--once")
    assert "8 runs led to each other already" in done.out, done.text
    assert lines(mity, "after") == ["first failed"]
    assert lines(mity, "red") == ["check 1"]
    assert len(lines(mity, "circle")) == 8
    mity("watch", "--once")
    assert len(lines(mity, "circle")) == 8


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_events_that_came_with_a_clone_are_put_aside(mity: Mity) -> None:
    define(mity, "release", RELEASED)
    mity("event", "released", "--data", "version=theirs", "--data", "code=0")
    folder = mity.workspace / ".mity" / "watch"
    (folder / "owner").write_text("0" * 32)
    done = mity("watch", "--once", "--trust")
    assert done.code == 0 and "came with the project and is not served" in done.err, done.text
    assert lines(mity) == [] and waiting(mity) == []
    assert len(list((mity.workspace / ".mity" / "watch.old-1" / "queue").iterdir())) == 1
    mity("event", "released", "--data", "version=mine", "--data", "code=0")
    (folder / "queue" / "00000000000000000000-00000000.json").write_text('{"id": "../x", "type": "custom"}')
    again = mity("watch", "--once")
    assert again.code == 0 and "is no event" in again.err, again.text
    assert lines(mity) == ["mine"]
    assert mity("event", "x", "--output", "nowhere").code == mity("watch", "--output", "nowhere").code == 2


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_workflow_that_posts_its_own_event_or_triggers_its_cause_comes_to_an_end(mity: Mity) -> None:
    post = "PYTHONSAFEPATH=1 $PYTHON -m mity event again"
    define(
        mity,
        "again",
        f"triggers: [{{type: custom, name: again}}]\nsteps: [{{name: a, command: 'echo x >> seen; {post}'}}]\n",
    )
    hook = "on_success: [{type: trigger_workflow, workflow: tail}]\n"
    define(
        mity, "head", "triggers: [{type: workflow_completed, name: tail}]\nsteps: [{name: a, command: 'true'}]\n" + hook
    )
    define(mity, "tail", "steps: [{name: a, command: 'echo x >> tails'}]\n")
    assert mity("watch", "--once", "--trust").code == 0
    mity("event", "again")
    done = mity("watch", "--once", env={"PYTHON": sys.executable})
    assert "again 8 runs led to each other already" in done.out, done.text
    assert len(lines(mity)) == 9
    assert mity("run", "tail", "--trust").code == 0
    assert "head 8 runs led to each other already" in mity("watch", "--once").out
    assert len(lines(mity, "tails")) == 9


def test_a_mistake_in_a_definition_is_told_on_one_line(mity: Mity) -> None:
    define(mity, "flow", 'triggers: [{type: schedule, cron: "@reboot"}]\nsteps: [{name: a, command: "true"}]\n')
    done = mity("watch", "--once", "--trust")
    [said] = [line for line in done.err.splitlines() if "is not served" in line]
    assert "flow.yaml:2" in said and "five fields" in said and "\\n" not in said
