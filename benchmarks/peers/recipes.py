"""Prints what mity would run for a stack, so that the same can be typed by hand: `recipes.py STACK APP PORT`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mity.runs.context import WorkflowContext
from mity.stacks.catalog import Catalogue
from mity.stacks.resolve import recipe
from mity.system.tools import Toolbox, venv_bin


def main() -> None:
    """One JSON document: the template's folder, the health path, and argv, cwd and environment of each command."""
    stack_id, app, port = sys.argv[1:]
    folder = Catalogue([WorkflowContext(Path()).templates_path]).get(stack_id)
    stack = folder.stack
    tools = {name: tool.path for name, tool in Toolbox().resolve_all(stack.requires).items() if tool.ready}
    names = dict.fromkeys(("app_name", "app_slug"), app)
    places = {"host": "127.0.0.1", "port": port, "venv_bin": venv_bin(), "package_name": app.replace("-", "_")}
    values = {**names, **places, "report": stack.report.path if stack.report else ""}
    template = next(folder.path.glob("*cookiecutter*/"))
    commands = []
    for verb in ("install", "build", "test", "launch"):
        found = recipe(stack, verb, template, tools, values, lambda name: any(template.glob(name)))
        for command in found.commands:
            env = {**command.env, **({stack.port.env: port} if verb == "launch" and stack.port.env else {})}
            cwd = command.cwd.relative_to(template) if command.cwd else Path()
            commands.append({"verb": verb, "argv": command.argv, "cwd": str(cwd), "env": env})
    health = stack.health.path if stack.health else ""
    print(json.dumps({"template": str(folder.path), "health": health, "commands": commands}))


if __name__ == "__main__":
    main()
