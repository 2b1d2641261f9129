"""What is known of a step's outputs and evidence before it runs: by what it declares."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from mity.workflow.core import Step
from mity.workflow.parts import Evidence

_TESTS = ("collected", "passed", "failed", "skipped")
_FINDINGS = ("error", "warning")
_GIVES: Mapping[str, Mapping[str, Collection[str]]] = {
    "junit": {"tests": _TESTS},
    "coverage": {"coverage": ()},
    "sarif": {"findings": _FINDINGS},
    "artefacts": {"artefacts": ()},
    "changed": {"changed": ()},
    "commit": {"commit": ()},
}
"""The members of evidence that a kind of it gives, each with its own where these are fixed."""


def unknown_member(step: Step, path: Sequence[object]) -> tuple[int, str, Collection[str]] | None:
    """Which part of `path`, such as `outputs`, `name`, cannot be there, what a message calls it, and what can.

    None where a step may give it: what it does not declare a command may give as well, so outputs are only checked
    where it declares some.
    """
    if len(path) < 2 or not all(isinstance(one, str) for one in path[:2]):
        return None
    kind, name = str(path[0]), str(path[1])
    gives_more = bool(step.station or step.generate or step.verify)
    if kind == "outputs" and step.outputs and name not in step.outputs and not gives_more:
        return 1, f"step '{step.id}' declares no output '{name}'", step.outputs
    if kind == "evidence" and step.command and not step.generate:
        known = _evidence(step.evidence)
        if name not in known:
            return 1, f"step '{step.id}' shows no evidence '{name}'", known
        third = path[2] if len(path) > 2 else None
        if known[name] and isinstance(third, str) and third not in known[name]:
            return 2, f"the {name} of step '{step.id}' have no '{third}'", known[name]
    return None


def _evidence(declared: Evidence | None) -> dict[str, Collection[str]]:
    found: dict[str, Collection[str]] = {"exit_code": ()}
    for kind, gives in _GIVES.items():
        if declared is not None and getattr(declared, kind):
            found |= gives
    return found
