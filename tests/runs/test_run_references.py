"""A run is named by its path, its id, the beginning of its id, or its workflow."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from own_flow import OwnFlow

from harness import Mity
from mity import ExecutionLog, Stage, Step, Workflow, WorkflowContext
from mity.errors import EXIT_DONE, EXIT_USAGE, LogError, UsageError
from mity.runs.references import is_id, resolve
from mity.runs.store import LogStore


def _run(folder: Path, run_id: str, workflow: str) -> None:
    flow = Workflow(workflow, workflow).add(Stage((Step("one", command="true"),)))
    log = ExecutionLog(run_id, flow, ["one"], WorkflowContext(folder, "app"))
    recorder = LogStore(folder).open(log)
    recorder.stop("failed", None, None)


def test_the_beginning_of_an_id_names_one_run(tmp_path: Path) -> None:
    store = LogStore(tmp_path)
    for run_id, workflow in (
        *(("0001-release-a1b2", "release"), ("0002-release-c3d4", "release"), ("0002-relax-e5f6", "relax")),
        *(("10020-0002-re-aaaa", "0002-re"), ("odd", "release"), ("0003-of-others-bbbb", "of others")),
    ):
        _run(tmp_path, run_id, workflow)
    for reference, expected in {
        "0001": "0001-release-a1b2",
        "0001-rel": "0001-release-a1b2",
        "0002-rele": "0002-release-c3d4",
        "0002-release-c3d4": "0002-release-c3d4",
        "1": "0001-release-a1b2",
        "10020": "10020-0002-re-aaaa",
        "100": "10020-0002-re-aaaa",
        "0002-re": "10020-0002-re-aaaa",  # a workflow of this id
        "release": "0002-release-c3d4",
        "of others": "0003-of-others-bbbb",
        "od": "odd",
        "": "10020-0002-re-aaaa",
    }.items():
        assert store.resolve(reference).stem == expected, reference
    with pytest.raises(UsageError) as several:
        store.resolve("0002")
    named = "0002-relax-e5f6, 0002-release-c3d4"
    assert str(several.value) == f"'0002' begins the ids of 2 runs: name one of {named}"
    with pytest.raises(LogError, match="no run '0009' in "):
        store.resolve("0009")
    assert store.resolve("elsewhere/0001.json") == Path("elsewhere/0001.json")


def test_of_many_runs_that_begin_alike_the_newest_are_named() -> None:
    for number, older in ((8, ""), (9, " and 1 older ones")):
        documents = [Path(f"0001-flow-{letter}.json") for letter in "abcdefghi"[:number]]
        with pytest.raises(UsageError) as several:
            resolve("0001", documents, lambda path: None, Path("logs"))
        named = ", ".join(path.stem for path in documents[-8:])
        assert str(several.value) == f"'0001' begins the ids of {number} runs: name one of {named}{older}"


def test_the_newest_run_of_a_workflow_is_meant_by_its_name_and_no_other_is_read(tmp_path: Path) -> None:
    documents = [Path(f"{number:04}-{name}-aaaa.json") for number, name in enumerate(("flow", "other", "flow", "a-b"))]
    flow = ExecutionLog("0001-flow-aaaa", Workflow("flow"), [], WorkflowContext(tmp_path))
    read: list[str] = []

    def readable(path: Path) -> ExecutionLog | None:
        read.append(path.stem)
        return flow if "flow" in path.stem else None

    assert resolve("flow", documents, readable, tmp_path) == documents[2]
    assert read == ["0002-flow-aaaa"]
    assert resolve("", documents, readable, tmp_path) == documents[2], "of those that cannot be read none can go on"
    for reference in ("a b", "0005", "é"):
        with pytest.raises(LogError, match=f"no run '{reference}' in "):
            resolve(reference, documents, readable, tmp_path)
    assert [is_id(one) for one in ("0001-flow-a1b2", "../0001-flow-a1b2", "", "0001 flow")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.slow
def test_every_verb_takes_the_beginning_of_an_id(mity: Mity) -> None:
    flow = OwnFlow(mity, {"name": "a", "command": "true"}, {"name": "wait", "type": "checkpoint", "message": "go?"})
    flow.run(3)
    for words in (
        ("ask", "0001", "why?"),
        ("approve", "0001"),
        ("resume", "0001-fl"),
        ("runs", "show", "0001"),
        ("runs", "events", "0001"),
        ("replay", "0001", "--from", "wait", "--trust"),
        ("runs", "diff", "0001", "0002"),
        ("reject", "0002", "--reason", "no"),
        ("pause", "0002"),
        ("cancel", "0002"),
        ("rollback", "0001"),
    ):
        done = mity(*words)
        assert done.code in (EXIT_DONE, 3) and "no run" not in done.text, (words, done.text)
    logs = mity.workspace / ".mity/logs"
    shutil.copy(next(logs.glob("0001-*.json")), logs / "0001-flow-zzzz.json")
    done = mity("runs", "show", "0001")
    assert done.code == EXIT_USAGE
    assert done.err.startswith("mity: '0001' begins the ids of 2 runs: name one of 0001-flow-")
