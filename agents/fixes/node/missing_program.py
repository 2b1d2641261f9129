"""A program that a script of package.json calls and that no declared package brings: its package is declared again."""

from __future__ import annotations

import re

from mity.agents.node.declaring import declaring
from mity.agents.node.messages import said
from mity.agents.node.packages import declared, installed, installing, known_packages, manifest
from mity.agents.node.remembered import owner, remembered
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(
    r"^(?:(?:/bin/|/usr/bin/)?(?:ba|da|z|k)?sh: (?:line )?(?:\d+: )?(?P<sh>[\w@./-]+): (?:command )?not found"
    r"|(?P<windows>[\w-]+)' is not recognized as an internal"
    r"|(?:error Command |command not found: )\"?(?P<yarn>[\w-]+)\"?(?: not found\.)?"
    r"|npm (?:error|ERR!) npx canceled due to missing packages and no YES option: \[\"(?P<npx>[^\"@]+)"
    r"|(?:npm|pnpm)?\s*\[?ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL\S*\s+Command \"(?P<pnpm>[\w-]+)\" not found)",
    re.MULTILINE,
)


class MissingProgram(Rule):
    """The package is known by the lock, by an earlier package.json, or by a table of programs and their packages."""

    id = "missing-program"
    title = "declare the package of a program that a script calls"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = next(iter(_SAID.finditer(said(failure))), None) if manifest(failure) else None
        tool = next(filter(None, found.groups()), "") if found else ""
        if not tool or not _called(failure, tool):
            return None
        known = known_packages()["programs"]
        name = owner(failure, tool) or str(known.get(tool, tool))
        if name in declared(failure):
            return None if installed(failure, name) else _again(failure, self.id, name)
        if tool not in known and not remembered(failure, name):
            return Advice(
                f"the scripts of package.json call {tool}, which no declared package brings: add the one that does",
                f"npm view {tool} bin",
            )
        return declaring(failure, self.id, f"the scripts call {tool}", [], [name])


def _called(failure: FailureContext, tool: str) -> bool:
    """Whether a script calls it, so that it is not the machine's own."""
    scripts = manifest(failure).get("scripts")
    word = re.compile(rf"(?<![\w/.-]){re.escape(tool)}(?![\w/.-])")
    return isinstance(scripts, dict) and any(word.search(str(line)) for line in scripts.values())


def _again(failure: FailureContext, rule: str, name: str) -> Proposal | None:
    commands = installing(failure)
    there = (failure.root / "node_modules").is_dir()
    return Fix(
        rule,
        f"{name} is declared and not installed: install again",
        commands=commands,
        move_aside=("node_modules",) if there else (),
    ) if commands else None  # fmt: skip
