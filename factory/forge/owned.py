"""The repositories of an organization, a group or a person, as its page's address names it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from mity.errors import UsageError
from mity.forge.errors import ForgeMissing
from mity.forge.http import Client
from mity.forge.model import Owned, Product
from mity.forge.read import shaped

_NAME = re.compile(r"[\w.~+-]+")
_MARKS = ("-", "groups", "orgs")
_SAY = "give it as https://HOST/OWNER"


def read_owner(url: str) -> tuple[str, str]:
    """The base of the forge and the owner that an address names; GitLab's groups may nest. Raises UsageError."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known or not text.isprintable():
        raise UsageError(f"{text!a} is no address of an organization: {_SAY}")
    if "@" in parts.netloc:
        raise UsageError(f"the address of {parts.hostname} holds a user or a password: leave it out, and give a token")
    words = [unquote(word) for word in parts.path.split("/") if word]
    if words[:1] and words[0] in _MARKS:
        words = words[1:]
    if not words or not all(_NAME.fullmatch(word) and word.strip(".") for word in words):
        raise UsageError(f"'{text}' names no organization or person: {_SAY}")
    return f"{parts.scheme}://{parts.netloc.lower()}", "/".join(words)


def owned(client: Client, product: Product, owner: str) -> list[Owned]:
    """The repositories of an owner, an organization or a person, by their addresses. Raises ForgeError."""
    name = quote(owner, safe="")
    if product is Product.GITLAB:
        group = {"include_subgroups": "true", "per_page": 100}
        return [_of_gitlab(row) for row in _either(client, f"/groups/{name}", f"/users/{name}", "projects", group)]
    page = {"per_page": 100} if product is Product.GITHUB else {"limit": 50}
    return [_of_rest(row) for row in _either(client, f"/orgs/{name}", f"/users/{name}", "repos", page)]


def _either(client: Client, group: str, person: str, what: str, query: dict[str, Any]) -> list[Any]:
    try:
        rows = client.pages(f"{group}/{what}", query)
    except ForgeMissing:
        rows = client.pages(f"{person}/{what}", query)
    return rows


@shaped
def _of_rest(row: Any) -> Owned:
    return Owned(
        str(row["html_url"]),
        bool(row.get("archived")) or bool(row.get("disabled")),
        bool(row.get("fork")),
        bool(row.get("empty")),  # Gitea alone tells; what GitHub calls the size is often not up to date
    )


@shaped
def _of_gitlab(row: Any) -> Owned:
    return Owned(
        str(row["web_url"]),
        bool(row.get("archived")),
        bool(row.get("forked_from_project")),
        bool(row.get("empty_repo")),
    )
