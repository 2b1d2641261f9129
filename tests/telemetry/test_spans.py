"""Telemetry of runs: what their spans, metrics and logs say, in a file of JSON lines."""

from __future__ import annotations

import re
import shlex
import stat
import sys
from pathlib import Path

import pytest
from own_flow import OwnFlow

from harness import Mity
from otlp import read_lines

ROOT = Path(__file__).parents[2]
FILE = ("--otel-file", "otel.jsonl")
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
SAY = 'echo "$TRACEPARENT" > parent.txt'


def test_a_run_is_a_tree_of_spans_below_who_started_it(mity: Mity) -> None:
    call = {"name": "inner", "workflow": "other"}
    flow = OwnFlow(mity, ("one", SAY), call, ("last", "echo no >&2; exit 7"))
    other = flow.folder / ".mity" / "workflows" / "other.yaml"
    other.write_text("name: other\nstages:\n  - name: deep\n    steps:\n      - {name: leaf, command: 'true'}\n")
    mity.env["TRACEPARENT"] = f"00-{TRACE}-{PARENT}-01"
    run_id = flow.run(1, *FILE)["run_id"]
    found = read_lines(flow.folder / "otel.jsonl")
    run = found.span("run flow")
    assert (run.trace, run.parent, run.failed) == (TRACE, PARENT, True)
    assert run.attributes["cicd.pipeline.run.id"] == run_id
    assert run.attributes["cicd.pipeline.result"] == "failure"
    assert {one.trace for one in found.spans} == {TRACE}
    names = {one.id: one.name for one in found.spans}
    above = {one.name: names.get(one.parent, "") for one in found.spans}
    assert above["stage deep"] == "step inner"
    assert (above["step leaf"], above["command true"]) == ("stage deep", "step leaf")
    assert above["step one"] == above["step last"] != ""
    assert names[run.id] == above[above["step one"]]
    said = (flow.folder / "parent.txt").read_text().strip()
    echoes = [one for one in found.spans if one.name == "command echo"]
    assert said in {f"00-{TRACE}-{one.id}-01" for one in echoes if names[one.parent] == "step one"}
    (last,) = [one for one in echoes if names[one.parent] == "step last"]
    assert (last.failed, last.attributes["error.type"]) == (True, "exit_7")
    assert last.attributes["process.exit.code"] == "7"
    assert found.span("step last").attributes["cicd.pipeline.task.run.result"] == "failure"


@pytest.mark.slow
def test_metrics_count_and_logs_know_their_trace(mity: Mity) -> None:
    once = "test -e again || { touch again; exit 1; }"
    retry = {"name": "two", "command": once, "on_failure": "retry", "backoff": {"initial": "10ms"}}
    flow = OwnFlow(mity, ("one", "true"), retry)
    flow.run(0, *FILE)
    found = read_lines(flow.folder / "otel.jsonl")
    metrics = found.metrics
    (runs,) = metrics["mity.runs"]
    assert (runs["cicd.pipeline.name"], runs["mity.run.state"], runs["point"]["asInt"]) == ("flow", "completed", "1")
    assert [one["point"]["asInt"] for one in metrics["mity.step.retries"]] == ["1"]
    assert sum(int(one["point"]["count"]) for one in metrics["mity.step.duration"]) == 2
    assert metrics["cicd.pipeline.run.duration"][0]["cicd.pipeline.result"] == "success"
    assert "cicd.pipeline.run.errors" not in metrics
    shown = (ROOT / "docs" / "grafana-dashboard.json").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\b(mity_\w+|cicd_pipeline_run_\w+?)(?:_seconds_bucket|_total)\{", shown))
    assert {"mity_runs", "mity_step_retries", "mity_step_duration", "cicd_pipeline_run_duration"} <= wanted
    assert wanted - {name.replace(".", "_") for name in metrics} == {
        "cicd_pipeline_run_errors",
        "mity_healing_attempts",
    }
    ids = {one.id for one in found.spans}
    assert found.logs
    assert {one["spanId"] in ids and one["traceId"] for one in found.logs} == {found.span("run flow").trace}
    assert any("exited with 1" in one["body"]["stringValue"] for one in found.logs)


@pytest.mark.slow
def test_the_file_is_private_holds_no_secret_and_takes_many_runs(mity: Mity) -> None:
    mity.env["DEPLOY_TOKEN"] = "s3cr3t-value-of-this-test"
    flow = OwnFlow(mity, ("one", "echo s3cr3t-value-of-this-test; false"), env={"DEPLOY_TOKEN": None})
    for _ in range(2):
        flow.run(1, *FILE)
    path = flow.folder / "otel.jsonl"
    assert "s3cr3t" not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len([one for one in read_lines(path).spans if one.name == "run flow"]) == 2


@pytest.mark.slow
def test_who_goes_on_with_a_run_links_to_who_began_it(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "true"), ("two", "test -e ready"))
    flow.run(1, *FILE)
    (flow.folder / "ready").touch()
    assert mity("resume", "--trust", "--quiet", *FILE).code == 0
    first, second = (one for one in read_lines(flow.folder / "otel.jsonl").spans if one.name == "run flow")
    assert (first.links, second.links) == ((), (first.id,))
    assert first.trace != second.trace


