"""One digest for many files: what tells two trees apart, whatever their files are called."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from mity.system.files import tree_digests


def combined_digest(digests: Mapping[str, str]) -> str:
    """One digest for a whole tree. A name with a line end in it stands for no second file."""
    lines = "".join(_line(name, value) for name, value in sorted(digests.items()))
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def tree_state(root: Path) -> dict[str, str]:
    """`tree_digests`, in which a link is told from a file that holds the words of its target. Raises OSError."""
    return {path: value + link_sign(root / path) for path, value in tree_digests(root).items()}


def link_sign(path: Path) -> str:
    """What follows the digest of a link where it must differ from that of a file with the same words."""
    return "l" if path.is_symlink() else ""


def _line(name: str, value: str) -> str:
    if "\n" not in name:
        return f"{value}  {name}\n"
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n")
    return f"\\{value}  {escaped}\n"  # as sha256sum does; no digest begins with a backslash
