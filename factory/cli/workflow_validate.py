"""mity workflow validate"""

from __future__ import annotations

import click

from mity.app import App
from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.terminal import say, say_lines
from mity.operations.validate_workflows import validate
from mity.system.files import current_folder


@click.command("validate")
@click.argument("paths", nargs=-1, metavar="[PATH]…")
@click.option("--strict", is_flag=True, help="Let warnings count as mistakes.")
@click.option("--fix", is_flag=True, help="Correct words in the files where only one other can be meant.")
@json_option
def command(paths: tuple[str, ...], strict: bool, fix: bool, as_json: bool) -> int:
    """Check definitions: every mistake of all files at once, each with its place.

    PATH is a file or a folder. Without one all definitions in .mity/workflows and .mity/workflow-templates are checked.

    \b
    mity workflow validate
    mity workflow validate release.yaml --strict
    """
    app = App(current_folder())
    found = validate(app.workspace, paths, app.registry, fix)
    if as_json:
        print_json(found.to_json(strict))
        return found.exit_code(strict)
    for one in found.fixed:
        say(f"{one.file}:{one.line}:{one.column}: fixed: '{one.was}' is now '{one.fix}'")
    rows = sorted([*((one, False) for one in found.mistakes), *((one, True) for one in found.warnings)])
    for one, warning in rows:
        say_lines(found.shown(one, warning))
    counts = [(len(found.checked), "definition"), (len(found.mistakes), "mistake"), (len(found.warnings), "warning")]
    say(", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts))
    return found.exit_code(strict)
