"""Crates: the lock is moved to exactly one version; a manifest that forbids it asks for that version."""

from __future__ import annotations

import re

from mity.agents.rust.manifest import LOCK, MANIFEST, declared
from mity.agents.upgrades.asked import Asked, Way, by_hand
from mity.changes.edit import Edit
from mity.command import Command
from mity.healing.model import Advice
from mity.healing.rules import FailureContext
from mity.text.versions import number_of

_OPEN = re.compile(r"^\^?(?P<version>\d+(?:\.\d+){0,2})$")


def upgrade(failure: FailureContext, asked: Asked) -> Way | Advice:
    """`cargo update --precise`, behind an edit of Cargo.toml where that does not allow the version."""
    cargo = failure.tools.get("cargo")
    if not cargo:
        return by_hand(asked, "cargo is not here", f"cargo update -p {asked.name} --precise {asked.fixed}")
    edits: list[Edit] = []
    for path in _manifests(failure):
        if name := declared(failure, asked.name, path):
            text = failure.read(path) or ""
            made = _asking(text, name, asked.fixed)
            edits += [Edit(path, made.encode())] if made != text else []
    spec = f"{asked.name}@{asked.version}" if asked.version else asked.name
    command = Command((cargo, "update", "--package", spec, "--precise", asked.fixed), failure.root)
    title = f"upgrade {asked.name} {asked.version} to {asked.fixed}"
    return Way(title, tuple(edits), (command,), (*(edit.path for edit in edits), LOCK))


def _manifests(failure: FailureContext) -> list[str]:
    """The manifests of the workspace: its own and those of its members, one or two folders below."""
    globs = (MANIFEST, f"*/{MANIFEST}", f"*/*/{MANIFEST}")
    found = [path.relative_to(failure.root) for glob in globs for path in sorted(failure.root.glob(glob))]
    return [one.as_posix() for one in found if not set(one.parts[:-1]) & {*failure.ignore, "target", "vendor"}]


def _asking(text: str, name: str, fixed: str) -> str:
    """A manifest that allows the version of a crate; unchanged where it does already."""
    plain = re.compile(rf'^(?P<head>\s*{re.escape(name)}\s*=\s*")(?P<wanted>[^"]+)(?P<tail>")', re.MULTILINE)
    inline = re.compile(
        rf'^(?P<head>\s*{re.escape(name)}\s*=\s*\{{[^}}\n]*\bversion\s*=\s*")(?P<wanted>[^"]+)(?P<tail>")', re.MULTILINE
    )
    own = re.compile(
        rf'^(?P<head>\[[\w.-]*dependencies\.{re.escape(name)}\]\n(?:(?!\[)[^\n]*\n)*?version\s*=\s*")'
        rf'(?P<wanted>[^"]+)(?P<tail>")',
        re.MULTILINE,
    )

    def changed(found: re.Match[str]) -> str:
        wanted = found["wanted"].strip()
        if _allows(wanted, fixed):
            return found[0]
        sign = next((one for one in ("=", "~", "^") if wanted.startswith(one)), "")
        return f"{found['head']}{sign}{fixed}{found['tail']}"

    for pattern in (plain, inline, own):
        text = pattern.sub(changed, text)
    return text


def _allows(wanted: str, fixed: str) -> bool:
    """Whether a requirement without operators allows a later version: the first number that is not 0 stays.

    Other requirements are left to cargo, but for exact ones: those forbid it.
    """
    found = _OPEN.match(wanted)
    if found is None:
        return not wanted.startswith(("=", "~"))
    parts, goal = found["version"].split("."), fixed.split("+")[0].split(".")
    leading = next((at for at, one in enumerate(parts) if one != "0"), len(parts) - 1)
    return parts[: leading + 1] == goal[: leading + 1] and number_of(fixed) >= number_of(found["version"])
