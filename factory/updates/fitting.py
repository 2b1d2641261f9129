"""The earlier version of a template, rendered again: the one that is recorded, or the one that fits best."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from mity.errors import MityError
from mity.features.ownership import Owned, Ownership
from mity.stacks.catalog import Catalogue
from mity.system.runner import Runner
from mity.system.template_fetching import fetch
from mity.system.template_source import Source
from mity.system.trees import digest
from mity.trust.consents import Consents
from mity.trust.template import template_consent
from mity.updates.answering import answering
from mity.updates.bases import closeness
from mity.updates.earlier import earlier_version, earlier_versions
from mity.updates.origin import Origin, read_origin
from mity.updates.rendering import Rendering, render_version
from mity.updates.target import versions

_MOST = 20
"""So many versions are tried where none is recorded."""


def earlier_rendering(
    runner: Runner, catalogue: Catalogue, consents: Consents, root: Path, ownership: Ownership, into: Path
) -> Rendering | None:
    """What the template made of the application in its earlier version; None where that version cannot be had.

    Where no version is recorded, and the template has several, the one that fits best: with the most files just as they
    were recorded. A version that is gone, or that renders only when it is trusted, is passed over.
    """
    origin = read_origin(root)
    wanted = {path: one.sha256 for path, one in ownership.files.items() if not one.role}
    best: tuple[int, Rendering] | None = None
    for number, source in enumerate(candidates(runner, catalogue, origin)):
        try:
            found = _rendered(runner, consents, source, origin, into / str(number), not origin.shipped(catalogue))
        except MityError:
            continue
        near = closeness(found.digests, wanted or _present(root, found))
        if near and (best is None or near > best[0]):
            best = (near, found)
        if wanted and near == len(wanted):
            break
    return best[1] if best else None


def _present(root: Path, rendering: Rendering) -> dict[str, str]:
    """The digests of files that the project has of those that were rendered: nothing was recorded of it."""
    return {path: digest(root / path) for path in rendering.digests if (root / path).is_file()}


def assume(ownership: Ownership, rendering: Rendering, template: str) -> None:
    """Takes what an earlier version made for what is owned, in a project of which nothing was recorded."""
    for path, sha256 in rendering.digests.items():
        if not path.startswith(".mity/"):  # other programs put no stack there
            ownership.files[path] = Owned(template, sha256)


def _rendered(
    runner: Runner, consents: Consents, source: Source, origin: Origin, into: Path, foreign: bool
) -> Rendering:
    known = answering(source, origin.answers, {})
    trusted = not foreign or consents.has(template_consent(source))
    return render_version(runner, source, known.answers, into, trusted=trusted, foreign=foreign)


def candidates(runner: Runner, catalogue: Catalogue, origin: Origin) -> Iterator[Source]:
    """Versions that the application may have been made from, most likely first; each holds until the next is asked for.

    All versions of a repository are checked out in one place.
    """
    if origin.shipped(catalogue):
        newest = catalogue.get(origin.stack)
        for version in [origin.version] if origin.version else [newest.stack.version, *earlier_versions(newest)]:
            found = newest if version == newest.stack.version else earlier_version(newest, version)
            if found:
                yield Source(found.path, newest.stack.id)
        return
    with contextlib.suppress(MityError):
        if origin.commit:
            yield fetch(runner, origin.template, origin.commit)
            return
        source = fetch(runner, origin.template)
        tags = versions(runner, source)[:_MOST] if (source.path / ".git").exists() else ()
        for tag in tags:
            yield fetch(runner, origin.template, tag)
        if not tags:
            yield source
