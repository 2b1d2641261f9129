"""The ecosystems that mity lists the packages of, and the program of each field that does it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from mity.sbom.packages import Package, crates, gradle_modules, nuget_packages
from mity.scanners.pins import written
from mity.stacks.gradle_runner import gradle_words
from mity.stacks.requirement import Requirement
from mity.system.tools import Tool
from mity.text.records import dataclass

Words = Callable[[Path, Path], tuple[str, ...]]
_GRADLE_SCRIPT = Path(__file__).with_name("list_packages.gradle")
_QUIETLY = ("--no-daemon", "--console=plain", "--quiet")


def _program(project: Path, tool: Tool) -> tuple[str, ...]:
    return (tool.path,) if tool.ready else ()


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """One ecosystem: globs of files that show it, the program that lists its packages, and the words it is given.

    `words` take the project and the file to write, and may write others beside it; they are empty where there is
    nothing to list from yet, and `lacks` says what is missing then; they raise OSError, ValueError for a lock that is
    none. When `prints` is true the program prints the bill instead of writing the file; `to_file` puts all that it
    prints into the file. Where it tells of packages, and writes no bill, `reads` makes packages of the project and that
    file; without a `tool` it does so of the project alone. `program` is what starts the tool in a project.
    """

    name: str
    shows: tuple[str, ...]
    tool: Requirement | None
    words: Words = lambda project, target: ()
    lacks: str = ""
    prints: bool = False
    to_file: bool = False
    reads: Callable[[Path, Path], list[Package]] | None = None
    program: Callable[[Path, Tool], tuple[str, ...]] = _program

    def used_by(self, project: Path) -> bool:
        """True when the project has one of its files."""
        return any(path.is_file() for name in self.shows for path in project.glob(name))


def _tool(name: str, get: str) -> Requirement:
    return Requirement(tool=name, optional=True, get={"any": get})


def _python(project: Path, target: Path) -> tuple[str, ...]:
    to = ("--output-format", "JSON", "--spec-version", "1.6", "--output-file", str(target))
    if (project / ".venv").is_dir():
        return ("environment", str(project / ".venv"), *to)
    listed = [name for name in ("requirements.lock", "requirements.txt") if (project / name).is_file()]
    if listed:
        return ("requirements", listed[0], *to)
    lock = _first(project, ("uv.lock", "poetry.lock", "pdm.lock"))
    if lock is None:
        return ()
    whole = target.parent / "requirements.txt"
    parts = written(lock, "requirements", target.parent / "pins")
    whole.write_text("".join(part.read_text(encoding="utf-8") for part in parts), encoding="utf-8")
    return ("requirements", str(whole), *to)


def _node(project: Path, target: Path) -> tuple[str, ...]:
    words = ("sbom", "--sbom-format", "cyclonedx", "--package-lock-only")
    if (project / "package-lock.json").is_file():
        return words
    lock = _first(project, ("pnpm-lock.yaml", "yarn.lock"))
    if lock is None:
        return ()
    (made,) = written(lock, "package-lock", target.parent / "pins")
    return ("--prefix", str(made.parent), *words)


def _first(project: Path, names: tuple[str, ...]) -> Path | None:
    return next((project / name for name in names if (project / name).is_file()), None)


def _go(project: Path, target: Path) -> tuple[str, ...]:
    return ("mod", "-json", "-output", str(target), str(project))


def _java(project: Path, target: Path) -> tuple[str, ...]:
    goal = "org.cyclonedx:cyclonedx-maven-plugin:2.9.1:makeAggregateBom"
    where = (f"-DoutputDirectory={target.parent}", f"-DoutputName={target.stem}")
    return ("--batch-mode", "--quiet", goal, "-DoutputFormat=json", *where)


def _rust(project: Path, target: Path) -> tuple[str, ...]:
    there = (project / "Cargo.lock").is_file()
    return ("metadata", "--format-version", "1", "--locked") if there else ()


def _gradle(project: Path, target: Path) -> tuple[str, ...]:
    script = target.parent / _GRADLE_SCRIPT.name  # within the folder that a sandbox lets it read
    shutil.copyfile(_GRADLE_SCRIPT, script)
    cache = ("--project-cache-dir", str(target.parent / "gradle"))
    return (*_QUIETLY, *cache, "--init-script", str(script), f"-Dmity.packages={target}", "help")


def _gradle_program(project: Path, tool: Tool) -> tuple[str, ...]:
    home = Path(os.environ.get("GRADLE_USER_HOME") or Path.home() / ".gradle")
    return tuple(gradle_words(project, tool.path, tool.version, home))


ECOSYSTEMS = (
    Ecosystem(
        "python",
        ("pyproject.toml", "requirements.lock", "requirements.txt", "setup.py", "uv.lock", "poetry.lock"),
        _tool("cyclonedx-py", "pip install cyclonedx-bom"),
        _python,
        "neither an environment in .venv nor a lock or list of requirements is there: build it first",
    ),
    Ecosystem(
        "node",
        ("package.json",),
        _tool("npm", "https://nodejs.org"),
        _node,
        "no lock of npm, pnpm or Yarn",
        prints=True,
    ),
    Ecosystem(
        "go",
        ("go.mod",),
        _tool("cyclonedx-gomod", "go install github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@latest"),
        _go,
    ),
    Ecosystem("java", ("pom.xml",), _tool("mvn", "https://maven.apache.org/download.cgi"), _java),
    Ecosystem(
        "gradle",
        ("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"),
        _tool("gradle", "https://gradle.org/install"),
        _gradle,
        program=_gradle_program,
        reads=lambda project, told: gradle_modules(told),
    ),
    Ecosystem(
        "rust",
        ("Cargo.toml",),
        _tool("cargo", "https://rustup.rs"),
        _rust,
        "no Cargo.lock: `cargo generate-lockfile` makes one",
        to_file=True,
        reads=crates,
    ),
    Ecosystem(
        "dotnet",
        ("*.sln", "*.slnx", "*.csproj", "*.fsproj", "*.vbproj", "src/*/*.csproj", "src/*/*.fsproj"),
        None,
        reads=lambda project, told: nuget_packages(project),
    ),
)
