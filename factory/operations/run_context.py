"""What a run of a workflow knows of its project and its specification: the contexts `project` and `spec`."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.command import Command
from mity.errors import UsageError
from mity.projects.specs import read_spec
from mity.reading import read_text
from mity.runs.context import WorkflowContext
from mity.services.services import Services
from mity.system.files import inside
from mity.text.toml_data import parse_toml
from mity.workflow.model import Workflow
from mity.workflow.yaml_reader import read_documents

_VERBS = {"install": "install", "build": "build", "lint": "check", "check": "check", "test": "test", "format": "format"}
"""What `project.NAME_command` is: the stack's command of this verb."""
_FOLDERS = ("specs", "specs/features", ".mity/specs")
_LONGEST_NAME, _LONGEST_PATH = 200, 3000
_FORMS = (".md", ".yaml", ".yml", ".json", ".toml")
_TITLE = re.compile(r"^#\s+(?P<title>\S.*)$", re.MULTILINE)


def project_of(services: Services, context: WorkflowContext, own: Mapping[str, Any]) -> dict[str, Any]:
    """The context `project`: name, path and stack, a command line for each verb of the stack, and `own` settings.

    A verb that the stack has no command for here is left out.
    """
    found: dict[str, Any] = {"name": context.app_name, "path": str(context.output_path), "stack": context.stack}
    folder = services.stack(context)
    for name, verb in _VERBS.items() if folder else ():
        assert folder is not None
        resolved = services.commands(context, folder.stack, verb)
        if resolved.commands:
            found[f"{name}_command"] = " && ".join(map(_line, resolved.commands))
    return {**found, **own}


def reads_project(*workflows: Workflow) -> bool:
    """Whether a workflow may read the context `project`."""
    return any(re.search(r"\bproject\b", json.dumps(one.to_json())) for one in workflows)


def specification(workspace: Path, word: str) -> dict[str, Any]:
    """The context `spec`: of a file, of one by its name below `specs/`, or of a text in words.

    Raises UsageError for a file that cannot be read.
    """
    named = [workspace / folder / f"{word}{form}" for folder in _FOLDERS for form in _FORMS]
    single = "\n" not in word and len(word) < _LONGEST_PATH and all(len(one) < _LONGEST_NAME for one in word.split("/"))
    path = next((one for one in (workspace / word, *named) if single and one.is_file()), None)
    if path is None:
        if word.endswith(_FORMS) and " " not in word:
            raise UsageError(f"there is no specification {word} in {workspace}")
        return {"name": word.strip().splitlines()[0][:80] if word.strip() else "", "text": word}
    within = Path(os.path.abspath(path)).is_relative_to(os.path.abspath(workspace))  # noqa: PTH100 - as it is written
    if within and not inside(workspace, path):
        raise UsageError(f"{path} is a link that leads out of {workspace}: name the file that it leads to")
    try:
        if path.suffix == ".md":
            return read_spec(workspace, path).context()
        text = read_text(path)
        fields = _fields(path, text)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read the specification {path}: {error}") from error
    title = _TITLE.search(text)
    return {
        "name": path.stem,
        "title": title["title"] if title else path.stem,
        "text": text,
        **fields,
        "path": str(path),
    }


def _fields(path: Path, text: str) -> dict[str, Any]:
    """The members of a specification that is a data file."""
    if path.suffix == ".toml":
        return dict(parse_toml(text))
    documents = read_documents(text, str(path.name))
    data = documents[0].node.data if documents else {}
    return data if isinstance(data, dict) else {}


def _line(command: Command) -> str:
    """A command as a line for the shell, with the variables that it needs."""
    words = " ".join(f"{name}={shlex.quote(value)}" for name, value in command.env.items())
    return f"{words} {command.line}" if words else command.line
