"""A dry run shows each step that may be due, also where only the run itself will tell."""

from __future__ import annotations

from harness import Mity

FLOW = """
name: flow
parameters: {loud: {type: boolean, default: false}}
stages:
  - name: one
    steps:
      - {name: ask, agent: "Say it.", outputs: [said]}
      - {name: quiet, if: parameters.loud, command: echo loud}
      - {name: broken, if: failure(), command: echo broken}
  - name: two
    if: length(steps.ask.outputs.said) > 0
    steps:
      - {name: links, station: check-links, inputs: {documents: ["${{ steps.ask.outputs.said }}.md"]}}
      - {name: look, type: checkpoint, message: "Right: ${{ steps.ask.outputs.said }}?"}
      - {name: prove, verify: [test, lint]}
"""


def test_what_only_the_run_can_tell_hides_no_step(mity: Mity) -> None:
    (mity.workspace / "flow.yaml").write_text(FLOW)
    shown = mity("run", "flow.yaml", "--dry-run", "--json")
    assert shown.code == 0, shown.text
    assert {row["station"]: row["notes"] for row in shown.json["stations"]} == {
        "ask": ["asks a coding agent: Say it."],
        "links": ["its inputs are known only when it is due"],
        "look": ["asks a person: Right: ${{ steps.ask.outputs.said }}?"],
        "prove": ["verifies the project: test, lint"],
    }
    assert shown.json["not_due"] == [
        {"station": "quiet", "condition": "parameters.loud"},
        {"station": "broken", "condition": "failure()"},
    ]


ROUND = """
name: round
parameters: {together: {type: boolean, default: true}}
stages:
  - {name: one, steps: [{name: list, command: "${{ project.list_command }}", outputs: [parts]}]}
  - name: two
    if: steps.list.outputs.parts != null && project.list_command != null
    parallel: ${{ parameters.together }}
    for_each: ${{ steps.list.outputs.parts }}
    steps: [{name: part, workflow: inner, inputs: {part: "${{ item }}"}}]
---
name: inner
parameters: {part: {}}
steps: [{name: say, if: "parameters.part != 'x'", for_each: [1, 2], command: "echo ${{ parameters.part }}"}]
"""


def test_lists_called_workflows_and_what_only_the_run_decides_are_told(mity: Mity) -> None:
    (mity.workspace / ".mity" / "workflows").mkdir(parents=True)
    (mity.workspace / ".mity" / "config.toml").write_text('[project]\nlist_command = "ls parts"\n')
    (mity.workspace / ".mity" / "workflows" / "round.yaml").write_text(ROUND)
    shown = mity("run", "round", "--dry-run", "--json").json["stations"]
    assert [(row["station"], row["commands"], row["when"]) for row in shown] == [
        ("list", ["ls parts"], []),
        (
            "part",
            [],
            [
                "if steps.list.outputs.parts != null && project.list_command != null",
                "for each item of ${{ steps.list.outputs.parts }}",
                "at once",
            ],
        ),
        (
            "part>say",
            ["echo ${{ parameters.part }}"],
            ["if parameters.part != 'x'", "for each item of [1, 2]"],
        ),
    ]
    told = mity("run", "round", "--dry-run", "--param", "together=false").out
    assert "part\n  if steps.list" in told and "at once" not in told


def test_commands_are_shown_as_they_are_written(mity: Mity) -> None:
    step = (
        """{name: a, command: 'echo "${{ parameters.who }}" ${{ parameters.who }}', undo: 'rm ${{ parameters.who }}'}"""
    )
    (mity.workspace / "flow.yaml").write_text(
        f"name: flow\nparameters: {{who: {{type: string, default: you}}}}\nsteps: [{step}]\n"
    )
    (row,) = mity("run", "flow.yaml", "--dry-run", "--json").json["stations"]
    assert row["commands"] == ['echo "${{ parameters.who }}" ${{ parameters.who }}']
    (mity.workspace / ".mity" / "workflows").mkdir(parents=True)
    (mity.workspace / "flow.yaml").rename(mity.workspace / ".mity" / "workflows" / "flow.yaml")
    asked = mity("run", "flow")
    assert asked.code == 3 and "MITY_V" not in asked.text
    assert 'flow/a: echo "${{ parameters.who }}" ${{ parameters.who }}' in asked.text
    assert "flow/a: rm ${{ parameters.who }}" in asked.text
