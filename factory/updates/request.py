"""What was asked of an update, as plain data that a run keeps, and what it means for an application."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.errors import MityError, UsageError
from mity.features.application import read_ownership
from mity.projects.detect import recognise
from mity.stacks.catalog import Catalogue
from mity.stacks.model import Stack
from mity.system.runner import Runner
from mity.text.records import dataclass, field
from mity.updates.merging import Taking
from mity.updates.origin import read_origin
from mity.updates.target import Target, find_target


@dataclass(frozen=True, slots=True)
class UpdateOrder:
    """A version that was chosen: where the template is, its commit, the digest of its files; and who has the right."""

    template: str = ""
    to: str = ""
    commit: str = ""
    digest: str = ""
    settled: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        names = ("template", "to", "commit", "digest")
        return {**{name: getattr(self, name) for name in names}, "settled": dict(self.settled)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> UpdateOrder:
        """Reads what `to_json` wrote."""
        texts = {name: str(data.get(name, "")) for name in ("template", "to", "commit", "digest")}
        return cls(**texts, settled={str(path): str(side) for path, side in data.get("settled", {}).items()})


def order_of(target: Target, template: str, to: str, settled: Mapping[str, str]) -> UpdateOrder:
    """The order for a version that was found, so that a resume takes the same one."""
    return UpdateOrder(template, to or target.ref, target.source.commit, target.source.digest, dict(settled))


def taking_of(
    runner: Runner, catalogue: Catalogue, root: Path, order: UpdateOrder, answers: Mapping[str, str]
) -> Taking:
    """The update that was ordered. Raises UsageError, MityError when the version is not what it was."""
    origin = read_origin(root)
    target = find_target(runner, catalogue, origin, order.commit or order.to, order.template)
    if target.source.digest != order.digest:
        raise MityError(
            f"the template {target.source.origin} changed since this run began: nothing was written, run "
            "`mity update` again"
        )
    target = dataclasses.replace(target, ref=order.to)
    return Taking(root, origin, target, answers, read_ownership(root), ignored(root, catalogue), dict(order.settled))


def ignored(root: Path, catalogue: Catalogue) -> tuple[str, ...]:
    """The names that the application's stack ignores; none where it has no known stack."""
    found = _stack(root, catalogue)
    return found.ignore if found else ()


def artefacts(root: Path, catalogue: Catalogue) -> tuple[str, ...]:
    """The globs of what a build of the application leaves; none where it has no known stack."""
    found = _stack(root, catalogue)
    return found.artefacts if found else ()


def _stack(root: Path, catalogue: Catalogue) -> Stack | None:
    try:
        return recognise(root, catalogue).stack
    except UsageError:
        return None