@pytest.mark.slow
@pytest.mark.parametrize("why", ["whoever started it", "a sampler"])
def test_a_trace_that_nobody_records_is_told_as_such(mity: Mity, why: str) -> None:
    flow = OwnFlow(mity, ("one", f'{SAY}; echo "$TRACESTATE" >> parent.txt'))
    mity.env |= {"TRACEPARENT": f"00-{TRACE}-{PARENT}-0{int(why == 'a sampler')}", "TRACESTATE": "vendor=7"}
    if why == "a sampler":
        mity.env["OTEL_TRACES_SAMPLER"] = "always_off"
    flow.run(0, *FILE)
    head, state = (flow.folder / "parent.txt").read_text().split()
    assert (head[:36], head[-3:], state) == (f"00-{TRACE}-", "-00", "vendor=7")
    found = read_lines(flow.folder / "otel.jsonl")
    assert (list(found.spans), "mity.runs" in found.metrics) == ([], True)


@pytest.mark.slow
def test_fixes_are_spans_of_their_step(mity: Mity) -> None:
    files = {
        "calc.py": "def add(a, b):\n    return int(json.loads(str(a + b)))\n",
        "test_calc.py": "from calc import add\n\n\ndef test_add():\n    assert add(2, 3) == 5\n",
        "requirements.txt": "",
    }
    for name, text in files.items():
        (mity.workspace / name).write_text(text)
    tests = f"{shlex.quote(sys.executable)} -B -m pytest -q -p no:cacheprovider"
    flow = OwnFlow(mity, {"name": "tests", "command": tests, "heal": True})
    flow.run(0, *FILE)
    found = read_lines(flow.folder / "otel.jsonl")
    (fix,) = [one for one in found.spans if one.name.startswith("fix ")]
    step = found.span("step tests")
    assert (fix.parent, fix.failed, fix.attributes["mity.fix.verdict"]) == (step.id, False, "kept")
    assert 0 < fix.seconds <= step.seconds
    assert [one["mity.fix.verdict"] for one in found.metrics["mity.healing.attempts"]] == ["kept"]


@pytest.mark.slow
def test_settings_ask_for_it_and_may_not_lead_out(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "true"))
    config = flow.folder / ".mity" / "config.toml"
    config.write_text('[otel]\nfile = "logs/otel.jsonl"\n')
    flow.run(0)
    assert read_lines(flow.folder / "logs" / "otel.jsonl").span("run flow").failed is False
    rows = {
        'file = "../otel.jsonl"': "outside of the workspace",
        'endpoint = "https://collector.example:4318"': "OTEL_EXPORTER_OTLP_ENDPOINT",
        'endpoint = "nonsense"': "is no address",
        'protocol = "smoke"': "otel.protocol",
    }
    for setting, said in rows.items():
        config.write_text(f"[otel]\n{setting}\n")
        done = mity("run", "flow", "--trust")
        assert (done.code, said in done.err) == (2, True), done.text
    assert not (Path(flow.folder).parent / "otel.jsonl").exists()


def test_a_file_that_cannot_be_written_stops_the_run_before_it_begins(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "touch ran"))
    (flow.folder / "taken").write_text("")
    done = mity("run", "flow", "--trust", "--otel-file", "taken/otel.jsonl")
    assert done.code == 1, done.text
    assert "taken" in done.err
    assert not (flow.folder / "ran").exists()


@pytest.mark.slow
def test_how_long_an_event_waited_is_measured_for_the_run_that_it_starts(mity: Mity) -> None:
    flow = OwnFlow(mity, ("one", "true"))
    path = flow.folder / ".mity" / "workflows" / "flow.yaml"
    path.write_text(path.read_text() + "triggers:\n  - {type: custom, name: deploy}\n")
    assert mity("trust").code == 0
    assert mity("event", "deploy").code == 0
    assert mity("watch", "--once", *FILE).code == 0
    flow.run(0, "--otel-file", "other.jsonl")
    (waited,) = read_lines(flow.folder / "otel.jsonl").metrics["mity.queue.duration"]
    assert (waited["cicd.pipeline.name"], waited["point"]["count"]) == ("flow", "1")
    assert 0.0 < waited["point"]["sum"] < 120.0
    assert "mity.queue.duration" not in read_lines(flow.folder / "other.jsonl").metrics
