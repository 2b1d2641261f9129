"""The user's consent that code of a clone runs: for one run alone, and never by what a log or a clone says."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.trust.item import Item, item


def new_consent() -> str:
    """A word that names one run's consent."""
    return secrets.token_hex(12)


def consent_item(workspace: Path, url: str, word: str) -> Item:
    """What the user consents to: the checks of the repository at `url`, as that run meets them in its clone."""
    lines = ["the linters, type checkers and tests that the repository sets up, in a clone of its own"]
    return item("clone", f"the code of {url}", lines, [str(workspace.resolve()), url, word])


def asked_consent(workspace: Path, parameters: Mapping[str, Any]) -> Item | None:
    """What a run with these parameters asks its user to consent to; None when it asks for nothing."""
    word, url = parameters.get("consent"), parameters.get("url")
    return consent_item(workspace, str(url), str(word)) if word and url else None
