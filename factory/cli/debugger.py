"""The prompt of `mity debug`: where the run stands, what it knows, what it is to do."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping

from mity.cli.terminal import say, typed
from mity.cli.view import SIGNS, View
from mity.engine.debugging import GO, QUIT, RETRY, Halt
from mity.engine.person import login
from mity.errors import MityError, UsageError
from mity.suggest import did_you_mean
from mity.workflow.naming import NAME
from mity.workflow.shown import said

PROMPT = "(mity) "
HELP = {
    "step": "run this step, halt before the next one",
    "next": "the same, but pass over the steps of a workflow that this one calls, and over items of a list",
    "continue": "run to the next break, or to a failure",
    "where": "the steps, and how each has ended",
    "inspect WHAT": "a step, or the value of an expression: inspect build; inspect steps.build.outputs.count > 8",
    "set STEP.OUTPUT=VALUE": "give an output another value, a text as commands give it; the run proves nothing then",
    "break STEP": "halt before a step",
    "retry": "run the step again that failed, or the last one",
    "quit": "stop the run; `mity resume` goes on",
}


class Prompt:
    """Halts before the first step, then where the person at the prompt says.

    The end of the input stops the run where it stands, as `--break` does.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._level: int | None = -1
        self._breaks: list[str] = []
        self._by = login()

    def halts(self, halt: Halt) -> bool:
        """Whether the person wants the run to halt before this step."""
        if any(self._is(halt, name) for name in self._breaks):
            return True
        return self._level is not None and (self._level < 0 or halt.level <= self._level)

    def ask(self, halt: Halt) -> str:
        """Asks until the run is to go on: GO, RETRY or QUIT."""
        self._view.pause()
        self._show(halt)
        while True:
            line = typed(PROMPT)
            if line is None:
                say(err=True)
                return QUIT
            try:
                answer = self._answered(halt, line.strip())
            except MityError as error:
                say(error, err=True)
                continue
            if answer:
                return answer

    def _answered(self, halt: Halt, line: str) -> str:
        """What a line makes the run do; empty where it only asked. Raises UsageError."""
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        asks: Mapping[str, Callable[[Halt, str], None]] = {
            "where": self._where,
            "inspect": self._inspect,
            "set": self._set,
            "break": self._break,
            "help": self._help,
        }
        goes = {"step": -1, "next": halt.level, "continue": None}
        if not word:
            return ""
        known = [*asks, *goes, "retry", "quit"]
        matches = [one for one in known if one == word] or [one for one in known if one.startswith(word)]
        if len(matches) != 1:
            raise UsageError(f"there is no command '{word}': {did_you_mean(word, known)}")
        (name,) = matches
        if name in asks:
            asks[name](halt, rest)
            return ""
        if rest:
            raise UsageError(f"'{name}' takes nothing behind it")
        if name == "quit":
            return QUIT
        if name == "retry":
            return self._retry(halt)
        self._level = goes[name]
        return GO

    def _retry(self, halt: Halt) -> str:
        if halt.failed is None and not halt.before:
            raise UsageError("there is no step that could run again from here")
        self._level = -1 if halt.failed is None else self._level
        return RETRY

    def _show(self, halt: Halt) -> None:
        step = halt.step
        if halt.failed is not None:
            say(f"{step.address} failed: {halt.failed.message}", err=True)
            say("retry runs it again, continue lets it fail", err=True)
            return
        say(f"before {step.address}: {said(step.step)}", err=True)
        if step.step.condition:
            say(f"  its condition holds: {step.step.condition}", err=True)

    def _where(self, halt: Halt, rest: str) -> None:
        for key, status in halt.steps():
            here = "→" if key == halt.step.key else " "
            sign = SIGNS[status][0] if status is not None else "·"
            say(f"{here} {sign} {key}{f'  {status.value}' if status is not None else ''}", err=True)

    def _inspect(self, halt: Halt, rest: str) -> None:
        if not rest:
            raise UsageError("inspect what? Give a step or an expression, such as steps.build.outputs")
        value = halt.evaluate(rest)
        text = halt.redactor.text(json.dumps(value, ensure_ascii=False, indent=1 if value else None, default=str))
        for line in text.splitlines():
            say(line, err=True)

    def _set(self, halt: Halt, rest: str) -> None:
        place, sign, value = rest.partition("=")
        step, dot, output = place.strip().rpartition(".")
        if not sign or not dot or not NAME.fullmatch(output):
            raise UsageError("write set STEP.OUTPUT=VALUE, such as set build.count=3")
        key = halt.set(step.removesuffix(".outputs").removeprefix("steps."), output, value.strip(), self._by)
        say(f"{key}.{output} is set; the run proves nothing any more", err=True)

    def _break(self, halt: Halt, rest: str) -> None:
        if not rest:
            say(f"breaks: {', '.join(self._breaks) or 'none'}", err=True)
            return
        key = halt.find(rest)
        self._breaks.append(rest)
        say(f"halts before {key}", err=True)

    def _help(self, halt: Halt, rest: str) -> None:
        for name, about in HELP.items():
            say(f"{name:<22} {about}", err=True)

    def _is(self, halt: Halt, name: str) -> bool:
        with contextlib.suppress(UsageError):
            return halt.find(name) == halt.step.key
        return False
