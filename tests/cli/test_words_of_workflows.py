"""What a workflow is given on the command line by the names of its parameters, and what comes behind its run."""

from __future__ import annotations

from harness import Mity
from mity.errors import EXIT_USAGE

FLOW = """
parameters: {issue: {}, migrate_from: {default: none}, draft: {type: boolean, default: false}, break_at: {default: no}}
steps:
  - {name: say, command: 'echo "$I|$M|$D|$B" > said.txt', env: {I: "${{ parameters.issue }}",
     M: "${{ parameters.migrate_from }}", D: "${{ parameters.draft }}", B: "${{ parameters.break_at }}"}}
on_success: [{type: trigger_workflow, workflow: nowhere}]
"""


def test_options_of_a_workflow_are_its_parameters_and_a_lacking_one_behind_it_changes_nothing(mity: Mity) -> None:
    (mity.workspace / "flow.yaml").write_text(FLOW, encoding="utf-8")
    words = ("--issue", "it breaks", "--migrate-from=a b", "--break_at", "c", "--draft")
    done = mity("run", "flow.yaml", "--trust", *words)
    assert done.code == 0, done.text
    assert (mity.workspace / "said.txt").read_text() == "it breaks|a b|true|c\n"
    assert "the action on_success/1 failed: there is no workflow 'nowhere'" in done.err
    (row,) = [row["result"] for row in mity.log()["results"] if row["station"] == "on_success/1"]
    assert row["status"] == "skipped" and row["message"].startswith("failed: there is no workflow 'nowhere'")
    wrong = mity("run", "flow.yaml", "--isue", "x")
    assert wrong.code == EXIT_USAGE
    assert wrong.err.endswith("mity: workflow 'flow' has no parameter 'isue': did you mean 'issue'?\n")
    kept = mity.workspace / ".mity" / "workflows" / "kept.yaml"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(FLOW, encoding="utf-8")
    lacks = mity("run", "kept")  # told before it is asked whether the project's commands are trusted
    assert lacks.code == EXIT_USAGE and "needs the parameter 'issue'" in lacks.err, lacks.err
    both = mity("run", "flow.yaml", "--issue", "x", "--brek", "y")  # a parameter and an option are near
    assert both.code == EXIT_USAGE and "'--break_at'" in both.err and "'--break'" in both.err, both.err
    for words in (("flow.yaml", "--issue", "x", "--dry-rn"), ("--dry-rn", "flow.yaml")):
        near = mity("run", *words)
        assert near.code == EXIT_USAGE and "No such option '--dry-rn'. Did you mean" in near.err, near.err
        assert "--dry-run" in near.err, near.err
