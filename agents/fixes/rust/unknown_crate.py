"""What the resolver of cargo refuses: a name, a version or a feature that is not there. A person chooses."""

from __future__ import annotations

import re
from difflib import get_close_matches

from mity.agents.rust.crates import known_crates
from mity.agents.rust.manifest import MANIFEST
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_NAME = re.compile(r"no matching package (?:named )?`(?P<crate>[\w-]+)` found")
_VERSION = re.compile(
    r"failed to select a version for the requirement `(?P<crate>[\w-]+) = \"(?P<wanted>[^\"`]+)\"[^\n]*"
    r"\n(?:candidate versions found which didn't match: (?P<there>[^\n]+))?"
)
_FEATURE = re.compile(
    r"depends on `(?P<crate>[\w-]+)`,? with features?:? `?(?P<feature>[\w-]+)`? but [^\n]*"
    r"(?:\n\s*(?:package `[\w-]+` does have feature|available features:) (?P<there>[^\n]+))?"
)


class UnknownCrate(Rule):
    """Says what is not there and what is there instead; a near name is never taken."""

    id = "unknown-crate"
    former_id = "crate-choice"
    title = "report the crate, version or feature that does not exist"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if found := _NAME.search(failure.output):
            near = get_close_matches(found["crate"], known_crates(), n=1, cutoff=0.8)
            meant = f": did you mean {near[0]}?" if near else ": check the name"
            return Advice(
                f"the registry has no crate {found['crate']}{meant} Correct it in {MANIFEST}",
                f"cargo search {found['crate']}",
            )
        if found := _FEATURE.search(failure.output):
            there = f", but {found['there'].strip()}" if found["there"] else ""
            text = f"{found['crate']} has no feature {found['feature']}{there}: correct it in {MANIFEST}"
            return Advice(text, f"cargo info {found['crate']}")
        if (found := _VERSION.search(failure.output)) is None:
            return None
        there = f" (available: {found['there']})" if found["there"] else ""
        text = f"no version of {found['crate']} matches {found['wanted']}{there}: choose an existing one in {MANIFEST}"
        return Advice(text, f"cargo info {found['crate']}")
