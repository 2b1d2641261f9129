"""mity stacks"""

from __future__ import annotations

import click

from mity.app import App
from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.output import table
from mity.cli.terminal import say
from mity.stacks.catalog import StackFolder
from mity.stacks.choices import Choice
from mity.system.files import current_folder


def _row(folder: StackFolder) -> dict[str, object]:
    stack = folder.stack
    return {
        "id": stack.id,
        "title": stack.title,
        "language": stack.language,
        "version": stack.version,
        "template": folder.has_template,
        "experimental": stack.experimental,
        "choices": [_choice(name, choice) for name, choice in stack.choices.items()],
    }


def _choice(name: str, choice: Choice) -> dict[str, object]:
    values = [{"value": value, "title": one.title} for value, one in choice.values.items()]
    return {"name": name, "question": choice.question, "default": choice.default, "values": values}


def _can(folder: StackFolder) -> str:
    can = "make, heal" if folder.has_template else "heal"
    return f"{can} (experimental)" if folder.stack.experimental else can


@click.command("stacks")
@json_option
def command(as_json: bool) -> int:
    """List the kinds of application that mity makes, and those it only recognises and heals."""
    folders = App(current_folder()).catalogue.all()
    if as_json:
        print_json({"stacks": [_row(folder) for folder in folders]})
        return 0
    lines = [
        (
            folder.stack.id,
            _can(folder),
            folder.stack.title,
            " ".join(r.tool + r.version for r in folder.stack.requires if not r.optional),
        )
        for folder in folders
    ]
    table(("stack", "mity can", "what it is", "needs"), lines, "no stack is installed")
    for folder in folders:
        for name, choice in folder.stack.choices.items():
            say(f"{folder.stack.id} --set {name}={'|'.join(choice.values)}: {choice.question}")
        if folder.stack.experimental:
            say(f"{folder.stack.id} is experimental: {folder.stack.experimental}")
    return 0
