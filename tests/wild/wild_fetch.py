"""Fetches a project from its registry by name and version, as a folder with one commit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from wild_table import Project

COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_GIT = ("git", "-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "core.autocrlf=false")


def fetched(project: Project, cache: Path) -> Path:
    """The folder of the project in `cache`, fetched unless it is there. Raises OSError and CalledProcessError."""
    folder = cache / f"{project.folder}-{project.version}"
    if not (folder / ".git").is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        work = cache / f"{folder.name}.part"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        _FROM[project.origin](project, work).rename(folder)
        shutil.rmtree(work)
        for left in folder.glob("*.egg-info"):
            shutil.rmtree(left)
        commit(folder)
    return folder


def commit(folder: Path) -> None:
    """Commits everything in `folder`, as somebody does who does not look."""
    subprocess.run([*_GIT, "init", "--quiet"], cwd=folder, check=True)
    subprocess.run([*_GIT, "add", "--all"], cwd=folder, check=True)
    subprocess.run([*_GIT, "commit", "--quiet", "--message", "all"], cwd=folder, check=True)


def _pypi(project: Project, work: Path) -> Path:
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(work))
    subprocess.run([*pip, f"{project.name}=={project.version}"], check=True)
    return _unpacked(next(work.glob("*.tar.gz")), work)


def _npm(project: Project, work: Path) -> Path:
    said = ("npm", "pack", "--silent", f"{project.name}@{project.version}")
    subprocess.run(said, cwd=work, check=True, stdout=subprocess.DEVNULL)
    return _unpacked(next(work.glob("*.tgz")), work)


def _crates(project: Project, work: Path) -> Path:
    name = f"{project.name}-{project.version}"
    (work / "src").mkdir()
    (work / "src/lib.rs").touch()
    wanted = f'[package]\nname = "fetch"\nversion = "0.1.0"\n\n[dependencies]\n{project.name} = "={project.version}"\n'
    (work / "Cargo.toml").write_text(wanted)
    subprocess.run(("cargo", "fetch", "--quiet"), cwd=work, check=True)
    home = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    source = next(home.glob(f"registry/src/*/{name}"))
    shutil.copytree(source, work / name, ignore=shutil.ignore_patterns(".cargo-ok"))
    return work / name


def _go(project: Project, work: Path) -> Path:
    said = ("go", "mod", "download", "-json", f"{project.name}@{project.version}")
    done = subprocess.run(said, cwd=work, check=True, stdout=subprocess.PIPE)
    shutil.copytree(json.loads(done.stdout)["Dir"], work / "module", copy_function=shutil.copyfile)
    for path in (work / "module", *(work / "module").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return work / "module"


def _maven(project: Project, work: Path) -> Path:
    wanted = f"-Dartifact={project.name}:{project.version}:zip:source-release"
    said = ("mvn", "--batch-mode", "--quiet", COPY, wanted, f"-DoutputDirectory={work}")
    subprocess.run(said, cwd=work, check=True)
    with zipfile.ZipFile(next(work.glob("*.zip"))) as packed:
        packed.extractall(work)
    return next(path for path in work.iterdir() if path.is_dir())


def _unpacked(archive: Path, work: Path) -> Path:
    with tarfile.open(archive) as packed:
        packed.extractall(work, filter="data")
    return next(path for path in work.iterdir() if path.is_dir())


_FROM: dict[str, Callable[[Project, Path], Path]] = {
    "pypi": _pypi,
    "npm": _npm,
    "crates": _crates,
    "go": _go,
    "maven": _maven,
}
