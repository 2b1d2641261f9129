"""Addresses of issues, pull requests and repositories, as people copy them from a page or a clone command."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

from mity.errors import UsageError
from mity.forge.model import Address

_LONGEST = 2_000
_SSH = re.compile(r"(?:ssh://)?[\w.-]+@(?P<host>[\w.-]+)(?::(?P<port>\d+)(?=/))?[:/](?P<path>[^\s]+)")
_WEB = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}  # SSH by the port of HTTPS
_KINDS = {
    "issues": "issue",
    "work_items": "issue",
    "pull": "pull",
    "pulls": "pull",
    "merge_requests": "pull",
}
_NAME = re.compile(r"[\w.~+-]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,14}")
_SAY = "give it as https://HOST/OWNER/NAME/issues/NUMBER"


def read_address(url: str) -> Address:
    """The place that a URL names, of whichever forge; query and fragment do not count.

    Raises UsageError for what is no such URL, and for one with a user or a password in it.
    """
    text = url.strip()
    if len(text) > _LONGEST:
        raise UsageError(f"an address of a forge has at most {_LONGEST} characters, this one {len(text)}: {_SAY}")
    if not text.isprintable() or " " in text:
        raise UsageError(f"there are blanks or control characters in the address {text!a}: {_SAY}")
    if found := _SSH.fullmatch(text):
        host = found["host"].lower()
        return _read(text, f"https://{_WEB.get(host, host)}", found["path"])
    parts = _split(text)
    if "@" in parts.netloc:
        raise UsageError(
            f"the address of {parts.hostname} holds a user or a password, which logs must not see: leave it out, and "
            "give the token by the environment"
        )
    return _read(text, f"{parts.scheme}://{parts.netloc.lower()}", parts.path)


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known:
        raise UsageError(f"'{text}' is no address of a forge: {_SAY}")
    return parts


def _read(text: str, base: str, path: str) -> Address:
    words = [unquote(word) for word in path.split("/") if word]
    kind, number = "", 0
    for at, word in enumerate(words):
        follows = words[at + 1] if at + 1 < len(words) else ""
        if at >= 2 and word in _KINDS and _NUMBER.fullmatch(follows):
            kind, number = _KINDS[word], int(follows)
            prefix, names = _named(words[:at])
            break
    else:
        until = words.index("-") if "-" in words else len(words)
        prefix, names = [], words[:until]
    if len(names) < 2 or not all(_NAME.fullmatch(name) and name.strip(".") for name in [*prefix, *names]):
        raise UsageError(f"'{text}' names no issue, pull request or repository: {_SAY}")
    name = names[-1].removesuffix(".git")
    return Address("/".join([base, *prefix]), "/".join(names[:-1]), name, kind, number)


def _named(words: list[str]) -> tuple[list[str], list[str]]:
    """The path that a forge is served below, and the names of owner and repository, of what stands before the kind.

    GitLab alone nests its owners, and it puts a `-` behind the repository.
    """
    if words[-1] == "-":
        return [], words[:-1]
    return words[:-2], words[-2:]
