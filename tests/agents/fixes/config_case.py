"""A failure as a rule sees it, made from a few files and a text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from harness import git
from mity.command import Command, Outcome
from mity.healing.model import Advice, AttemptResult, Diagnosis, ErrorType, Fix
from mity.healing.rules import FailureContext, Rule
from mity.stacks.model import Stack

IGNORE = (".venv", "dist", "reports", "__pycache__", "*.egg-info", "*.db")
STACK = Stack.model_validate(
    {
        "id": "python-test",
        "title": "t",
        "language": "python",
        "ignore": IGNORE,
        "artefacts": ["dist/*.whl"],
        "report": {"path": "reports/junit.xml"},
        "required_files": ["src/*/main.py"],
    }
)


def a_case(
    root: Path,
    output: str,
    files: Mapping[str, str | bytes] | None = None,
    *,
    error: ErrorType = ErrorType.CONFIG,
    rule: str = "",
    kind: str = "",
    subject: str = "",
    stage: str = "test",
    argv: tuple[str, ...] = ("tool",),
    exit_code: int | None = 1,
    not_found: bool = False,
    owned: Mapping[str, str] | None = None,
) -> FailureContext:
    """A case over `root`, into which `files` are written first."""
    for name, content in (files or {}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
    outcome = Outcome(Command(argv, root), exit_code, output, not_found=not_found)
    diagnosis = Diagnosis(error, rule, kind, subject=subject)
    return FailureContext(diagnosis, AttemptResult(False, outcome), root, STACK, stage, owned=owned or {})


def committed(root: Path, path: str, text: str) -> None:
    """Writes a file and commits it, in a repository that is made where there is none."""
    (root / path).write_text(text, encoding="utf-8")
    if not (root / ".git").is_dir():
        git(root, "init", "--quiet")
    git(root, "add", path)
    git(root, "-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message", "m")


def fix_of(rule: Rule, case: FailureContext) -> Fix:
    """The rule's fix."""
    proposal = rule.propose(case)
    assert isinstance(proposal, Fix), (proposal, case.diagnosis)
    assert proposal.rule == rule.id
    return proposal


def advice_of(rule: Rule, case: FailureContext) -> str:
    """The rule's advice with its command."""
    proposal = rule.propose(case)
    assert isinstance(proposal, Advice), (proposal, case.diagnosis)
    return f"{proposal.text} | {proposal.command}"


def nothing_of(rule: Rule, case: FailureContext) -> bool:
    """Whether the rule keeps out of it."""
    return rule.propose(case) is None


def edited(fix: Fix, path: str) -> str:
    """The new text of a file."""
    content = next(edit.content for edit in fix.edits if edit.path == path)
    assert content is not None
    return content.decode("utf-8")
