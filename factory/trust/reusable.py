"""The project's files of workflows that one which is generated during a run may call or extend."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from mity.trust.item import Item, item
from mity.workflow.model import Workflow


def generates(workflows: Iterable[Workflow]) -> bool:
    """Whether a step of these gives a workflow while the run is under way."""
    return any(step.generate for one in workflows for step in (*one.steps(), *one.recovery.values()))


def file_items(texts: Mapping[str, str]) -> list[Item]:
    """What each of the files holds, by its path and its text."""
    return [_file_item(file, text) for file, text in sorted(texts.items())]


def _file_item(file: str, text: str) -> Item:
    said = [line.rstrip() for line in text.splitlines()]
    lines = [line for line in said if line and not line.lstrip().startswith("#")]
    content = [file, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()]
    return item("workflow-file", f"the workflows of {file}, which a generated one may use", lines, content)
