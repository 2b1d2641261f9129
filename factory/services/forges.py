"""Forges as the user of this machine reaches them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mity.forge.model import Address
from mity.forge.port import Forge


@dataclass(frozen=True, slots=True)
class UserForges:
    """Forges by the tokens of the user's environment and the settings of `workspace`."""

    workspace: Path = Path()

    def of(self, url: str) -> tuple[Address, Forge]:
        """What an address names, and the forge that has it. Raises UsageError, ForgeError."""
        from mity.forge.address import read_address
        from mity.forge.connect import connect

        address = read_address(url)
        return address, connect(address)

    def git(self, address: Address) -> Mapping[str, str]:
        """The environment by which git has the user's rights at the host of an address; empty without a token."""
        raise NotImplementedError
