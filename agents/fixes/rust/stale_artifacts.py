"""Compiled crates that are damaged or from another compiler: the build folder is moved aside and rebuilt."""

from __future__ import annotations

import re
from fnmatch import fnmatch

from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"found invalid metadata files for crate|found possibly newer version of crate"
    r"|compiled by an incompatible version of rustc|error\[E0(?:460|514|786)\]"
    r"|can't find crate for `[^`]+`\n *--> [^\n]*[/\\]registry[/\\]src[/\\]"
    r"|extern location for \w+ does not exist|failed to (?:mmap|read) rlib|file too small to be an archive"
    r"|internal compiler error: [^\n]*(?:incremental|dep.?graph|encode|decode)|could not parse/generate dep info"
    r"|failed to (?:read|write|open|create directory) `[^`\n]*[/\\]target[/\\`]"
)
_FOLDER = "target"


class StaleArtifacts(Rule):
    """Moves only a folder that the stack lists as generated, and keeps it."""

    id = "stale-artifacts"
    title = "recompile everything"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _TRIGGER.search(failure.output):
            return None
        generated = any(fnmatch(_FOLDER, pattern) for pattern in failure.ignore)
        if not generated or not (failure.root / _FOLDER).exists() or not (failure.root / "Cargo.toml").is_file():
            return None
        return Fix(self.id, f"move {_FOLDER} aside and recompile everything", move_aside=(_FOLDER,))
