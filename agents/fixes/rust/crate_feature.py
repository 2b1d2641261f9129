"""Code that a feature of a crate gates: the feature is switched on in Cargo.toml when the compiler names it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.agents.rust.manifest import SCOPE, declared, relock, snake, switching_on
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_GATE = re.compile(r"gated behind the `(?P<feature>[\w-]+)` feature")
_HOME = re.compile(
    r"--> \S*?[/\\](?P<crate>[A-Za-z](?:\w|-(?!\d+\.\d))*+)-\d++\.\d++\.\d++[^/\\\n]*+[/\\](?:src|build)[/\\]"
)
_RUNTIME = re.compile(r"the `(?P<feature>rt-multi-thread|rt|time|net|io)` feature is disabled")
_DERIVE = re.compile(r"cannot find (?:derive macro|attribute) `(?P<name>\w+)` in this scope")
_DERIVES = {"Serialize": "serde", "Deserialize": "serde", "serde": "serde", "Parser": "clap", "Subcommand": "clap",
            "FromRow": "sqlx", "Error": "thiserror"}  # fmt: skip


class CrateFeature(Rule):
    """Switches on exactly the features named, of a crate that the manifest declares."""

    id = "crate-feature"
    title = "enable a feature of a crate"

    def propose(self, failure: FailureContext) -> Proposal | None:
        wanted: dict[str, dict[str, None]] = {}
        for crate, feature in (*_gates(failure.output), *_runtime(failure.output), *_derives(failure)):
            if declared(failure, crate):
                wanted.setdefault(declared(failure, crate), {}).setdefault(feature)
        for crate, features in wanted.items():
            edit = switching_on(failure, crate, tuple(features))
            if edit is not None:
                names = ", ".join(features)
                title = f"enable {names} of {crate}"
                return Fix(self.id, title, (edit,), (relock(failure),), scope=SCOPE)
        return None


def _gates(output: str) -> Iterator[tuple[str, str]]:
    """Pairs of crate and feature: the note says in which crate's source the item is."""
    for found in _GATE.finditer(output):
        homes = list(_HOME.finditer(output, 0, found.start()))
        if homes:
            yield homes[-1]["crate"], found["feature"]


def _runtime(output: str) -> Iterator[tuple[str, str]]:
    """What the macros of tokio say."""
    for found in _RUNTIME.finditer(output):
        yield "tokio", found["feature"]


def _derives(failure: FailureContext) -> Iterator[tuple[str, str]]:
    """A derive macro that only the feature `derive` brings, where the trait of that name is imported."""
    for found in _DERIVE.finditer(failure.output):
        crate = _DERIVES.get(found["name"], "")
        block = failure.output[found.start() :].partition("\n\n")[0]
        if crate and snake(crate) in block and "without a derive macro" in block:
            yield crate, "derive"
