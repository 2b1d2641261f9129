"""A small Python project in a folder, and a failure in it as a rule sees it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.agents.classify import classify
from mity.command import Command, Outcome
from mity.healing.model import Advice, AttemptResult, Diagnosis, ErrorType, Fix
from mity.healing.rules import FailureContext, Rule
from mity.stacks.model import Stack

PYPROJECT = """\
[project]
name = "shop"
version = "1"
requires-python = ">=3.11"
dependencies = [
  "fastapi>=0.121,<1",  # the framework
  "pydantic>=2",
]

[dependency-groups]
dev = ["pytest>=8"]
"""
MAKEFILE = """\
UV ?= uv
LOCK = "$(UV)" pip compile --quiet --upgrade --generate-hashes \\
\t--no-header pyproject.toml

lock:
\t$(LOCK) --group dev --output-file requirements.lock
"""
LOCK = "".join(f"{pin} \\\n    --hash=sha256:00\n" for pin in ("fastapi==0.121.0", "pydantic==2.1", "pytest==8"))
BASIC: Mapping[str, str] = {
    "pyproject.toml": PYPROJECT,
    "Makefile": MAKEFILE,
    "requirements.lock": LOCK,
    "src/shop/__init__.py": "",
}
STACK = Stack.model_validate(
    {
        "id": "python-fastapi",
        "title": "t",
        "language": "python",
        "ignore": [".venv", "dist"],
        "requires": [{"tool": "uv"}],
        "commands": {
            "install": {
                "steps": [
                    {"argv": ["${uv}", "venv", "--clear", ".venv"]},
                    {"argv": ["${uv}", "pip", "sync", "requirements.lock"]},
                ]
            }
        },
    }
)


def project(root: Path, files: Mapping[str, str] = BASIC, **more: str) -> Path:
    """Writes the files of a project."""
    for path, text in {**files, **more}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode("utf-8"))
    return root


def environment(
    root: Path, *installed: str, version: str = "3.11.7", requires: Mapping[str, str] | None = None
) -> Path:
    """Makes what looks like a virtual environment with distributions `name==version` in it."""
    site = root / ".venv/lib/python3.11/site-packages"
    site.mkdir(parents=True)
    (root / ".venv/bin").mkdir()
    (root / ".venv/bin/python").symlink_to(sys.executable)
    (root / ".venv/pyvenv.cfg").write_text(f"home = {Path(sys.executable).parent}\nversion_info = {version}\n")
    for one in installed:
        name, _, number = one.partition("==")
        module = name.replace("-", "_")
        (site / module).mkdir()
        (site / module / "__init__.py").touch()
        info = site / f"{module}-{number}.dist-info"
        info.mkdir()
        needs = f"Requires-Dist: {requires[name]}\n" if requires and name in requires else ""
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n{needs}")
        (info / "RECORD").write_text(f"{module}/__init__.py,,\n{info.name}/METADATA,,\n")
    return site


def case(root: Path, output: str, stage: str = "test", **how: Any) -> FailureContext:
    """The failure of a command that printed `output`, diagnosed by the real classifier unless `error_type` is given."""
    argv = tuple(how.get("argv", (".venv/bin/python", "-m", "pytest")))
    outcome = Outcome(Command(argv), how.get("exit_code", 1), output, not_found=how.get("not_found", False))
    diagnosis = classify(output, stack=STACK.id, stage=stage, exit_code=1) or Diagnosis(ErrorType.UNKNOWN)
    if "error_type" in how:
        diagnosis = Diagnosis(how["error_type"], kind=how.get("kind", ""), subject=how.get("subject", ""))
    install = (
        Command(("/opt/uv", "venv", "--clear", ".venv"), root),
        Command(("/opt/uv", "pip", "sync", "requirements.lock"), root),
    )
    tools = {"uv": "/opt/uv"} if how.get("uv", True) else {}
    return FailureContext(
        diagnosis,
        AttemptResult(False, outcome),
        root,
        STACK,
        stage,
        tools,
        dict.fromkeys(how.get("owned", ()), ""),
        lambda verb: install if verb == "install" else (),
    )


def fix(rule: Rule, failure: FailureContext) -> Fix:
    """What the rule would do; it must be a fix."""
    proposal = rule.propose(failure)
    assert isinstance(proposal, Fix), (proposal, failure.diagnosis)
    return proposal


def advice(rule: Rule, failure: FailureContext) -> str:
    """What the rule says; it must be advice."""
    proposal = rule.propose(failure)
    assert isinstance(proposal, Advice), (proposal, failure.diagnosis)
    return proposal.text


def silent(rule: Rule, failure: FailureContext) -> bool:
    """Whether the rule has nothing to say."""
    return rule.propose(failure) is None


def text(edited: Fix, path: str) -> str:
    """A file after the edits of a fix."""
    found = [edit.content for edit in edited.edits if edit.path == path]
    assert len(found) == 1
    assert found[0] is not None
    return found[0].decode("utf-8")


def lines(edited: Fix) -> list[str]:
    """The commands of a fix."""
    return [command.line for command in edited.commands]
