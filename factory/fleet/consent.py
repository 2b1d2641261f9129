"""That this user began a fleet, and what of its repositories may run: never by what a log says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from mity.trust.item import Item, command_line, item


def fleet_item(workspace: Path, parameters: Mapping[str, Any]) -> Item:
    """What the user begins: this verb in these repositories, with the patterns of those whose own commands may run."""
    words = [str(parameters["verb"]), *map(str, parameters["words"])]
    trusted = list(map(str, parameters["trust"]))
    addresses = [str(one["address"]) for one in parameters["repositories"]]
    lines = [command_line(["mity", *words]), *(f"with --trust in {one}" for one in trusted)]
    content = [str(workspace.resolve()), words, trusted, addresses, str(parameters["word"])]
    return item("fleet", f"`mity {words[0]}` in {len(addresses)} repositories", lines, content)


def is_trusted(address: str, patterns: Sequence[str]) -> bool:
    """Whether one of the patterns names a repository: its whole address, with `*` for any part of it."""
    return any(fnmatchcase(address, one) for one in patterns)
