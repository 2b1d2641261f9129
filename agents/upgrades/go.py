"""Modules of Go: `go get` at a version, which raises what has to be raised with it, and nothing more."""

from __future__ import annotations

from mity.agents.go.modules import SCOPE, go
from mity.agents.upgrades.asked import Asked, Way, by_hand
from mity.healing.model import Advice
from mity.healing.rules import FailureContext

_VENDOR = "vendor"


def upgrade(failure: FailureContext, asked: Asked) -> Way | Advice:
    """`go get` and `go mod tidy`; copies in `vendor` follow."""
    if asked.name in ("stdlib", "toolchain"):
        number = asked.fixed.removeprefix("v").removeprefix("go")
        return by_hand(asked, "Go itself is to be upgraded", f"go get go@{number}")
    version = asked.fixed if asked.fixed.startswith("v") else f"v{asked.fixed}"
    vendored = (failure.root / _VENDOR / "modules.txt").is_file()
    commands = [go(failure, "get", f"{asked.name}@{version}"), go(failure, "mod", "tidy")]
    commands += [go(failure, "mod", "vendor")] if vendored else []
    scope = (*SCOPE, f"{_VENDOR}/**") if vendored else SCOPE
    return Way(f"upgrade {asked.name} {asked.version} to {version}", (), tuple(commands), scope)
