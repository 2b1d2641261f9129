"""Asking for what an application is to be: its kind, and the choices of its template."""

from __future__ import annotations

from collections.abc import Mapping

from mity.app import App
from mity.cli.terminal import pick, say
from mity.stacks.catalog import StackFolder


def ask_stack(app: App) -> str:
    """The id of a stack that applications can be made of, as the person at the terminal picks it, by number or id."""
    folders = [folder for folder in app.catalogue.all() if folder.has_template]
    say("Which kind of application?", bold=True, err=True)
    for number, folder in enumerate(folders, 1):
        experimental = " (experimental)" if folder.stack.experimental else ""
        say(f"  {number:>2}  {folder.stack.id:<18} {folder.stack.title}{experimental}", err=True)
    numbers = {str(number): folder.stack.id for number, folder in enumerate(folders, 1)}
    picked = pick("stack", (*numbers, *numbers.values()))
    return numbers.get(picked, picked)


def ask_choices(folder: StackFolder, given: Mapping[str, str]) -> dict[str, str]:
    """What the person says of each choice of a stack that was not `given`; Enter takes the default."""
    found: dict[str, str] = {}
    for name, choice in folder.stack.choices.items():
        if name in given:
            continue
        say(choice.question, bold=True, err=True)
        for value, one in choice.values.items():
            say(f"  {value:<10} {one.title}", err=True)
        found[name] = pick(name, choice.values, default=choice.default)
    return found
