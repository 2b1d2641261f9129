"""Locks of package managers that did not run: whether they fit the manifest beside them, by their own words.

The manager that runs judges its lock itself. A project may have a second lock, or one whose manager is not here: what
is proven beside a lock that does not fit its manifest is not what others get who install by that lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from mity.stacks.agreement import node_locks, python_locks

_UNBOUND = frozenset({"--no-lockfile", "--no-package-lock", "--no-lock"})
"""Words by which a manager leaves its lock alone."""
Reader = Callable[[str, Path], str]
_LOCKS: dict[str, tuple[str, str, Reader]] = {
    "package-lock.json": ("npm", "package.json", node_locks.of_npm),
    "npm-shrinkwrap.json": ("npm", "package.json", node_locks.of_npm),
    "yarn.lock": ("yarn", "package.json", node_locks.of_yarn),
    "pnpm-lock.yaml": ("pnpm", "package.json", node_locks.of_pnpm),
    "bun.lock": ("bun", "package.json", node_locks.of_bun),
    "uv.lock": ("uv", "pyproject.toml", python_locks.of_packages),
    "poetry.lock": ("poetry", "pyproject.toml", python_locks.of_packages),
    "pdm.lock": ("pdm", "pyproject.toml", python_locks.of_packages),
    "pylock.toml": ("", "pyproject.toml", python_locks.of_packages),
    "Pipfile.lock": ("pipenv", "Pipfile", python_locks.of_pipenv),
}
"""By the name of a lock: its manager, the manifest that it belongs to, and what tells how the two differ."""
_RENEW = {
    "npm": "npm install --package-lock-only",
    "yarn": "yarn install",
    "pnpm": "pnpm install --lockfile-only",
    "bun": "bun install",
    "uv": "uv lock",
    "poetry": "poetry lock",
    "pdm": "pdm lock",
    "pipenv": "pipenv lock",
}


def unfit_locks(root: Path, commands: Iterable[Sequence[str]]) -> str:
    """How locks at the top of a project differ from their manifests, with the next step; empty where all fit.

    Locks of managers that are among the words of `commands`, which ran, were judged by these and are passed over.
    """
    ran = [words for words in commands if not _UNBOUND & set(words)]
    found = []
    for name, (manager, manifest, differs) in _LOCKS.items():
        if not (root / name).is_file() or not (root / manifest).is_file() or _judged(name, manager, ran):
            continue
        if problem := differs(name, root):
            renew = _RENEW.get(manager, "")
            step = f"make it anew ({renew}) or remove it" if renew else "make it anew or remove it"
            found.append(f"{name} does not fit {manifest}: {problem}; {step}")
    return "; and ".join(found)


def _judged(lock: str, manager: str, ran: Iterable[Sequence[str]]) -> bool:
    """Whether a command ran by which the manager compares this lock with its manifest."""
    for words in ran:
        names = [Path(word).name.partition(".")[0] for word in words]
        if manager == "npm" and "exec" in words:  # npm starts another manager
            continue
        if manager in names and not (manager == "uv" and not {"--locked", "--frozen"} & set(words)):
            return True
    return False
