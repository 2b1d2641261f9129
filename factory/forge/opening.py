"""How the forge that an address names is reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from mity.forge.model import Address, Owned
from mity.forge.port import Forge
from mity.text.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Opened:
    """A forge that can be asked, and the place on it that an address named.

    `git` is the environment by which git has the user's rights there; `secret` is the token, for the redactor alone.
    """

    address: Address
    forge: Forge
    git: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret: str = field(default="", repr=False)


class Forges(Protocol):
    """Opens forges as the user."""

    def of(self, url: str) -> Opened:
        """The forge of an address of a page or of a clone. Raises UsageError, ForgeError."""
        ...

    def owned(self, url: str) -> list[Owned]:
        """The repositories of the organization or person whose page `url` is. Raises UsageError, ForgeError."""
        ...
