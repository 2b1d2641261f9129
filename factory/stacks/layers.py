"""Layers: folders with files that several stacks share, named in stack.yaml and composed with the stack's own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from mity.errors import DefinitionError
from mity.text.yaml_data import parse_yaml

_KEY = "layers"


def layer_folders(own: Path, layers: Iterable[str]) -> tuple[Path, ...]:
    """The folders of the layers of the stack in `own`, in their order: later ones win, the stack's own folder over all.

    A layer is a folder within the stack's own or beside it; a stack that is a repository of its own, or that an
    application keeps, has nothing beside it. Raises DefinitionError for one that is not there, leads elsewhere, or is
    a stack itself.
    """
    return tuple(_checked(own, name) for name in layers)


def _checked(own: Path, name: str) -> Path:
    place, folder, home = own / "stack.yaml", (own / name).resolve(), own.resolve()
    bound = home if (home / ".git").exists() or home.name == ".mity" else home.parent
    if not folder.is_relative_to(bound) or home.is_relative_to(folder):
        raise DefinitionError(
            f"{place}: the layer {name} is neither within the template nor beside it: "
            f"move the folder below {bound} and name it from there"
        )
    if not folder.is_dir():
        raise DefinitionError(f"{place}: the layer {name} is not there: {folder} is no folder")
    if (folder / "stack.yaml").exists():
        raise DefinitionError(f"{place}: the layer {name} is a stack itself: move the files that are shared out of it")
    return folder


def without_layers(text: str) -> str:
    """The text of a stack.yaml without its layers, for a copy that holds their files. Raises ValueError."""
    data = parse_yaml(text)
    if not isinstance(data, dict) or _KEY not in data:
        return text
    rest = {key: value for key, value in data.items() if key != _KEY}
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    rows = [(key.value, key.start_mark.index) for key, _ in root.value]
    ends = [*(at for _, at in rows[1:]), root.end_mark.index]
    cut = next((at, end) for (key, at), end in zip(rows, ends, strict=True) if key == _KEY)
    shorter = text[: cut[0]] + text[cut[1] :]
    try:
        return shorter if parse_yaml(shorter) == rest else yaml.safe_dump(rest, sort_keys=False)
    except ValueError:
        return yaml.safe_dump(rest, sort_keys=False)
