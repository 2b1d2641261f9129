"""The menu on a terminal: one NeedsInput record, one key."""

from __future__ import annotations

import click

from mity.cli.terminal import confirm, pick, prompt, say
from mity.cli.view import View
from mity.engine.choice import Choice
from mity.runs.result import NeedsInput
from mity.text.visible import uncoloured

KEEP = "keep"
"""What Enter means: nothing is chosen, and nothing is lost."""


class Menu:
    """Answers a question by asking the person at the terminal."""

    def __init__(self, view: View) -> None:
        self._view = view

    def __call__(self, step: str, question: NeedsInput) -> Choice | None:
        """Shows the cause and the options; the choice, or None to leave the question open for `mity resume`.

        Raises KeyboardInterrupt on Ctrl-C.
        """
        try:
            return self._ask(question)
        except click.Abort:  # what click makes of Ctrl-C and of the end of the input
            raise KeyboardInterrupt from None

    def _ask(self, question: NeedsInput) -> Choice | None:
        self._view.pause()
        say(err=True)
        say(question.question, bold=True, err=True)
        for line in question.cause:
            say(f"  │ {uncoloured(line)}", err=True)
        for line in question.tried:
            say(f"  tried: {line}", err=True)
        for option in question.options:
            destroys = f" (destroys {option.destroys})" if option.destroys else ""
            say(f"  {option.choice:<11} {option.label}{destroys}", err=True)
        say(f"  {KEEP:<11} leave the run as it is, to go on later with `mity resume`", err=True)
        word = pick("mity", (*(option.choice for option in question.options), KEEP), default=KEEP)
        if word == KEEP:
            return None
        return self._help() if word == "help" else Choice(word)

    def _help(self) -> Choice:
        """The person's words on how to fix it; commands (`$ …`) run only after a yes."""
        say("How would you fix it? Kept in the log; lines that begin with '$ ' are commands.", err=True)
        lines = []
        while line := prompt("help", default="", show_default=False):
            lines.append(line)
        choice = Choice("help", "\n".join(lines))
        if not choice.commands:
            return choice
        for line in choice.commands:
            say(f"  $ {line}", err=True)
        return Choice("help", choice.text, confirm("Run these in the project?", default=False))
