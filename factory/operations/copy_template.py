"""The template of a stack copied, whole in itself, for a team that goes on with it as its own."""

from __future__ import annotations

from pathlib import Path

from mity.errors import UsageError
from mity.stacks.catalog import StackFolder
from mity.system.files import storage_error
from mity.system.layered import copy_layered, copy_stack_file
from mity.system.scratch import Scratch
from mity.system.trees import tree


def copy_template(folder: StackFolder, target: Path) -> int:
    """Copies the files of a template and of its layers into `target`, all or none, and returns their number.

    The copy names no layers. Raises UsageError when something is at `target`, StorageError.
    """
    if not folder.has_template:
        raise UsageError(f"{folder.stack.id} has no template to copy: mity only recognises and heals such projects")
    if target.exists() or target.is_symlink():
        raise UsageError(f"{target} is there already: name a folder that is not")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with Scratch("copy", target.parent) as scratch:
            made = scratch / "template"
            copy_layered(folder.folders, made)
            copy_stack_file(folder.path / "stack.yaml", made / "stack.yaml")
            made.rename(target)
    except OSError as error:
        raise storage_error("copy into", target, error) from error
    return sum(1 for _ in tree(target))
