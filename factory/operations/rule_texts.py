"""The texts of a rule that was made of a fix: its module, its package, its test."""

from __future__ import annotations

from collections.abc import Mapping

PROJECT = """[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "mity-{name}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["mity"]

[project.entry-points."mity.agents"]
{module} = "{package}:register"

[tool.setuptools]
packages = ["{package}"]
"""

RULE = '''"""A fix that held: made of what {origin} changed in run {run_id}. Make it as general as is right."""

# ruff: noqa: E501

from __future__ import annotations

from mity.changes.edit import Edit
from mity.command import Command
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

SIGNATURE = {signature}
SUBJECT = {subject}
# Path, what stands there once, and what is to stand there; nothing stands where a file is to be made.
HUNKS: tuple[tuple[str, str, str], ...] = {hunks}
COMMANDS: tuple[tuple[str, ...], ...] = {commands}


class {klass}(Rule):
    """Makes the same change where the same lines stand."""

    id = "{name}"
    title = {title}

    def propose(self, failure: FailureContext) -> Proposal | None:
        diagnosis = failure.diagnosis
        if (diagnosis.rule, diagnosis.subject) != (SIGNATURE, SUBJECT):
            return None
        texts: dict[str, str] = {{}}
        for path, old, new in HUNKS:
            text = texts.get(path, failure.read(path))
            if old == "" and text is None:
                texts[path] = new + "\\n"
            elif old != "" and text is not None and text.count(old) == 1:
                texts[path] = text.replace(old, new)
            else:
                return None
        edits = tuple(Edit(path, text.encode()) for path, text in texts.items())
        commands = tuple(Command(words, failure.root) for words in COMMANDS)
        return Fix(self.id, self.title, edits, commands, scope=tuple(texts))
'''

TEST = '''"""The rule proposes the change where the same lines stand, and nothing elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from {package} import {module} as made

from mity.command import Command, Outcome
from mity.healing.model import AttemptResult, Diagnosis, ErrorType, Fix
from mity.healing.rules import FailureContext

DIAGNOSIS = Diagnosis(ErrorType({error_type}), made.SIGNATURE, subject=made.SUBJECT)


def failure(root: Path, diagnosis: Diagnosis = DIAGNOSIS) -> FailureContext:
    return FailureContext(diagnosis, AttemptResult(False, Outcome(Command(("false",)), 1)), root, None, "test")


def broken(root: Path) -> Path:
    """A project in which the lines stand."""
    texts: dict[str, str] = {{}}
    for path, old, _ in made.HUNKS:
        if old:
            texts[path] = texts.get(path, "") + old + "\\n"
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def test_the_change_is_proposed(tmp_path: Path) -> None:
    fix = made.{klass}().propose(failure(broken(tmp_path)))
    assert isinstance(fix, Fix)
    assert len(fix.edits) == {edits} and len(fix.commands) == len(made.COMMANDS)
    texts = {{edit.path: (edit.content or b"").decode() for edit in fix.edits}}
    assert all(new in texts[path] for path, _, new in made.HUNKS)


def test_another_failure_is_not_its_own(tmp_path: Path) -> None:
    other = replace(DIAGNOSIS, subject=f"{{made.SUBJECT}}-other")
    assert made.{klass}().propose(failure(broken(tmp_path), other)) is None


def test_nothing_is_proposed_where_other_lines_stand(tmp_path: Path) -> None:
    for path, _, _ in made.HUNKS:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("other\\n")
    assert not made.HUNKS or made.{klass}().propose(failure(tmp_path)) is None
'''

_REGISTER = '''"""A plug-in of mity with one fix rule."""

from __future__ import annotations

from mity.healing.rules import AgentRegistry, Specialist
from mity.services.services import Services

from .{module} import {klass}


def register(agents: AgentRegistry, services: Services) -> None:
    """Gives the rule to the specialist that had the fix."""
    agents.add(Specialist({specialist}, "fixes that held", ({klass}(),)))
'''


def register_text(words: Mapping[str, str]) -> str:
    """The package's own module."""
    return _REGISTER.format(**words)
