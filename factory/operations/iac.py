"""mity iac: which infrastructure of a project to write, to look at and to rehearse."""

from __future__ import annotations

from pathlib import Path

from mity.errors import UsageError
from mity.infrastructure.copied import infrastructure_of
from mity.operations.operation import Operation
from mity.operations.run_workflow import RunOptions, prepare_run
from mity.runs.iac import IacConfig
from mity.stacks.catalog import Catalogue

TOOLS = ("terraform",)
"""What infrastructure can be written in; OpenTofu reads the same files."""


def check_iac(tool: str, cloud: str) -> None:
    """Raises UsageError when only one of both is said."""
    if tool and not cloud:
        raise UsageError(f"--iac {tool} needs a cloud: --cloud aws, --cloud azure or --cloud gcp")
    if cloud and not tool:
        raise UsageError(f"--cloud {cloud} says where; say in what too: --iac terraform")


def prepare_iac(project: Path, catalogue: Catalogue, cloud: str, *, plan: bool, rehearse: bool) -> Operation:
    """What writes infrastructure for `cloud`, where one is named, and looks at what is there. Raises UsageError."""
    if not project.is_dir():
        raise UsageError(f"{project} is no folder: name that of an application")
    if not cloud:
        infrastructure_of(project)
    parameters = {"cloud": cloud, "plan": plan, "rehearse": rehearse}
    operation = prepare_run(project, catalogue, "iac", RunOptions(parameters=parameters))
    if cloud:
        operation.context.with_iac(IacConfig.terraform(cloud))
    return operation
