"""A relative import of a file that was moved or is spelt otherwise: it is written for where the file is now."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mity.agents.node.messages import unresolved
from mity.agents.node.modules import elsewhere, specifier, target
from mity.agents.node.patch import Patch
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule


class MovedModule(Rule):
    """Only if exactly one file of the project has the name. A missing generated file is restored by another rule."""

    id = "moved-module"
    title = "correct the path of an import"

    def propose(self, failure: FailureContext) -> Proposal | None:
        patch, done = Patch(failure), dict[str, None]()
        for file, wanted in dict.fromkeys(unresolved(failure)):
            homes = elsewhere(failure, file, wanted)
            if len(homes) != 1:
                if len(homes) > 1:
                    return Advice(f"{file} imports {wanted}, which does not exist: did you mean {' or '.join(homes)}?")
                if not _was_generated(failure, file, wanted):
                    return Advice(f"{file} imports {wanted}, which does not exist: create it, or remove the import")
                continue
            made = _like(specifier(failure, file, homes[0]), wanted)
            text = patch.read(file)
            if text is None:
                return Advice(
                    f"{file} imports {wanted}, which is {made} now: correct the import; mity does not edit tests"
                )
            for sign in "\"'":
                text = text.replace(f"{sign}{wanted}{sign}", f"{sign}{made}{sign}")
            patch.write(file, text)
            done[f"{wanted} is {made} in {file}"] = None
        return patch.fix(self.id, ", ".join(done))


def _was_generated(failure: FailureContext, file: str, wanted: str) -> bool:
    place = target(failure, file, wanted)
    return any(path == place or str(PurePosixPath(path).with_suffix("")) == place for path in failure.owned)


def _like(made: str, wanted: str) -> str:
    """The new specifier with or without the suffix, as the old one had it."""
    suffix = re.compile(r"\.[cm]?[jt]sx?$")
    old = suffix.search(wanted)
    return suffix.sub("", made) + (old[0] if old else "")
