"""The menu on a terminal: one NeedsInput record, one key."""

from __future__ import annotations

import click

from mity.cli.view import View
from mity.policy import Choice
from mity.result import NeedsInput


class Menu:
    """Answers a question by asking the person at the terminal."""

    def __init__(self, view: View) -> None:
        self._view = view

    def __call__(self, step: str, question: NeedsInput) -> Choice | None:
        """Shows the cause and the options and returns the choice. Raises click.Abort on Ctrl-C."""
        self._view.pause()
        click.echo(err=True)
        click.secho(question.question, bold=True, err=True)
        for line in question.cause:
            click.echo(f"  │ {line}", err=True)
        for line in question.tried:
            click.echo(f"  tried: {line}", err=True)
        for option in question.options:
            destroys = f" (destroys {option.destroys})" if option.destroys else ""
            click.echo(f"  {option.choice:<11} {option.label}{destroys}", err=True)
        words = [option.choice for option in question.options]
        word = click.prompt("mity", type=click.Choice(words), default=question.default, show_choices=False, err=True)
        text = click.prompt("How would you mend it? (kept in the log)", err=True) if word == "help" else ""
        return Choice(word, text)
