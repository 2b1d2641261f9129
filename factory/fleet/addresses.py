"""Addresses of repositories that are what they look like: a host, a path below it, and nothing else."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import unquote, urlsplit

from mity.errors import UsageError

_NUMBERS = re.compile(r"(?:0x[0-9a-fA-F]+|\d+)(?:\.(?:0x[0-9a-fA-F]+|\d+))*\.?")
_OF_BRANCH = re.compile(r"(?!-)[^\s~^:?*\[\\\x00-\x1f\x7f]+")
_HOST = re.compile(r"[^\W_]([\w.-]*\w)?|\[[0-9A-Fa-f:.]+\]")


def check_url(address: str, place: str) -> None:
    """Raises UsageError, naming `place`, for an address of HTTP or SSH that misleads, or tells a secret."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host or parts.path in ("", "/"):
        raise UsageError(f"{place}: {shown(address)} is no address of a repository")
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    if password or (user and parts.scheme != "ssh"):
        raise UsageError(
            f"{place}: the address of {host} holds a user or a password, which logs must not see: leave it "
            "out, and give the token by the environment"
        )
    if user.startswith("-") or unquote(host).startswith("-"):
        raise UsageError(f"{place}: {shown(address)} names no host")
    if parts.query or "=" in parts.fragment or ";" in parts.path:
        raise UsageError(f"{place}: the address of {host} has a question in it, which logs must not see: leave it out")
    check_place(f"[{host}]" if ":" in host else host, parts.path, address, place)


def check_place(host: str, path: str, address: str, at: str) -> None:
    """Raises UsageError for a host that git could take for an option, and a path that leads upwards.

    A path with `..` in it is another repository than the one that a pattern of `--trust` sees.
    """
    if not _HOST.fullmatch(host) or _misleading(host) or path.startswith("-"):
        raise UsageError(f"{at}: {shown(address)} names no host and repository")
    if not unquote(path).isprintable():
        raise UsageError(f"{at}: {shown(address)} has signs in it that nobody sees: leave them out")
    if {".", ".."} & set(re.split(r"[/\\]", unquote(path))):
        raise UsageError(f"{at}: {address} leads upwards by '..': write where it ends")


def check_file(address: str, place: str) -> None:
    """Raises UsageError for an address of a folder that names another machine, or leads upwards."""
    parts = urlsplit(address)
    if parts.netloc not in ("", "localhost"):
        raise UsageError(f"{place}: {shown(address)} is on another machine: give an address of https or ssh")
    check_place("localhost", parts.path, address, place)


def is_branch(name: str) -> bool:
    """Whether git takes a name for that of a branch, and for nothing else."""
    if not _OF_BRANCH.fullmatch(name) or not name.isprintable() or name in ("HEAD", "@"):
        return False
    parts = name.split("/")
    return (
        ".." not in name
        and "@{" not in name
        and not any(not part or part.startswith(".") or part.endswith((".lock", ".")) for part in parts)
    )


def shown(address: str) -> str:
    """An address for a message: without who asks, and with signs that nobody sees as escapes."""
    return re.sub(r"(?<=//)[^/@]*@", "", address) if address.isprintable() else ascii(address)


def _misleading(host: str) -> bool:
    """Whether a host is a number that is no plain address, or has letters of several alphabets in one of its parts."""
    if _NUMBERS.fullmatch(host):
        try:
            return str(ipaddress.IPv4Address(host)) != host
        except ValueError:
            return True
    return any(len(_alphabets(part)) > 1 for part in host.split("."))


def _alphabets(part: str) -> set[str]:
    """The alphabets of the letters in a part of a host; those of Japanese and Chinese are one."""
    found = {unicodedata.name(sign, "?").partition(" ")[0] for sign in part if sign.isalpha()}
    return {"CJK" if name in ("HIRAGANA", "KATAKANA", "CJK", "HANGUL") else name for name in found}
