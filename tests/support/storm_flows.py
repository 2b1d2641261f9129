"""Definitions that a storm of faults must not change the end of. Each step notes in a ledger that it was executed."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

_NOTE = 'echo {name} >> "$(cat ledger)"; sleep 0.3; '


def _step(name: str, line: str, more: str = "", note: str = "") -> str:
    """A step as a line of YAML; `note` is what the ledger gets, by default its name."""
    return f"""{{name: {name}, command: '{_NOTE.format(name=note or name)}{line}'{more}}}"""


MIXED = f"""
name: flow
stages:
  - name: fan
    parallel: true
    for_each: [c, a, b]
    steps:
      - {_step("make", "echo ${{ item }} > made-${{ item }}", note="make-${{ item }}")}
      - {_step("look", 'test -s made-${{ item }}; echo "k=${{ item }}!" >> "$MITY_OUTPUT"', note="look-${{ item }}")}
  - name: after
    steps:
      - {_step("join", "echo ${{ json(stages.fan.outputs.k) }} $(ls | grep -c made-) > all")}
      - {{name: call, workflow: child, inputs: {{n: 3}}, outputs: [r]}}
      - {{name: gate, type: checkpoint, message: "Ship ${{{{ outputs.r }}}}?"}}
      - {_step("ship", "echo ${{ outputs.r }} ${{ checkpoint.changes }} > shipped")}
finally:
  - {_step("last", "echo end > final")}
---
name: child
parameters: {{n: {{type: integer}}}}
steps:
  - {_step("inner", 'echo "r=${{ parameters.n }}!" >> "$MITY_OUTPUT"')}
"""
_RETRY = ", max_retries: 4, on_failure: retry, backoff: {initial: 10ms, jitter: false}"
RETRIES = f"""
name: flow
steps:
  - {_step("first", "echo first >> order")}
  - {_step("flaky", 'echo x >> tries; test "$(grep -c x tries)" = 3', _RETRY)}
  - {_step("helped", "test -e help", ", on_failure: [{name: help, command: touch help}, {retry: 1}]")}
  - {_step("last", "echo last >> order")}
"""
ROLLBACK = f"""
name: flow
steps:
  - {_step("before", "echo new > kept; echo made > made", ', undo: "echo undone >> undo.log"')}
  - {_step("middle", "echo more >> kept")}
  - {_step("breaks", "exit 7", ", on_failure: rollback")}
  - {_step("never", "touch never")}
"""
STATES = f"""
name: flow
states:
  begin: {{command: '{_NOTE.format(name="begin")}echo x >> visits', next: check}}
  check:
    command: '{_NOTE.format(name="check")}test "$(grep -c x visits)" = 3'
    next: good
    on_failure: {{to: begin}}
  good: {{final: success}}
"""
SPREAD = f"""
name: flow
stages:
  - name: fan
    parallel: true
    for_each: [gpu, mac]
    steps:
      - {_step("build", "echo ${{ item }} > built-${{ item }}", ", runs_on: '${{ item }}'", "build-${{ item }}")}
  - name: after
    steps:
      - {_step("train", 'cat built-* > seen; echo "n=3" >> "$MITY_OUTPUT"', ", runs_on: gpu")}
      - {_step("use", "echo ${{ outputs.n }} > used")}
"""


class Flow(NamedTuple):
    """A definition, and how many of its steps run at once at most."""

    text: str
    width: int


FLOWS = {
    "mixed": Flow(MIXED, 3),
    "retries": Flow(RETRIES, 1),
    "rollback": Flow(ROLLBACK, 1),
    "states": Flow(STATES, 1),
    "spread": Flow(SPREAD, 2),
}


def lay(folder: Path, name: str, ledger: Path) -> None:
    """Makes a workspace with a definition and the files that it needs; `name` is that of a flow, with a number."""
    folder.mkdir()
    flow, first = FLOWS[name.partition("-")[0]], "name: flow"
    (folder / "flow.yaml").write_text(flow.text.replace(first, f"name: {name}", 1))
    for file, text in {"kept": "old", "ledger": str(ledger)}.items():
        (folder / file).write_text(f"{text}\n")
