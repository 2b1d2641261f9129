"""How the forge that an address names is reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from mity.forge.model import Address
from mity.forge.port import Forge


class Forges(Protocol):
    """Opens forges as the user: by the user's tokens, which stay with whoever implements this."""

    def of(self, url: str) -> tuple[Address, Forge]:
        """What the address of a page or of a clone names, and the forge that has it. Raises UsageError, ForgeError."""
        ...

    def git(self, address: Address) -> Mapping[str, str]:
        """The environment by which git has the user's rights at the host of an address; empty without a token."""
        ...
