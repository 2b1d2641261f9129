"""A small Node project in a folder, and a failure in it as a rule sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.agents.classify import classify
from mity.command import Command, Outcome
from mity.healing.model import Advice, AttemptResult, Diagnosis, ErrorType, Fix
from mity.healing.rules import FailureContext, Rule
from mity.stacks.model import Stack

INSTALL = Command(("/opt/npm", "ci", "--ignore-scripts"))
BUILD = Command(("/opt/node", "build.js"))
STACK = Stack.model_validate(
    {
        "id": "frontend-test",
        "title": "t",
        "language": "typescript",
        "ignore": ["node_modules", "dist"],
        "artefacts": ["dist/index.html"],
        "commands": {"install": {"argv": ["npm"]}},
    }
)


def manifest(**more: Any) -> str:
    """A package.json that asks for React."""
    found = {"name": "shop", "version": "0.1.0", "dependencies": {"react": "^19.2.0"}, **more}
    return json.dumps(found, indent=2) + "\n"


def lock(*packages: str) -> str:
    """A package-lock.json that holds packages `name@version`."""
    entries = {f"node_modules/{one.rpartition('@')[0]}": {"version": one.rpartition("@")[2]} for one in packages}
    return json.dumps({"lockfileVersion": 3, "packages": {"": {}, **entries}})


def project(root: Path, files: Mapping[str, str] | None = None, packages: str = "") -> Path:
    """Writes the files of a project, with a package.json."""
    for path, text in {"package.json": packages or manifest(), **(files or {})}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode("utf-8"))
    return root


def case(root: Path, output: str, stage: str = "build", **how: Any) -> FailureContext:
    """The failure of a command that printed `output`, diagnosed by the real classifier."""
    outcome = Outcome(Command(("node", "x"), env=how.get("env", {})), how.get("exit_code", 1), output)
    diagnosis = classify(output, stage=stage, exit_code=1) or Diagnosis(ErrorType.UNKNOWN)
    verbs = {"install": (INSTALL,), "build": (BUILD,)}
    tools = {"node": "/opt/node", "npm": "/opt/npm"} if how.get("tools", True) else {}
    owned = dict.fromkeys(how.get("owned", ()), "")
    return FailureContext(
        diagnosis, AttemptResult(False, outcome), root, STACK, stage, tools, owned, lambda verb: verbs.get(verb, ())
    )


def fix(rule: Rule, failure: FailureContext) -> Fix:
    """What the rule would do; it must be a fix."""
    proposal = rule.propose(failure)
    assert isinstance(proposal, Fix), (proposal, failure.diagnosis)
    return proposal


def advice(rule: Rule, failure: FailureContext) -> str:
    """What the rule says, with its command; it must be advice."""
    proposal = rule.propose(failure)
    assert isinstance(proposal, Advice), (proposal, failure.diagnosis)
    return f"{proposal.text} | {proposal.command}"


def silent(rule: Rule, failure: FailureContext) -> bool:
    """Whether the rule has nothing to say."""
    return rule.propose(failure) is None


def text(edited: Fix, path: str) -> str:
    """A file after the edits of a fix."""
    [content] = [edit.content for edit in edited.edits if edit.path == path]
    assert content is not None
    return content.decode("utf-8")


def lines(edited: Fix) -> list[str]:
    """The commands of a fix, without what npm is always told."""
    quiet = " --ignore-scripts --prefer-offline --no-audit --no-fund"
    return [command.line.replace(quiet, "") for command in edited.commands]
