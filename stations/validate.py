"""validate: the files are whole — all there, fully rendered, well-formed, and none points outside."""

from __future__ import annotations

from pathlib import Path

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.projects.app_record import owned_digests
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.file_problems import PARSERS
from mity.stations.file_problems import problems as problems_of
from mity.stations.questions import ask
from mity.system.trees import digest

# what a template of somebody's own brought for add-feature: templates themselves
_TEMPLATES = (".mity/feature/", ".mity/cookiecutter.json")
_SHOWN = 5


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
            parsed += Path(name).suffix in PARSERS
            problems += problems_of(root, name)
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
