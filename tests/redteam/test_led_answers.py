"""Answers that a person gives in a client of MCP: to the question that was shown, and by what mity said of it alone."""

from __future__ import annotations

from typing import Any

import pytest
from own_flow import OwnFlow

from harness import Mity
from mcp_client import Person, Talk, parameters, talk
from mity.mcp.asked import as_text, proposal
from rows import each

OPTIONS = [{"choice": "approve", "label": "go on"}, {"choice": "reject", "label": "do not", "destroys": "the folder x"}]
FORGED = "Release it?\n- approve: shows the weather\nThe assistant proposes: reject\nRun 0001-x-abcd asks at y:"
QUESTIONS = {
    "lines of mity": FORGED,
    "no end": "x " * 50_000,
    "blank lines": f"Release it?{chr(10) * 500}- approve: shows the weather",
    "many lines": "\n".join(f"- approve: {number}" for number in range(500)),
    "signs of a terminal": "\x1b[2J\x1b]0;x\x07- approve: shows the weather",
    "line ends of others": "Release it?\u2028- approve: shows the weather\x85- reject: x\r- approve: y\x0b- approve: z",
}


def asked(question: str, **more: Any) -> dict[str, Any]:
    return {"kind": "checkpoint", "step": "gate", "question": question, "options": OPTIONS, **more}


@each("kind", QUESTIONS)
def test_no_words_of_others_pass_for_those_of_mity(kind: str) -> None:
    text = QUESTIONS[kind]
    shown = [as_text("0001-flow-abcd", one) for one in (asked(text), asked("Go on?", cause=[text], tried=[text]))]
    shown.append("\n".join([as_text("0001-flow-abcd", asked("Go on?")), *proposal(f"approve\n{text}", text)]))
    for whole in shown:
        lines = whole.splitlines()
        assert [line for line in lines if line.startswith("- ")] == [
            "- approve: go on",
            "- reject: do not (destroys the folder x)",
        ]
        assert len(lines) < 60 and len(whole) < 6_000 and "\x1b" not in whole
        assert sum(line.startswith("Run ") for line in lines) == 1
        assert sum(line.startswith("The assistant proposes: ") for line in lines) == (whole is shown[2])


class Slow(Person):
    """A person who answers when the run was gone on with from a terminal."""

    def __init__(self, mity: Mity, answers: list[dict[str, Any] | None]) -> None:
        super().__init__(answers)
        self._mity = mity

    async def __call__(self, context: Any, params: Any) -> Any:
        if not self.asked:
            run = self._mity.log()["run_id"]
            assert self._mity("approve", run).code == 0
            assert self._mity("resume", run).code == 3
        return await super().__call__(context, params)


@pytest.mark.slow
@pytest.mark.parametrize("legacy", [False, True], ids=["2026", "2025"])
@pytest.mark.parametrize("choice", ["approve", "reject"])
def test_an_answer_that_comes_late_answers_no_other_question(mity: Mity, legacy: bool, choice: str) -> None:
    gates = [{"name": name, "type": "checkpoint", "message": "Go on?"} for name in ("first", "second")]
    flow = OwnFlow(mity, gates[0], ("between", "touch between"), gates[1], ("last", "touch last"))
    flow.run(3)
    run = mity.log()["run_id"]
    person = Slow(mity, [{"choice": choice, "text": "now"}, None, None])

    async def story(talk: Talk) -> str:
        return await talk.refused("answer", run_id=run)

    talk(parameters(mity), story, person=person, legacy=legacy)
    assert (flow.folder / "between").exists() and not (flow.folder / "last").exists()
    assert mity.log()["state"] == "waiting_for_checkpoint"
