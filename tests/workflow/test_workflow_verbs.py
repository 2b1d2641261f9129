"""`mity workflow`: definitions checked, corrected, listed, shown and drawn from the command line."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from definition import mistakes, read, written
from harness import Mity
from mity.errors import EXIT_USAGE
from mity.workflow.corrections import corrected
from mity.workflow.mistakes import Mistake

GOOD = """\
name: good
stages:
  - name: one
    for_each: [x, y]
    steps: [{name: a, command: "echo ${{ item }}"}]
  - name: two
    if: stages.one.status == 'success'
    parallel: true
    steps: [{station: build, on_failure: retry}, {name: c, command: make <all> & "more"}]
"""
BAD = """\
# of mine\r
name: bad\r
stages:\r
  - name: one   \r
    steps:\r
      - {name: lint, comand: "make lint"}\r
      - {name: é, command: x}\r
  - name: "two"\r
    steps:\r
      - {"station": 'biuld', if: "steps.lnit.status"}\r
      - {name: b, command: "eval ${{ env.X }}", on_failure: "retyr"}\r
"""


def test_all_mistakes_of_all_files_are_told_at_once(mity: Mity) -> None:
    written(mity.workspace, GOOD, ".mity/workflows/good.yaml")
    assert mity("workflow", "validate").out == "1 definition, 0 mistakes, 0 warnings\n"
    written(mity.workspace, BAD, ".mity/workflows/a-bad.yaml")
    written(mity.workspace, "name: [", ".mity/workflows/broken.yaml")
    written(mity.workspace, "name: base\nabstract: true\ndefaults: {timeout: 5}\n", ".mity/workflow-templates/base.yml")
    done = mity("workflow", "validate", "--json")
    assert done.code == EXIT_USAGE
    found = [(one["file"].removeprefix(".mity/"), one["line"], one["code"]) for one in done.json["mistakes"]]
    assert found == [
        ("workflow-templates/base.yml", 3, "wrong-type"),
        ("workflows/a-bad.yaml", 6, "unknown-key"),
        ("workflows/a-bad.yaml", 7, "wrong-type"),
        ("workflows/a-bad.yaml", 10, "unknown-station"),
        ("workflows/a-bad.yaml", 10, "unknown-step"),
        ("workflows/a-bad.yaml", 11, "unsafe-place"),
        ("workflows/a-bad.yaml", 11, "wrong-type"),
        ("workflows/broken.yaml", 1, "syntax"),
    ]
    assert [one["name"] for one in done.json["checked"]] == ["bad", "good", "base"]
    shown = mity("workflow", "validate", ".mity/workflows")
    assert (shown.code, shown.out.splitlines()[-1]) == (EXIT_USAGE, "2 definitions, 7 mistakes, 0 warnings")
    assert ".mity/workflows/a-bad.yaml:6:22: unknown key 'comand' in step 'lint': did you mean 'command'?" in shown.out
    assert mity("workflow", "validate", "nowhere.yaml").err.startswith("mity: nowhere.yaml: there is no such file")


def test_warnings_count_when_it_is_strict(mity: Mity) -> None:
    written(mity.workspace, "steps: [{name: a, command: x, if: 1 == 1}]\n")
    assert mity("workflow", "validate", "flow.yaml").code == 0
    strict = mity("workflow", "validate", "flow.yaml", "--strict")
    assert strict.code == EXIT_USAGE
    assert "[constant]  (warning)" in strict.out
    run = mity("run", "flow.yaml", "--strict", "--trust")
    assert (run.code, "flow.yaml:1:35: " in run.err) == (EXIT_USAGE, True), run.text
    assert not (mity.workspace / ".mity").exists()


@pytest.mark.slow
def test_corrections_change_single_words_and_no_other_byte(mity: Mity) -> None:
    path = mity.workspace / ".mity/workflows/bad.yaml"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xef\xbb\xbf" + BAD.encode())
    done = mity("workflow", "validate", "--fix")
    assert done.code == EXIT_USAGE
    fixed = BAD.replace("comand", "command").replace("biuld", "build").replace("lnit", "lint").replace("retyr", "retry")
    assert path.read_bytes() == b"\xef\xbb\xbf" + fixed.encode()
    assert "bad.yaml:10:21: fixed: 'biuld' is now 'build'" in done.out
    assert "1 definition, 2 mistakes, 0 warnings" in done.out
    again = mity("workflow", "validate", "--fix", "--json")
    assert (again.json["fixed"], path.read_bytes()) == ([], b"\xef\xbb\xbf" + fixed.encode())


def test_no_correction_gives_a_key_twice(tmp_path: Path) -> None:
    def fixes(keys: str) -> list[str]:
        return [one.fix for one in mistakes(tmp_path, f"steps: [{{name: a, {keys}}}]") if one.was]

    assert fixes("comand: x") == ["command"]
    assert fixes("comand: x, command: y") == fixes("command: y, comand: x") == [""]
    assert fixes("comand: x, commnad: y") == ["command", ""]


def test_a_word_that_stands_elsewhere_is_left_alone() -> None:
    mistake = Mistake("f", 1, 1, "unknown-key", "", was="step", fix="steps")
    assert corrected("step: x", [mistake, mistake])[0] == "steps: x"
    assert corrected("'step': x", [mistake])[0] == "'steps': x"
    for text in ("stepss: x", "s\\u0074ep: x", "", "x: step"):
        assert corrected(text, [mistake]) == (text, [])


@pytest.mark.slow
def test_workflows_in_sight(mity: Mity) -> None:
    written(mity.workspace, GOOD, ".mity/workflows/good.yaml")
    written(mity.workspace, "name: heal\ntitle: Mine\nsteps: [{station: build}]\n", ".mity/workflows/mine.yaml")
    rows = {(row["name"], row["origin"]): row for row in mity("workflow", "list", "--json").json["workflows"]}
    assert (rows["heal", "own"]["title"], rows["heal", "own"]["file"]) == ("Mine", ".mity/workflows/mine.yaml")
    assert (rows["heal", "shipped"]["shadowed"], rows["create-app", "shipped"]["shadowed"]) == (True, False)
    assert rows["proofs", "shipped"]["abstract"]
    shown = mity("workflow", "list").out
    assert "good" in shown
    assert "shadowed by the workspace's own" in shown


@pytest.mark.slow
def test_a_workflow_is_shown_with_all_that_it_extends(mity: Mity, tmp_path: Path) -> None:
    written(mity.workspace, "extends: add-feature\nversion: 1.10\nenv: {A: 010, B: on, C: null}\n")
    resolved = mity("workflow", "show", "flow.yaml", "--yaml").out
    assert "extends" not in resolved
    again = mity.workspace / "again.yaml"
    again.write_text(resolved.replace("name: flow\n", ""), encoding="utf-8")
    one, other = (mity("workflow", "show", name, "--json").json for name in ("flow.yaml", "again.yaml"))
    assert one["env"] == {"A": "010", "B": "on", "C": None}
    assert {**one, "id": ""} == {**other, "id": "", "name": one["name"]}
    written(mity.workspace, GOOD, ".mity/workflows/good.yaml")
    lines = mity("workflow", "show", "good").out
    assert "├─ one [for each item of 2 items]\n│  └─ a (command: echo ${{ item }})" in lines
    assert "on failure of build: retry up to 2 times" in lines
    assert mity("workflow", "show", "god").err.startswith("mity: there is no workflow 'god': did you mean 'good'?")


@pytest.mark.slow
def test_pictures(mity: Mity, tmp_path: Path) -> None:
    written(mity.workspace, GOOD)
    assert mity("workflow", "graph", "flow.yaml").out.startswith("good\n├─ one")
    chart = mity("workflow", "graph", "flow.yaml", "--format", "mermaid").out
    assert chart.startswith("flowchart TD\n")
    assert "s0 --> s1" in chart
    assert "make #lt;all#gt; #amp; #quot;more#quot;" in chart
    picture = ET.fromstring(mity("workflow", "graph", "flow.yaml", "--format", "svg").out)
    texts = [one.text for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"a", "build", "c"} <= set(texts)
    machine = "states: {a: {command: x, next: b, on_failure: {to: a}}, b: {final: success}}"
    assert read(tmp_path, machine).machine
    written(mity.workspace, machine)
    assert "→ a on failure" in mity("workflow", "graph", "flow.yaml").out
    assert 's0 -->|"on failure"| s0' in mity("workflow", "graph", "flow.yaml", "--format", "mermaid").out
