"""Forges as the user of this machine reaches them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from mity.command import Run
from mity.forge.opening import Opened
from mity.redaction import Redactor
from mity.services.config import read_config
from mity.system.process import Runner


class _Bare(Redactor):
    """Masks nothing: what a helper prints is the token itself, which is asked for and goes into no log."""

    def text(self, text: str) -> str:
        """The text as it is."""
        return text

    def pending(self, text: str) -> int:
        """All of it is complete."""
        return len(text)


@dataclass(frozen=True, slots=True)
class UserForges:
    """Forges by the tokens of the user's environment and the settings of `workspace`; `run` asks helpers for tokens.

    `run` must mask nothing. What speaks to forges is loaded when one is opened, which is once for each address.
    """

    workspace: Path = Path()
    run: Run = field(default_factory=lambda: Runner(_Bare()).run)
    _open: dict[str, Opened] = field(default_factory=dict)

    def of(self, url: str) -> Opened:
        """The forge of an address. Raises UsageError, ForgeError."""
        if url not in self._open:
            from mity.forge.address import read_address
            from mity.forge.connect import Host, connect

            known = read_config(self.workspace).forge
            hosts = {name: Host(one.product, one.token_env) for name, one in known.items()}
            made = connect(read_address(url), os.environ, self.run, hosts)
            self._open[url] = Opened(made.address, made.forge, made.git, made.secret)
        return self._open[url]


def token_variables(workspace: Path) -> frozenset[str]:
    """The variables that hold tokens of forges: the usual ones and those that the settings name. Raises UsageError."""
    from mity.forge.tokens import VARIABLES

    return VARIABLES | {one.token_env for one in read_config(workspace).forge.values() if one.token_env}
