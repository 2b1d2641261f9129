"""A lint that the project denies and that cargo itself repairs without a choice: an unused import, a needless `mut`."""

from __future__ import annotations

import re

from mity.agents.project_files import editable
from mity.agents.rust.manifest import cargo
from mity.agents.rust.messages import errors
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_DENIED = re.compile(r"#!?\[(?:deny|forbid)\(|-D warnings|--deny warnings|requested on the command line with")
_MENDED = re.compile(
    r"unused imports?: |the item `\w+` is imported redundantly|variable does not need to be mutable"
    r"|unnecessary (?:parentheses|braces|trailing semicolons?|qualification|hidden lifetime)"
    r"|unused doc comment|unused `mut`"
)


class DeniedLint(Rule):
    """Runs `cargo fix`, which makes only the changes that rustc is sure of, when every error is such a lint."""

    id = "denied-lint"
    title = "let cargo fix a denied lint"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _DENIED.search(failure.output):
            return None
        found = list(errors(failure))
        if not found or not all(_MENDED.match(one.text) and editable(one.file) for one in found):
            return None
        paths = tuple(dict.fromkeys(one.file for one in found))
        command = cargo(failure, "fix", "--offline", "--allow-dirty", "--allow-staged", "--allow-no-vcs")
        return Fix(self.id, f"let cargo fix correct {', '.join(paths)}", commands=(command,), scope=paths)
