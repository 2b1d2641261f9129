"""Forges as the user of this machine reaches them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mity.command import Run
from mity.forge.model import Owned
from mity.forge.opening import Opened
from mity.redaction import Redactor
from mity.services.config import CONFIG, ForgeConfig, read_config
from mity.services.trust_gate import refusal
from mity.system.runner import Runner
from mity.text.records import dataclass, field
from mity.trust.consents import Consents
from mity.trust.project import token_item

if TYPE_CHECKING:
    from mity.forge.connect import Host


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

    A variable that the settings name counts by the user's consent alone: settings may have come with a clone, and name
    a host and a secret of its owner's choice. `run` must mask nothing. What speaks to forges is loaded when one is
    opened, which is once for each address.
    """

    workspace: Path = Path()
    consents: Consents = field(default_factory=Consents)
    run: Run = field(default_factory=lambda: Runner(_Bare()).run)
    _open: dict[str, Opened] = field(default_factory=dict)
    _held: dict[str, float] = field(default_factory=dict)

    def of(self, url: str) -> Opened:
        """The forge of an address. Raises UsageError, ForgeError, UntrustedError."""
        if url not in self._open:
            from mity.forge.address import read_address
            from mity.forge.connect import connect
            from mity.forge.http import Patience

            address = read_address(url)
            made = connect(address, os.environ, self.run, self._hosts(address.base), Patience(held=self._held))
            self._open[url] = Opened(made.address, made.forge, made.git, made.secret)
        return self._open[url]

    def owned(self, url: str) -> list[Owned]:
        """The repositories of an owner. Raises UsageError, ForgeError, UntrustedError."""
        from mity.forge.connect import connect_owner
        from mity.forge.owned import read_owner

        return connect_owner(url, os.environ, self.run, self._hosts(read_owner(url)[0]))

    def _hosts(self, base: str) -> dict[str, Host]:
        """What the settings say of hosts. Raises UntrustedError for the one asked, UsageError."""
        from mity.forge.connect import Host

        known = read_config(self.workspace).forge
        self._check(urlsplit(base).netloc, known)
        return {name: Host(one.product, one.token_env) for name, one in known.items()}

    def _check(self, host: str, known: Mapping[str, ForgeConfig]) -> None:
        """Raises UntrustedError when the settings name a variable for a host that nobody consented to."""
        if host in known and (variable := known[host].token_env):
            named = token_item(str(self.workspace / CONFIG), host, variable)
            if self.consents.missing([named]):
                raise refusal(self.workspace, [named])


def token_variables(workspace: Path) -> frozenset[str]:
    """The variables that hold tokens of forges: the usual ones and those that the settings name. Raises UsageError."""
    from mity.forge.tokens import VARIABLES

    return VARIABLES | {one.token_env for one in read_config(workspace).forge.values() if one.token_env}
