"""A package with a known vulnerability goes to the lowest version that mends it, by the project's own manager."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import PurePosixPath

from mity.agents.upgrades import cargo, go, maven, node, python
from mity.agents.upgrades.asked import Asked, Ecosystem, Way, by_hand
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

SIGN = "mity.vulnerable-package"
"""The signature of the sentence that the station `upgrade-dependency` fails with."""
_STATION = "upgrade"
_UNKNOWN = "?"
_BY_NAME: Mapping[str, Ecosystem] = {
    "Cargo.lock": cargo.upgrade,
    "go.mod": go.upgrade,
    "pom.xml": maven.upgrade,
    **dict.fromkeys(("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock"), node.upgrade),
    **dict.fromkeys(("uv.lock", "poetry.lock", "pdm.lock"), python.upgrade),
}
_OTHERS = ("requirements", ".venv")


class UpgradeVulnerable(Rule):
    """No other rule is asked: neither a guess nor a coding agent has a say in which version is safe."""

    id = "upgrade-vulnerable"
    title = "upgrade a vulnerable package to the lowest version that mends it"
    rank = Rank.FINAL

    def propose(self, failure: FailureContext) -> Proposal | None:
        said, stage = failure.diagnosis, failure.stage
        if said.rule != SIGN or not stage.startswith(_STATION):
            return None
        found = said.captures
        asked = Asked(
            said.subject,
            _known(found.get("version", "")),
            found.get("file", ""),
            _known(found.get("fixed", "")),
            found.get("through", ""),
        )
        if not (asked.fixed or asked.through):
            return by_hand(asked, "no version is known that mends it")
        folder, ecosystem = _place(asked.file)
        if ecosystem is None:
            return by_hand(asked, "mity knows no manager for this file")
        there = dataclasses.replace(failure, root=failure.root / folder)
        file = PurePosixPath(asked.file).relative_to(folder).as_posix()
        inner = dataclasses.replace(asked, file=file, depth=len(folder.parts))
        way = ecosystem(there, inner)
        return way if isinstance(way, Advice) else _fix(way, folder)


def _known(text: str) -> str:
    return "" if text == _UNKNOWN else text


def _place(file: str) -> tuple[PurePosixPath, Ecosystem | None]:
    """The folder of the project that a file belongs to, and its ecosystem."""
    path = PurePosixPath(file)
    if ecosystem := _BY_NAME.get(path.name):
        return path.parent, ecosystem
    at = next((at for at, part in enumerate(path.parts) if part.startswith(_OTHERS)), None)
    return (PurePosixPath(*path.parts[:at]), python.upgrade) if at is not None else (path.parent, None)


def _fix(way: Way, folder: PurePosixPath) -> Fix:
    edits = tuple(Edit(_joined(folder, edit.path), edit.content, edit.mode) for edit in way.edits)
    scope = tuple(_joined(folder, one) for one in way.scope)
    return Fix(UpgradeVulnerable.id, way.title, edits, way.commands, scope)


def _joined(folder: PurePosixPath, path: str) -> str:
    """A path of a folder as one of the project; `..` leads to a folder above it."""
    parts: list[str] = []
    for part in (*folder.parts, *PurePosixPath(path).parts):
        if part == ".." and parts:
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
