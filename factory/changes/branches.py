"""Which branches a run moved, and whether they can go back."""

from __future__ import annotations

from collections.abc import Mapping

from mity.changes.delta import HEAD, Sum

_SHOWN = 10


def in_the_way(total: Sum, now: Mapping[str, str]) -> str:
    """Why the branches cannot go back, in a clause; empty when they can."""
    if total.refs.get(HEAD, ("x", "x"))[0] == "":
        return "the run made the repository itself"
    for name, (before, after) in total.refs.items():
        found, shown = now.get(name, ""), name.removeprefix("refs/heads/")
        if found == before and name not in total.moved:
            continue
        if name in total.moved or found != after:
            what = "HEAD was switched" if name == HEAD else f"branch '{shown}' was moved"
            return f"{what} by somebody else since (it is at {found[:_SHOWN] or 'no commit'})"
    return ""


def moves(total: Sum, now: Mapping[str, str]) -> list[str]:
    """What becomes of each branch that is not where it was, in words."""
    told = []
    for name, (before, after) in sorted(total.refs.items()):
        if now.get(name, "") == before:
            continue
        if name == HEAD:
            told.append(f"HEAD back to {before.removeprefix('ref: refs/heads/')}")
        else:
            short = name.removeprefix("refs/heads/")
            back = f"{after[:_SHOWN]} → {before[:_SHOWN]}" if before else f"{after[:_SHOWN]} → gone"
            told.append(f"branch {short}: {back}")
    return told
