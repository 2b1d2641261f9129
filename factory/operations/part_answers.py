"""Answers for the templates of parts: `api.description=…` is the answer `description` of the part in `api`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mity.errors import UsageError
from mity.projects.parts import ProjectPart
from mity.suggest import did_you_mean
from mity.system.render import check_answers
from mity.system.template_source import Source

PART_ANSWERS = "part_answers"
"""The metadata of a run that holds the answers for parts, by folder."""


def own_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers for the template of the whole."""
    return {name: value for name, value in answers.items() if "." not in name}


def part_answers(answers: Mapping[str, str], parts: Sequence[ProjectPart]) -> dict[str, dict[str, str]]:
    """The answers for each part, by folder. Raises UsageError for one that the part's template cannot take."""
    known = {part.name: part for part in parts}
    found: dict[str, dict[str, str]] = {}
    for name, value in answers.items():
        folder, dot, variable = name.partition(".")
        if not dot:
            continue
        if folder not in known:
            raise UsageError(f"--set {name}: the application has no part '{folder}': {did_you_mean(folder, known)}")
        found.setdefault(folder, {})[variable] = value
    for folder, given in found.items():
        stack = known[folder].folder
        check_answers(Source(stack.path, stack.stack.id), given)
    return found
