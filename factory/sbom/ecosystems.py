"""The ecosystems that mity lists the packages of, and the program of each field that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mity.scanners.pins import written
from mity.stacks.requirement import Requirement

Words = Callable[[Path, Path], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """One ecosystem: the files that show it, the program that lists its packages, and the words it is given.

    `words` take the project and the file to write, and may write others beside it; they are empty where there is
    nothing to list from yet, and `lacks` says what is missing then; they raise OSError, ValueError for a lock that is
    none. When `prints` is true the program prints the bill instead of writing the file.
    """

    name: str
    shows: tuple[str, ...]
    tool: Requirement
    words: Words
    lacks: str = ""
    prints: bool = False

    def used_by(self, project: Path) -> bool:
        """True when the project has one of its files."""
        return any((project / name).is_file() for name in self.shows)


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
)
UNLISTED = (("rust", "Cargo.toml"), ("dotnet", "*.sln"), ("dotnet", "*.csproj"), ("java", "build.gradle*"))
"""Ecosystems that are recognised and that mity has no program for yet."""


def unlisted(project: Path) -> Iterator[str]:
    """The names of ecosystems that a project uses and that are not listed."""
    yield from sorted({name for name, pattern in UNLISTED if any(project.glob(pattern))})
