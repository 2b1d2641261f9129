"""State machines: states are steps with edges, and one that cannot end well is refused."""

from __future__ import annotations

from pathlib import Path

from definition import mistakes, read
from mity.workflow.core import Handler, Policy
from mity.workflow.parts import Edge
from rows import each

SHARED = "\ncommon_steps: {x: {command: x}}"
MACHINE = """
states:
  look: {agent: look, next: write}
  write: {agent: {prompt_file: write.md}, next: try}
  try: {command: make test, heal: true, next: offer, on_failure: {to: write, visits: 3}}
  offer: {command: make offer, next: [{if: run.mode == 'hybrid', to: asked}, {to: done}]}
  asked: {type: checkpoint, message: Merge?, next: done, on_failure: {to: write}}
  done: {final: success}
  given-up: {final: failure}
"""


def test_a_machine_is_one_stage_of_states(tmp_path: Path) -> None:
    flow = read(tmp_path, MACHINE.replace("on_failure: {to: write}", "on_failure: {to: given-up}"))
    assert flow.machine
    [stage] = flow.stages
    assert (stage.name, [one.id for one in stage.steps][:3]) == ("main", ["look", "write", "try"])
    look, write, trying, offer, asked, done, given_up = stage.steps
    assert (look.next, look.failed, look.visits) == ((Edge("write"),), None, 10)
    assert trying.on_failure == (Handler(Policy.HEAL),)
    assert trying.failed == Edge("write", "", 3)
    assert offer.next == (Edge("asked", "run.mode == 'hybrid'"), Edge("done"))
    assert asked.failed == Edge("given-up")
    assert (done.final, given_up.final, write.agent and write.agent.prompt_file) == ("success", "failure", "write.md")


def test_every_state_can_be_read_and_failed_needs_no_state(tmp_path: Path) -> None:
    text = """
        states:
          a: {command: x, if: steps.b.status, next: b}
          b: {command: y, next: [{if: steps.a.outputs.n, to: c}, failed]}
          c: {final: success}
    """
    assert read(tmp_path, text).machine


@each(
    ("text", "column", "code", "hint"),
    [
        ("{a: {command: x, next: bb}, bbb: {final: success}}", 32, "unknown-step", "did you mean 'bbb'?"),
        ("{a: {command: x}, b: {final: success}}", 10, "missing-key", "add `next:`"),
        ("{a: {command: x, next: a}}", 10, "missing-key", "add one such as"),
        ("{a: {command: x, next: b}, b: {final: success}, c: {command: x, next: b}}", 57, "unreachable", ""),
        (
            "{a: {command: x, next: b}, b: {command: x, next: a, on_failure: {to: c}}, c: {final: failure}}",
            10,
            "circle",
            "",
        ),
        (
            "{a: {command: x, next: [{if: run.id, to: b}, c]}, b: {command: x, next: b}, c: {final: success}}",
            59,
            "circle",
            "",
        ),
        ("{a: {final: success, next: a}}", 10, "wrong-type", ""),
        ("{a: {final: maybe}}", 21, "wrong-type", "known: failure, success"),
        ("{a: {next: b}, b: {final: success}}", 13, "missing-key", "give one of"),
        ("{a: {command: x, final: success}}", 13, "two-bodies", ""),
        ("{a: {command: x, next: [{if: run.id}]}, b: {final: success}}", 33, "missing-key", ""),
        ("{a: {command: x, nxt: b}, b: {final: success}}", 26, "unknown-key", "did you mean 'next'?"),
        ("[x]", 9, "wrong-type", ""),
        ("{}", 9, "missing-key", ""),
    ],
)
def test_machines_that_cannot_run(tmp_path: Path, text: str, column: int, code: str, hint: str) -> None:
    found = [(one.column, one.code, one.hint) for one in mistakes(tmp_path, f"states: {text}{SHARED}")]
    assert any((one[0], one[1]) == (column, code) and hint in one[2] for one in found), found
