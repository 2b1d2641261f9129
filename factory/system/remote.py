"""Addresses of repositories: the user info in them is taken out at the entry and told to git in private."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WITH_USER = re.compile(
    r"(?P<scheme>(?:git\+)?[a-z][a-z0-9.+]*)://(?P<info>[^/?#\s]*)@(?P<rest>[^\s].*)", re.IGNORECASE
)
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# What git runs to ask for a user's name and password. Its words are in every list of processes, its environment is not.
_HELPER = (
    '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$MITY_GIT_USER" "$MITY_GIT_PASSWORD"; :; }; f'
)


def without_user(address: str) -> tuple[str, Mapping[str, str]]:
    """An address without its user info, and the environment by which git still gets it.

    The user of an SSH address stays, because it is part of the place and no secret; its password does not.
    """
    found = _WITH_USER.fullmatch(address)
    if not found:
        return address, {}
    user, _, password = found["info"].partition(":")
    scheme, rest = found["scheme"], found["rest"]
    if scheme.lower().removeprefix("git+") not in ("http", "https"):
        return (f"{scheme}://{user}@{rest}" if user else f"{scheme}://{rest}"), {}
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    asked = f"credential.{scheme.lower().removeprefix('git+')}://{host}.helper"
    config = [(asked, ""), (asked, _HELPER)]
    count = {"GIT_CONFIG_COUNT": str(len(config))}
    rows = {
        f"GIT_CONFIG_{kind}_{at}": row[i] for at, row in enumerate(config) for i, kind in enumerate(("KEY", "VALUE"))
    }
    told = {"MITY_GIT_USER": _plain(user), "MITY_GIT_PASSWORD": _plain(password)}
    return f"{scheme}://{rest}", {**count, **rows, **told}


def _plain(text: str) -> str:
    """Percent-encoded text as it is meant. What would be a line of its own for git is left out."""
    decoded = _PERCENT.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), text)
    return re.sub(r"[\r\n\0]", "", decoded)
