"""Addresses of repositories that are what they look like: a host, a path below it, and nothing else."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from mity.errors import UsageError

_HOST = re.compile(r"[^\W_]([\w.-]*\w)?|\[[0-9A-Fa-f:.]+\]")


def check_url(address: str, place: str) -> None:
    """Raises UsageError, naming `place`, for an address of HTTP or SSH that misleads, or tells a secret."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host:
        raise UsageError(f"{place}: {address} is no address of a repository")
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    if password or (user and parts.scheme != "ssh"):
        raise UsageError(
            f"{place}: the address of {host} holds a user or a password, which logs must not see: leave it "
            "out, and give the token by the environment"
        )
    if parts.query:
        raise UsageError(f"{place}: the address of {host} has a question in it, which logs must not see: leave it out")
    check_place(f"[{host}]" if ":" in host else host, parts.path, address, place)


def check_place(host: str, path: str, address: str, at: str) -> None:
    """Raises UsageError for a host that git could take for an option, and a path that leads upwards.

    A path with `..` in it is another repository than the one that a pattern of `--trust` sees.
    """
    if not _HOST.fullmatch(host):
        raise UsageError(f"{at}: {address} names no host")
    if {".", ".."} & set(re.split(r"[/\\]", unquote(path))):
        raise UsageError(f"{at}: {address} leads upwards by '..': write where it ends")
