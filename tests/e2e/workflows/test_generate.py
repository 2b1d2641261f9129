"""Steps that give a workflow, which is checked like a file and run as what the step is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from own_flow import OwnFlow, lines

from harness import Mity


def giving(definition: Any, name: str = "plan", **more: Any) -> dict[str, Any]:
    """A step whose command gives a definition."""
    script = "\n".join(
        [
            "echo body >> bodies",
            "{ echo 'workflow<<GIVEN_END'; cat; echo GIVEN_END; echo words=two; } > \"$MITY_OUTPUT\" <<'SH'",
            definition if isinstance(definition, str) else json.dumps(definition),
            "SH",
        ]
    )
    return {"name": name, "type": "generate", "command": script, "outputs": ["workflow", "words"], **more}


def work(*commands: str) -> dict[str, Any]:
    return {"steps": [{"name": f"part-{number}", "command": line} for number, line in enumerate(commands, 1)]}


READ = {"name": "read", "command": 'echo "${{ steps.plan.outputs.words }}" > read'}


def test_what_a_step_gives_is_checked_recorded_and_run(mity: Mity) -> None:
    flow = OwnFlow(mity, giving(work("echo a >> done", "echo b >> done")), READ)
    document = flow.run()
    assert document["stations"] == ["plan", "plan>part-1", "plan>part-2", "read"]
    assert (lines(flow.folder / "done"), lines(flow.folder / "read")) == (["a", "b"], ["two"])
    assert "workflow" not in document["results"][0]["result"]["outputs"]
    shown = mity("runs", "show", document["run_id"]).text
    assert "part-2" in shown


def test_outputs_of_the_generated_steps_join_those_of_its_body(mity: Mity) -> None:
    given = {"steps": [{"name": "count", "command": 'echo n=3 > "$MITY_OUTPUT"', "outputs": ["n"]}]}
    OwnFlow(
        mity,
        giving(given),
        {"name": "read", "command": 'test "${{ outputs.n }}${{ steps.plan.outputs.words }}" = 3two'},
    ).run()


def test_inputs_of_the_step_are_the_parameters_of_what_it_generates(mity: Mity) -> None:
    given = {"parameters": {"who": {}, "n": {"type": "integer"}}, **work('echo "${{ parameters.who }} $N" >> done')}
    given["env"] = {"N": "${{ parameters.n }}"}
    plan = {"name": "plan", "type": "generate", "command": 'cat plan.json > "$MITY_OUTPUT"', "outputs": ["workflow"]}
    first = {"name": "first", "command": 'echo name=Ada > "$MITY_OUTPUT"', "outputs": ["name"]}
    inputs = {"who": "${{ steps.first.outputs.name }}", "n": 3, "for-its-body-alone": "x"}
    flow = OwnFlow(mity, first, {**plan, "inputs": inputs})
    (flow.folder / "plan.json").write_text(json.dumps({"workflow": given}))
    flow.run()
    assert lines(flow.folder / "done") == ["Ada 3"]
    document = OwnFlow(mity, {**plan, "inputs": {"who": "Ada", "n": "many"}}).run(1)
    assert "parameter 'n' of workflow 'plan' must be an integer" in document["error"]
    document = OwnFlow(mity, plan).run(1)
    assert "workflow 'plan' needs the parameter 'who': give it in `inputs:`" in document["error"]


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ("steps:\n- name: x\n  comand: make\n", "plan.yaml:3:3: unknown key 'comand' in step 'x'"),
        ("steps: [", "plan.yaml:"),
        ("{}", "must have either stages or steps or states"),
        ({"parameters": {"who": {"type": "string"}}, **work("true")}, "needs the parameter 'who'"),
        ({"steps": [{"name": "x", "workflow": "nowhere"}]}, "there is no workflow 'nowhere'"),
        ({"steps": [{"name": "x", "workflow": "flow"}]}, "workflows call each other: flow → plan → flow"),
        ({"steps": [{"name": "x", "station": "nowhere"}]}, "nowhere"),
    ],
)
def test_a_definition_that_cannot_be_run_fails_its_step_and_runs_nothing(
    mity: Mity, definition: Any, said: str
) -> None:
    flow = OwnFlow(mity, giving(definition), ("after", "touch after"))
    document = flow.run(1)
    (result,) = [row["result"] for row in document["results"]]
    assert said in result["message"], result["message"]
    assert not (flow.folder / "after").exists()


def test_a_body_that_gives_no_workflow_is_told(mity: Mity) -> None:
    document = OwnFlow(mity, {"name": "plan", "type": "generate", "command": "true"}).run(1)
    assert "gives no output 'workflow'" in document["results"][0]["result"]["message"]


def test_a_retry_gives_a_new_workflow(mity: Mity) -> None:
    step = giving(
        work('echo run >> runs; test "$(wc -l < bodies)" -ge 2'), on_failure="retry", backoff={"initial": "0s"}
    )
    flow = OwnFlow(mity, step)
    flow.run()
    assert (lines(flow.folder / "bodies"), lines(flow.folder / "runs")) == (["body"] * 2, ["run"] * 2)


def test_a_resume_goes_on_within_what_was_generated(mity: Mity) -> None:
    flow = OwnFlow(mity, giving(work("echo a >> done", "test -e ready && echo b >> done")), READ)
    flow.run(1)
    (flow.folder / "ready").touch()
    assert mity("resume", "--quiet", "--trust").code == 0
    assert (lines(flow.folder / "bodies"), lines(flow.folder / "done")) == (["body"], ["a", "b"])
    assert mity.log()["stations"] == ["plan", "plan>part-1", "plan>part-2", "read"]


@pytest.mark.parametrize(
    ("start", "bodies", "done"),
    [
        ("plan>part-1", 1, ["a", "b", "a", "b"]),
        ("plan>part-2", 1, ["a", "b", "b"]),
        ("plan", 2, ["a", "b", "a", "b"]),
        ("read", 1, ["a", "b"]),
    ],
)
def test_going_back_into_a_generated_workflow_keeps_it_and_before_it_gives_a_new_one(
    mity: Mity, start: str, bodies: int, done: list[str]
) -> None:
    flow = OwnFlow(mity, giving(work("echo a >> done", "echo b >> done")), READ)
    run_id = flow.run()["run_id"]
    again = mity("resume", run_id, "--from", start, "--quiet", "--trust")
    assert again.code == 0, again.text
    assert (len(lines(flow.folder / "bodies")), lines(flow.folder / "done")) == (bodies, done)
    assert mity.log()["state"] == "completed"


def test_each_item_and_each_visit_has_a_workflow_of_its_own(mity: Mity) -> None:
    given = '{"workflow": {"steps": [{"name": "say", "command": "echo %s >> done"}]}}'
    each = {
        "name": "plan",
        "type": "generate",
        "for_each": ["x", "y"],
        "command": f'printf \'{given}\' "${{{{ item }}}}" > "$MITY_OUTPUT"',
        "outputs": ["workflow"],
    }
    flow = OwnFlow(mity, each)
    document = flow.run()
    assert lines(flow.folder / "done") == ["x", "y"]
    assert document["stations"] == ["plan", "plan[0]", "plan[0]>say", "plan[1]", "plan[1]>say"]
    assert document["state"] == "completed"


def test_a_replay_keeps_what_was_generated_before_its_first_step(mity: Mity) -> None:
    flow = OwnFlow(mity, giving(work("echo a >> done")), READ)
    run_id = flow.run()["run_id"]
    again = mity("replay", run_id, "--from", "read", "--quiet", "--trust")
    assert again.code == 0, again.text
    assert lines(flow.folder / "bodies") == ["body"]
    assert mity.log()["stations"] == ["plan", "plan>part-1", "read"]
    assert mity("resume", mity.log()["run_id"], "--from", "plan>part-1", "--quiet", "--trust").code == 0
    assert (lines(flow.folder / "done"), lines(flow.folder / "bodies")) == (["a", "a"], ["body"])


def test_a_generated_workflow_may_have_the_name_of_the_one_that_it_is_in(mity: Mity) -> None:
    flow = OwnFlow(mity, giving(work("echo a >> done"), name="flow"))
    flow.run()
    flow.define({"name": "flow", "steps": [giving({"name": "flow", **work("echo b >> done")})]})
    flow.run()
    assert lines(flow.folder / "done") == ["a", "b"]


def test_workflows_that_generate_each_other_come_to_an_end(mity: Mity, tmp_path: Path) -> None:
    script = tmp_path / "deeper.sh"
    line = f"sh {script}"
    script.write_text(
        "n=$(($(cat n 2>/dev/null || echo 0) + 1)); echo $n > n\n"
        'printf \'{"workflow": {"name": "level%s", "steps": [{"name": "deeper", "type": "generate", "command": "'
        + line
        + '"}]}}\' $n > "$MITY_OUTPUT"\n'
    )
    flow = OwnFlow(mity, {"name": "deeper", "type": "generate", "command": line})
    document = flow.run(1)
    assert any("generate each other too deeply" in row["result"]["message"] for row in document["results"])
    assert int((flow.folder / "n").read_text()) < 30


def test_a_secret_in_a_generated_workflow_is_refused(mity: Mity) -> None:
    mity.env["DEPLOY_TOKEN"] = "s3cr3t-value-of-this-test"  # the caller's, which the workflow asks for
    given = 'printf \'{"workflow": {"steps": [{"name": "x", "command": "echo %s"}]}}\' "$DEPLOY_TOKEN" > "$MITY_OUTPUT"'
    step = {"name": "plan", "type": "generate", "command": given}
    flow = OwnFlow(mity, step, env={"DEPLOY_TOKEN": None})
    document = flow.run(1)
    assert "it holds a secret value" in document["results"][0]["result"]["message"], document["results"]
    assert "s3cr3t" not in json.dumps(document)


def test_a_body_that_cannot_give_a_workflow_is_refused_before_anything_runs(mity: Mity) -> None:
    OwnFlow(mity, {"name": "plan", "type": "generate", "verify": True})
    done = mity("workflow", "validate")
    assert done.code == 2
    assert "a step of `type: generate` gives its workflow by a command, a station or an agent" in done.text
