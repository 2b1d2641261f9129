"""What every row gets: where the environments lie, and how thorough to be."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.engines import Engines
from benchmarks.env import Environments


@dataclass(frozen=True, slots=True)
class Settings:
    """`quick` measures fewer rounds and smaller runs; `stacks` are those of rows 2 and 7."""

    environments: Environments
    engines: Engines
    quick: bool = False
    stacks: tuple[str, ...] = ("python-fastapi",)

    def rounds(self, thorough: int) -> int:
        """How many rounds: `thorough`, or a third of them and at least one when quick."""
        return max(1, thorough // 3) if self.quick else thorough
