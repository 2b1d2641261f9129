"""Declares packages that package.json lacks: as they were declared before, else as the project's manager adds them."""

from __future__ import annotations

from mity.agents.node.managers import manager
from mity.agents.node.packages import MANIFEST, installing
from mity.agents.node.remembered import remembered, with_package
from mity.changes.edit import Edit
from mity.command import Command
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext


def declaring(failure: FailureContext, rule: str, why: str, run: list[str], dev: list[str]) -> Proposal:
    """The fix that declares packages for running and for development, or advice where it cannot be done here."""
    keeper = manager(failure)
    text = failure.read(MANIFEST) or ""
    old = [found for name in (*run, *dev) if (found := remembered(failure, name))]
    for package in old:
        text = with_package(text, package) or ""
    names = [one.name for one in old]
    if old and text and len(names) == len(run) + len(dev):
        commands = (*_locked_again(failure, names), *installing(failure))
        listed = ", ".join(f"{one.name} {one.wanted}" for one in old)
        title = f"{why}: declare {listed} again, as it was before"
        return Fix(rule, title, (Edit(MANIFEST, text.encode()),), commands, scope=keeper.scope)
    commands = (
        *(keeper.add(failure, run, dev=False) if run else ()),
        *(keeper.add(failure, dev, dev=True) if dev else ()),
    )
    if len(commands) < bool(run) + bool(dev):
        named = " ".join((*run, *dev))
        return Advice(f"{why}: add {named} to package.json; {keeper.name} is not here", f"{keeper.name} add {named}")
    after = installing(failure) if keeper.lock else ()
    return Fix(rule, f"{why}: add {', '.join((*run, *dev))} to package.json", (), (*commands, *after), keeper.scope)


def _locked_again(failure: FailureContext, names: list[str]) -> tuple[Command, ...]:
    """The commands that take packages into the lock again; none where it still holds them."""
    keeper = manager(failure)
    text = failure.read(keeper.lock) or "" if keeper.lock else ""
    holds = all(f'"{name}"' in text or f"{name}@" in text or f"{name}:" in text for name in names)
    return () if holds else keeper.relock(failure)
