"""Keeps the earlier versions of the templates for `mity update`: `python .ci/keep_versions.py`.

For each version that a stack's `changes` name, except its newest, `templates/_earlier/STACK.tar.xz` holds the stack's
folder and its layers. What is in the archive stays; what is missing comes from the last commit that had that version.
Run it after a commit that gives a template a new version.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from mity.stacks.catalog import Catalogue, StackFolder
from mity.text.yaml_data import parse_yaml

ROOT = Path(__file__).parents[1]
TEMPLATES = "templates"
KEPT = ROOT / TEMPLATES / "_earlier"
Files = dict[str, tuple[bytes, int]]


def git(*words: str) -> bytes:
    """What git printed; nothing where it failed."""
    return subprocess.run(["git", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def commits() -> Iterator[str]:
    """The commits of the branch that changed a template, the newest first."""
    yield from git("log", "--first-parent", "--format=%H", "--", TEMPLATES).decode().split()


def described(commit: str, stack: str) -> tuple[str, list[str]]:
    """The version of a stack in a commit, and its layers; empty where it had none."""
    text = git("show", f"{commit}:{TEMPLATES}/{stack}/stack.yaml").decode()
    data = parse_yaml(text) if text else {}
    found = data if isinstance(data, dict) else {}
    return str(found.get("version") or ""), [str(one) for one in found.get("layers") or ()]


def files_of(archive: bytes, prefix: str = "") -> Files:
    """The files in an archive by their names, each with its content and mode."""
    found: Files = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            if data := files.extractfile(member) if member.isfile() else None:
                found[prefix + member.name] = (data.read(), 0o755 if member.mode & 0o100 else 0o644)
    return found


def taken(commit: str, stack: str, layers: list[str], version: str) -> Files:
    """A stack's folder and its layers as they were in a commit."""
    folders = [stack, *(one.removeprefix("../") for one in layers if one.startswith("../"))]
    found: Files = {}
    for folder in folders:
        found |= files_of(git("archive", f"{commit}:{TEMPLATES}/{folder}"), f"{version}/{folder}/")
    return found


def wanted(stack: StackFolder) -> list[str]:
    """The versions before the newest one, the newest first."""
    return [row.version for row in stack.stack.changes if row.version != stack.stack.version]


def keep(stack: StackFolder) -> None:
    """Writes the archive of a stack, where it lacks one of its versions. It ends the script when none has it."""
    name, place = stack.path.name, KEPT / f"{stack.path.name}.tar.xz"
    have = files_of(place.read_bytes()) if place.is_file() else {}
    there = {path.partition("/")[0] for path in have}
    missing = [version for version in wanted(stack) if version not in there]
    if not missing and there <= set(wanted(stack)):
        return
    for commit in commits():
        version, layers = described(commit, name)
        if version in missing:
            have |= taken(commit, name, layers, version)
            missing.remove(version)
    if missing:
        sys.exit(f"no commit has version {missing[0]} of {name}: fetch the whole history")
    write(place, {path: one for path, one in have.items() if path.partition("/")[0] in wanted(stack)})


def write(place: Path, files: Files) -> None:
    """Packs files in the order of their paths below the version, so that what versions have alike lies together."""
    place.parent.mkdir(exist_ok=True)
    with tarfile.open(place, "w:xz", format=tarfile.PAX_FORMAT, preset=9) as archive:
        for path in sorted(files, key=lambda one: (one.partition("/")[2], one)):
            data, mode = files[path]
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(data), mode
            archive.addfile(member, io.BytesIO(data))
    print(f"{place.relative_to(ROOT)}: {place.stat().st_size:,} bytes")


if __name__ == "__main__":
    for one in Catalogue([ROOT / TEMPLATES]).all():
        if one.stack.changes:
            keep(one)
