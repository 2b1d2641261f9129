"""Where git finds a repository of a fleet, and the forge that it is on, if any."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mity.errors import UsageError
from mity.fleet.repositories import Entry
from mity.forge.errors import ForgeError, ForgeUnreachable
from mity.forge.opening import Opened
from mity.system.git_calls import GitError
from mity.text.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """What git is given for a repository: its address and environment; `local` lets it be a folder.

    `opened` is the forge, None where it is on none.
    """

    url: str
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    local: bool = False
    opened: Opened | None = None


def source_of(entry: Entry, forge: Callable[[str], Opened]) -> Source:
    """Where a repository is. Raises ForgeUnreachable, UsageError for a token that must not be sent, GitError.

    An address of HTTP that is on no forge is a repository all the same, which git alone is asked about.
    """
    if entry.local:
        return Source(entry.address, local=True)
    try:
        opened = forge(entry.address)
        url = opened.forge.repository().clone_url
    except ForgeUnreachable:
        raise
    except (ForgeError, UsageError) as error:
        if entry.by_ssh or _without_forge(entry, error):
            return Source(entry.address)
        raise
    if entry.by_ssh:
        return Source(entry.address, opened=opened)
    base = opened.address.base
    if base.startswith(("http://", "https://")) and not url.startswith(f"{base}/"):
        raise GitError(f"the forge at {base} names {url[:200]} as the address to clone from, which is somewhere else")
    return Source(url, opened.git, not base.startswith(("http://", "https://")), opened)


def _without_forge(entry: Entry, error: Exception) -> bool:
    """Whether a refusal means that the host is a plain server of git."""
    return type(error) is ForgeError or (isinstance(error, UsageError) and "names no" in str(error))
