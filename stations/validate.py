"""validate: the files are whole — all there, fully rendered, well-formed, and none points outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.projects.app_record import owned_digests
from mity.reading import Unfit, read_bytes
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.questions import ask
from mity.system.files import digest, inside
from mity.text.data import parse_json
from mity.text.toml_data import parse_toml

_COMMENTED = re.compile(r"(^|/)(tsconfig[^/]*\.json|devcontainer\.json|\.vscode/[^/]+\.json|angular\.json)$")
_LEFT_OVER = re.compile(rb"\{\{-?\s*cookiecutter\b|\{%[^%\n]*\bcookiecutter\.")
# what a template of somebody's own brought for add-feature: templates themselves
_TEMPLATES = (".mity/feature/", ".mity/cookiecutter.json")
_SHOWN = 5


def _toml(text: str) -> object:
    return parse_toml(text)


def _yaml(text: str) -> object:
    return list(yaml.parse(text, Loader=yaml.SafeLoader))


_PARSERS: dict[str, Callable[[str], object]] = {
    ".json": parse_json,
    ".toml": _toml,
    ".yaml": _yaml,
    ".yml": _yaml,
}


class Validate(Station):
    """Checks the scaffolded files without running any of them."""

    name = "validate"
    description = "check that the files are whole and well-formed"
    locks_application = True
    inputs = StationInputs(required=("scaffolded_files",))
    outputs = StationOutputs(keys=("validation_passed",))
    dependencies = ("scaffold",)

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        root = context.output_path
        owned = owned_digests(root)
        stack = self._services.stack(context)
        required = list(stack.stack.required_files) if stack and not context.get_input("template") else []
        problems = [f"{name}: required and not there" for name in required if not any(root.glob(name))]
        present = [name for name in owned if (root / name).is_file() and not name.startswith(_TEMPLATES)]
        parsed = 0
        for name in present:
            parsed += Path(name).suffix in _PARSERS
            problems += _problems(root, name)
        if problems:
            more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
            return ask(f"validate: {problems[0]}{more}. How should mity continue?", problems[:_SHOWN])
        edited = [name for name in present if digest(root / name) != owned[name]]
        context.set_output("validation_passed", True)
        evidence = {
            "checked": len(present),
            "parsed": parsed,
            "required": len(required),
            "edited": edited,
            "missing": sorted(name for name in owned if not (root / name).is_file()),
        }
        return StationResult.done(f"{len(present)} files whole, {parsed} parsed", evidence)


def _problems(root: Path, name: str) -> Iterator[str]:
    """What is wrong with one file, each as `name: what`."""
    path = root / name
    if not inside(root, path):
        yield f"{name}: a link that leads out of the project"
        return
    try:
        data = read_bytes(path)
    except Unfit as error:
        if path.suffix in _PARSERS:
            yield f"{name}: {error.strerror}"
        return
    if b"cookiecutter" in data and (match := _LEFT_OVER.search(data)):
        line = data.count(b"\n", 0, match.start()) + 1
        yield f"{name}:{line}: a template placeholder was not rendered"
    parse = _PARSERS.get(path.suffix)
    if parse is None or _COMMENTED.search(name):
        return
    try:
        parse(data.decode("utf-8-sig"))
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        yield f"{name}: {' '.join(str(error).split())}"
