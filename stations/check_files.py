"""check-files: the files of any project are whole: well-formed, without marks of a merge, no link leads out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mity.changes.protected import is_test, matches
from mity.engine.station import Preview, Station, StationOutputs
from mity.projects.app_record import read_app
from mity.reading import Unfit, read_bytes
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.scanners.files import project_files
from mity.services.config import read_config
from mity.services.services import Services
from mity.stations.file_problems import PARSERS, problems

_CONFLICT = re.compile(rb"^(?:<{7} .+\n(?:.*\n)*?={7}\r?\n(?:.*\n)*?>{7} )", re.MULTILINE)
_TEMPLATED = re.compile(rb"\{%|\{\{")
_OTHER_FORMS = (
    *("**/.eslintrc.json", "**/tslint.json", "**/.babelrc.json", "**/turbo.json", "**/deno.json", "**/jsconfig*.json"),
    *("**/.vscode/**", "**/.devcontainer/**", "**/*cookiecutter*/**", "**/.swcrc", "**/api-extractor.json"),
)
"""Files whose name promises a format that their tools read with extensions, such as comments in JSON."""
_SHOWN = 5


class CheckFiles(Station):
    """Reads every file of the project that has a format, and looks for what a merge or a template left in others.

    Data of tests is passed over: it is broken on purpose.
    """

    name = "check-files"
    description = "check that the files of a project are whole and well-formed"
    locks_application = True
    proves = "before"
    outputs = StationOutputs(keys=("problems",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        root, folder = context.output_path, self._services.stack(context)
        files = project_files(root, read_config(root).secure.exclude, folder.stack.ignore if folder else ())
        required = folder.stack.required_files if folder and read_app(root).get("stack") else ()
        found = [f"{name}: required and not there" for name in required if not any(root.glob(name))]
        parsed = 0
        for name in files.names:
            if not is_test(name) and not matches(name, _OTHER_FORMS):
                parsed += Path(name).suffix in PARSERS
                found += _wrong(root, name)
        context.set_output("problems", found)
        evidence = {"files": len(files.names), "parsed": parsed, "required": len(required), "problems": len(found)}
        if found:
            more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            return StationResult.failed("; ".join(found[:_SHOWN]) + more, evidence)
        if not files.names:
            return StationResult.unavailable("the project has no file: nothing was looked at")
        return StationResult.done(f"{len(files.names)} files whole, {parsed} parsed", evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=(self.description,))


def _wrong(root: Path, name: str) -> Iterator[str]:
    try:
        data = read_bytes(root / name)
    except Unfit:
        data = b""
    except OSError as error:
        yield f"{name}: it cannot be read: {error.strerror or error}"
        return
    if b"<<<<<<< " in data and (match := _CONFLICT.search(data)):
        line = data.count(b"\n", 0, match.start()) + 1
        yield f"{name}:{line}: a merge left its marks"
    elif not (Path(name).suffix in (".yaml", ".yml") and _TEMPLATED.search(data)):
        yield from problems(root, name)
