"""Names of files as other file systems see them, which pass over case, invisible letters and what stands at the end."""

from __future__ import annotations

import unicodedata

from mity.text.patterns import regex

_SHORT_NAME = regex(r"g(?:it|i7eba|[0-9a-f]{5})~[1-9]")
"""How Windows shortens `.git`; the second one stands for it where there are more than four."""
_SEPARATORS = regex(r"[/\\]")


def plain_name(name: str) -> str:
    """A file's name as the systems see it that know the fewest differences: `.GIT`, `.g\\u200cit`, `.git.`, `git~1`."""
    shown = "".join(one for one in unicodedata.normalize("NFKC", name) if unicodedata.category(one) != "Cf").casefold()
    shown = shown.partition(":")[0].rstrip(". ") or shown  # `.git::$INDEX_ALLOCATION` is the folder itself
    return ".git" if _SHORT_NAME.fullmatch(shown) else shown


def plain_parts(path: str) -> list[str]:
    """The names in a path, each as `plain_name` sees it; a backslash parts names as well."""
    return [part if part in (".", "..") else plain_name(part) for part in _SEPARATORS.split(path) if part]


def leads_out(path: str) -> bool:
    """Whether a path, or a glob, of a project's files leads out of the project by its own words."""
    return path.startswith(("/", "~", "\\")) or "\0" in path or ".." in _SEPARATORS.split(path)
