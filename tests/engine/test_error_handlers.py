"""Error handlers of a definition: what they tell, do and see of the failure, and what follows."""

from __future__ import annotations

from harness import Mity

FLOW = """
name: flow
error_handlers:
  told: {notify: "told ${{ error }} of ${{ failed_stage }}/${{ failed_step }}", then: continue}
  typed: {action: {type: notification, message: "typed ${{ failed_step }}"}, then: continue}
  both:
    message: "both ${{ run.id }}"
    action: {command: 'echo "${{ failed_step }}: ${{ error }}" > seen'}
    then: continue
  called: {action: {type: trigger_workflow, workflow: after, inputs: {what: "${{ failed_step }}"}}, then: continue}
  opened: {action: {type: create_issue, title: "no forge here"}, then: continue}
  empty: {notify: "nothing: ${{ steps.skipped.outputs.x }}", then: continue}
stages:
  - name: all
    steps:
      - {name: skipped, command: 'true', if: "${{ run.version == 'never' }}", outputs: [x]}
      - {name: a, command: exit 9, on_failure: told}
      - {name: b, command: exit 9, on_failure: typed}
      - {name: c, command: exit 9, on_failure: both}
      - {name: d, command: exit 9, on_failure: called}
      - {name: e, command: exit 9, on_failure: opened}
      - {name: f, command: exit 9, on_failure: empty}
      - {name: g, command: exit 9, on_failure: [{name: mend, command: 'echo "${{ error }}" > mended'}]}
---
name: after
parameters: {what: {type: string}}
steps: [{name: one, command: 'echo "${{ parameters.what }}" > after'}]
"""


def test_handlers_tell_and_do_what_they_say_because_of_the_failure(mity: Mity) -> None:
    (mity.workspace / ".mity" / "workflows").mkdir(parents=True)
    (mity.workspace / ".mity" / "workflows" / "flow.yaml").write_text(FLOW)
    done = mity("run", "flow", "--trust")
    assert done.code == 1, done.text
    assert "  after/one: echo " in done.err.partition("→")[0]  # what a handler triggers is shown before anything runs
    assert "told `exit 9` exited with 9 of all/a\n" in done.err
    assert "typed b\n" in done.err
    assert "both 0001-flow-" in done.err
    assert (mity.workspace / "seen").read_text() == "c: `exit 9` exited with 9\n"
    assert "the action for the failure failed: the run is about no page of a forge" in done.err
    assert "nothing: ${{ steps.skipped.outputs.x }} (" in done.err
    assert (mity.workspace / "mended").read_text() == "`exit 9` exited with 9\n"
    assert (mity.workspace / "after").read_text() == "d\n"


def test_an_asked_person_is_shown_the_values_of_the_message(mity: Mity) -> None:
    (mity.workspace / "flow.yaml").write_text(
        "name: flow\n"
        "error_handlers: {ask: {action: request_user_input, message: 'Who mends ${{ failed_step }}?'}}\n"
        "steps: [{name: a, command: exit 9, on_failure: ask}]\n"
    )
    done = mity("run", "flow.yaml")
    assert done.code == 3, done.text
    assert "Who mends a?" in done.text
