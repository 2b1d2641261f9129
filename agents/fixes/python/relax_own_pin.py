"""Conflicting pins: only a pin from mity's own template is relaxed; a person's pin is kept."""

from __future__ import annotations

import re
from importlib.resources import files

from mity.agents.python.locking import relocked
from mity.agents.python.manifest import PYPROJECT, Declared, declared, parsed, replacing
from mity.healing.model import Advice, ErrorType, Proposal
from mity.healing.rules import FailureContext, Rule

_CONFLICT = re.compile(
    r"No solution found when resolving|ResolutionImpossible|conflicting dependencies|version solving failed"
)
_MOST_LINES = 12


class RelaxOwnPin(Rule):
    """Widens the one pin of the template that the resolver's explanation mentions; otherwise a person decides."""

    id = "relax-own-pin"
    title = "relax a version range that mity wrote"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type is not ErrorType.DEPENDENCY or not _CONFLICT.search(failure.output):
            return None
        ours = [one for one in self._ours(failure) if re.search(rf"(?<![\w.-]){one.name}\s*[<>=!~]", failure.output)]
        if len(ours) == 1 and self._contested(failure, ours[0]):
            edit = replacing(failure, ours[0].text, self._bare(ours[0].text))
            if edit is not None:
                title = f"the template's range {ours[0].text} conflicts with the project's requirements: relax it"
                return relocked(failure, self.id, title, (edit,))
        return Advice(f"the required versions conflict; the resolver says: {self._derivation(failure)}")

    def _ours(self, failure: FailureContext) -> list[Declared]:
        """Ranges in pyproject.toml that are word for word in the template the project was made from."""
        if PYPROJECT not in failure.owned or failure.stack is None:
            return []
        template = files("mity.templates").joinpath(failure.stack.id, "{{cookiecutter.app_slug}}", PYPROJECT)
        text = template.read_text(encoding="utf-8") if template.is_file() else ""
        wrote = set(re.findall(r"[\"']([^\"'\n]+)[\"']", text))
        return [
            one for one in declared(failure) if one.file == PYPROJECT and one.text in wrote and one.text != one.name
        ]

    def _contested(self, failure: FailureContext, ours: Declared) -> bool:
        """Whether the same package is also required elsewhere: in another line of the project, or by a dependency."""
        others = [one for one in declared(failure) if one.name == ours.name and one.text != ours.text]
        return bool(others) or bool(re.search(rf"depends? on {re.escape(ours.name)}\b", failure.output))

    def _bare(self, text: str) -> str:
        requirement = parsed(text)
        assert requirement is not None
        extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
        marker = f"; {requirement.marker}" if requirement.marker else ""
        return f"{requirement.name}{extras}{marker}"

    def _derivation(self, failure: FailureContext) -> str:
        """The resolver's reasoning, from its first `because` on, in one line."""
        lines = [line.strip(" │╰─▶×╭|") for line in failure.output.splitlines()]
        start = next(
            (i for i, line in enumerate(lines) if re.match(r"Because|ERROR: Cannot install|The conflict", line)), 0
        )
        return " ".join(line for line in lines[start : start + _MOST_LINES] if line)
