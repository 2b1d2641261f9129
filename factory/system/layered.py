"""Folders laid over each other: the files of all, of which those of later folders win."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from mity.errors import DefinitionError
from mity.reading import read_text
from mity.stacks.layers import without_layers
from mity.system.trees import combined_digest, copy_tree, tree, tree_state


def layered_files(folders: Sequence[Path], part: str = "") -> dict[PurePosixPath, Path]:
    """Each file below `part` of the folders by its relative path there, sorted: that of the last folder that has it.

    Raises DefinitionError when what is a file in one folder is a folder in another.
    """
    found: dict[PurePosixPath, Path] = {}
    inner: dict[PurePosixPath, Path] = {}
    for folder in folders:
        root = folder / part
        for path in tree(root) if root.is_dir() else ():
            found[path] = root / path
            inner |= {parent: root / parent for parent in path.parents if parent.name}
    if clash := sorted(found.keys() & inner.keys()):
        raise DefinitionError(f"{found[clash[0]]} is a file, and {inner[clash[0]]} is a folder: rename one of them")
    return dict(sorted(found.items()))


def layered_digest(folders: Sequence[Path]) -> str:
    """One digest of all files that the folders make together. Raises OSError."""
    digests: dict[str, str] = {}
    for folder in folders:
        digests |= tree_state(folder)
    return combined_digest(digests)


def copy_layered(folders: Sequence[Path], target: Path) -> None:
    """Copies what the folders make together into the new folder `target`, empty folders too.

    Links stay links; caches of Python and what git keeps are left out. Raises DefinitionError, StorageError.
    """
    layered_files(folders)  # a file and a folder of one name are told before anything is written
    for folder in folders:
        for path in tree(folder) if target.exists() else ():
            (target / path).unlink(missing_ok=True)
        copy_tree(folder, target, ("__pycache__", "*.pyc", ".git"), over=True)


def copy_stack_file(file: Path, target: Path) -> None:
    """Copies a stack.yaml to where the files of its layers are as well, so that it names none. Raises OSError."""
    text = read_text(file)
    if (shorter := without_layers(text)) == text:
        shutil.copyfile(file, target)
    else:
        target.write_text(shorter, encoding="utf-8", newline="\n")
