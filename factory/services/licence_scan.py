"""The licences of a project's dependencies: which packages there are, and what could not be looked at."""

from __future__ import annotations

from mity.command import Command
from mity.reading import read_bytes
from mity.runs.context import WorkflowContext
from mity.scanners.files import ProjectFiles
from mity.scanners.installed import SITE_PACKAGES, cargo_packages, npm_packages, python_packages
from mity.scanners.licences import Packages
from mity.scanners.node_modules import installed_packages
from mity.services.ground import LICENCES
from mity.services.module_licences import go_licences, maven_licences
from mity.services.services import Services
from mity.stacks.command_spec import Marker
from mity.stacks.requirement import Requirement
from mity.system.scratch import Scratch

_PYTHON = (Marker(file="pyproject.toml"), Marker(file="requirements*.txt"), Marker(file="setup.py"))
_NODE = Marker(file="**/package.json", contains=r'"(?:dependencies|optionalDependencies)"\s*:\s*\{\s*"')
_OTHERS = {"**/build.gradle*": "Gradle", "**/*.csproj": "NuGet"}
_CARGO = Requirement(tool="cargo", get={"any": "install Rust"})
_MOST_BYTES = 128 << 20


def packages(services: Services, context: WorkflowContext, files: ProjectFiles) -> Packages:
    """The packages that a project depends on, with their licences."""
    result = Packages()
    _python(files, result)
    _node(files, result)
    _rust(services, context, files, result)
    go_licences(services, context, files, result)
    maven_licences(services, context, files, result)
    for glob, title in _OTHERS.items():
        if files.any([Marker(file=glob)]):
            result.gaps.append(f"mity does not know the licences of {title}")
    return result


def _python(files: ProjectFiles, result: Packages) -> None:
    if not files.any(_PYTHON):
        return
    if not any(files.root.glob(SITE_PACKAGES)):
        result.gaps.append("the Python packages are not installed in .venv: install them, then look again")
        return
    try:
        result.found += python_packages(files.root)
    except OSError as error:
        result.gaps.append(f"{error.filename}: {error.strerror or error}")


def _node(files: ProjectFiles, result: Packages) -> None:
    locks = [name for one in ("package-lock.json", "npm-shrinkwrap.json") for name in files.matching((f"**/{one}",))]
    others = [name for one in ("pnpm-lock.yaml", "yarn.lock") for name in files.matching((f"**/{one}",))]
    for name in others:
        _node_modules(files, name, result)
    if not locks and not others and files.any([_NODE]):
        result.gaps.append("no lock file lists the packages of npm: make one (npm install --package-lock-only)")
    for name in locks:
        try:
            result.found += npm_packages(files, name)
        except (OSError, ValueError) as error:
            result.gaps.append(f"{name}: {error}")


def _node_modules(files: ProjectFiles, lock: str, result: Packages) -> None:
    try:
        found, missing = installed_packages(files.root, lock)
    except (OSError, ValueError) as error:
        result.gaps.append(f"{lock}: {getattr(error, 'strerror', None) or error}")
        return
    result.found += found
    if missing:
        some = f"{', '.join(missing[:3])}{' …' if len(missing) > 3 else ''}"
        result.gaps.append(f"{lock}: not installed are {len(missing)} packages ({some}): install them, then look again")


def _rust(services: Services, context: WorkflowContext, files: ProjectFiles, result: Packages) -> None:
    run = services.within(context, LICENCES)
    for name in files.matching(("**/Cargo.lock",)):
        tool = services.toolbox.resolve(_CARGO)
        if not tool.ready:
            result.gaps.append(tool.problem)
            return
        with Scratch("scan") as scratch:
            report = scratch / "metadata.json"
            argv = (tool.path, "metadata", "--format-version", "1", "--locked", "--offline")
            outcome = run(Command(argv, (files.root / name).parent, {}, 300, stdout=report))
            try:
                if not outcome.ok:
                    raise ValueError(outcome.last_words() or outcome.summary)
                result.found += cargo_packages(read_bytes(report, _MOST_BYTES), name)
            except (OSError, ValueError) as error:
                result.gaps.append(f"{name}: {error}; fetch the crates (cargo fetch), then look again")
