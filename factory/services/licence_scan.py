"""The licences of a project's dependencies: which packages there are, and what could not be looked at."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from mity.command import Command
from mity.reading import read_bytes
from mity.scanners.files import ProjectFiles
from mity.scanners.installed import SITE_PACKAGES, cargo_packages, npm_packages, python_packages
from mity.scanners.licences import Package
from mity.services.services import Services
from mity.stacks.model import Marker, Requirement

_PYTHON = (Marker(file="pyproject.toml"), Marker(file="requirements*.txt"), Marker(file="setup.py"))
_NODE = Marker(file="**/package.json", contains=r'"(?:dependencies|optionalDependencies)"\s*:\s*\{\s*"')
_OTHERS = {"**/go.mod": "Go modules", "**/pom.xml": "Maven", "**/build.gradle*": "Gradle", "**/*.csproj": "NuGet"}
_CARGO = Requirement(tool="cargo", get={"any": "install Rust"})
_MOST_BYTES = 128 << 20


@dataclass(slots=True)
class Packages:
    """Packages of all kinds, and in sentences those kinds that could not be looked at."""

    found: list[Package] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def packages(services: Services, files: ProjectFiles) -> Packages:
    """The packages that a project depends on, with their licences."""
    result = Packages()
    _python(files, result)
    _node(files, result)
    _rust(services, files, result)
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
    if not locks and files.any([_NODE]):
        result.gaps.append("no lock file lists the packages of npm: make one (npm install --package-lock-only)")
    for name in locks:
        try:
            result.found += npm_packages(files, name)
        except (OSError, ValueError) as error:
            result.gaps.append(f"{name}: {error}")


def _rust(services: Services, files: ProjectFiles, result: Packages) -> None:
    for name in files.matching(("**/Cargo.lock",)):
        tool = services.toolbox.resolve(_CARGO)
        if not tool.ready:
            result.gaps.append(tool.problem)
            return
        with tempfile.TemporaryDirectory(prefix="mity-scan-") as scratch:
            report = Path(scratch) / "metadata.json"
            argv = (tool.path, "metadata", "--format-version", "1", "--locked", "--offline")
            outcome = services.run(Command(argv, (files.root / name).parent, {}, 300, stdout=report))
            try:
                if not outcome.ok:
                    raise ValueError(next(iter(outcome.tail(1)), "") or outcome.summary)
                result.found += cargo_packages(read_bytes(report, _MOST_BYTES), name)
            except (OSError, ValueError) as error:
                result.gaps.append(f"{name}: {error}; fetch the crates (cargo fetch), then look again")
