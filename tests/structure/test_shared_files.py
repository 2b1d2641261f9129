"""What several stacks have alike lies once, in a layer."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from house import ROOT

from mity.stacks.catalog import Catalogue
from mity.system.trees import tree

TEMPLATES = ROOT / "templates"
SHORT = 3
"""Lines of a file that may be alike in several stacks by chance."""


def test_no_two_stacks_have_the_same_file() -> None:
    alike: dict[tuple[str, bytes], list[str]] = defaultdict(list)
    for folder in Catalogue([TEMPLATES]).all():
        for path in tree(folder.path):
            data = (folder.path / path).read_bytes()
            if data.count(b"\n") > SHORT:
                alike[str(path), data].append(folder.stack.id)
    assert {path: stacks for (path, _), stacks in alike.items() if len(stacks) > 1} == {}


def test_every_layer_is_used_by_two_stacks_and_nothing_in_it_is_hidden_from_all() -> None:
    users: dict[Path, list[Path]] = defaultdict(list)
    for folder in Catalogue([TEMPLATES]).all():
        for at, layer in enumerate(folder.folders[:-1]):
            users[layer].append(folder.path)
            over = folder.folders[at + 1 :]
            assert any(not any((one / path).exists() for one in over) for path in tree(layer)), (layer, folder.path)
    assert {layer.name for layer in users} == {path.name for path in (TEMPLATES / "_layers").iterdir()}
    assert {layer.name: len(stacks) for layer, stacks in users.items() if len(stacks) < 2} == {}
