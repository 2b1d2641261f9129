"""A coding agent that undertakes commissions: features that were wished for in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mity.agents.coding.distrust import patch, suspicion
from mity.agents.coding.order import Order
from mity.agents.coding.presets import PRESETS
from mity.agents.coding.protocol import Bounds
from mity.agents.coding.scratch import Scratch, secret
from mity.agents.coding.work import Contract, Work
from mity.commission import Commission, Delivery
from mity.healing.model import Edit, Run
from mity.healing.ports import Rejected
from mity.healing.scopes import SOURCES, matches
from mity.system.files import tree

_LONGEST_PATCH = 1_000_000
_MOST_FILES = 40


class CodingUndertaker:
    """Lets the agent of a contract make a feature in a copy of the project."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.name = contract.agent.name

    @property
    def line(self) -> str:
        """How the agent is called, with the places of its task unfilled."""
        return " ".join(self._contract.agent.argv)

    @property
    def budget(self) -> tuple[float, float]:
        """Seconds and US dollars, by the settings and by what is spent already."""
        return self._contract.config.time_budget_secs, round(self._contract.left_usd, 4)

    def obstacle(self, root: Path) -> str:
        """Why the agent cannot be asked; empty when it can."""
        if self._contract.program(root):
            return self._contract.used_up
        get = self._contract.agent.get
        how = f"get it by `{get}`" if self.name in PRESETS else get or "install it, or name another one with --agent"
        return f"the coding agent {self.name} is not on this machine: {how}"

    def undertake(self, commission: Commission, run: Run, record: dict[str, Any]) -> Delivery:
        """What the agent made, when nothing in it silences a check or holds a secret. Raises Rejected."""
        if reason := self.obstacle(commission.root):
            raise Rejected(reason)
        contract = self._contract
        program = contract.program(commission.root)
        record |= {"name": self.name, "program": program}
        work = Work(contract, commission.root, commission.ignore, program, record)
        changes = work.done(lambda scratch: self._order(commission, scratch), run, _sources(commission))
        diff = contract.redact(patch(changes, _LONGEST_PATCH))
        if reason := suspicion(changes, contract.redact):
            raise Rejected(reason, diff)
        return Delivery(tuple(Edit(path, after) for path, (_, after) in changes.items()), diff)

    def _order(self, commission: Commission, scratch: Scratch) -> Order:
        terms, redact = commission.terms, self._contract.redact

        def say(text: str) -> str:
            return scratch.moved(redact(text))

        about = {name: _told(value, say) for name, value in commission.about.items()}
        bounds = Bounds(
            scratch.workdir,
            terms.allowed,
            terms.forbidden,
            terms.laws,
            terms.most_files,
            terms.most_lines,
            terms.time_s,
            terms.money_usd,
        )
        return Order(bounds, redact(commission.title), about, terms.tests)


def _sources(commission: Commission) -> list[str]:
    """Files for agents that only see what they are given: the README and the sources, those at the top first."""
    paths = [str(path) for path in tree(commission.root, commission.ignore)]
    terms = commission.terms
    others = (*terms.tests, *terms.forbidden)
    own = [path for path in paths if matches(path, SOURCES) and not matches(path, others) and not secret(path)]
    shallow = sorted(own, key=lambda path: (path.count("/"), path))
    return [*(path for path in paths if path == "README.md"), *shallow][:_MOST_FILES]


def _told(value: Any, say: Callable[[str], str]) -> Any:
    """A text, or each text of a list, as the agent may read it."""
    return [say(str(one)) for one in value] if isinstance(value, list | tuple) else say(str(value))
