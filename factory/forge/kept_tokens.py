"""Tokens that programs on this machine keep: the forge's own tool, and git's credential helper."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from mity.command import Command, Run
from mity.forge.model import Product

_HELPER_S = 15.0
# A tool would hand on a token from a variable for whichever host it is asked about.
_QUIET: Mapping[str, str] = {
    **dict.fromkeys(("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"), ""),
    **dict.fromkeys(("GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN", "OAUTH_TOKEN"), ""),
    "GH_PROMPT_DISABLED": "1",
    "GH_NO_UPDATE_NOTIFIER": "1",
    "GLAB_CHECK_UPDATE": "false",
    "NO_COLOR": "1",
}
# Whoever asks for a token waits for nobody at a terminal or a window.
_UNATTENDED = {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "GCM_INTERACTIVE": "never"}
_TOOLS: Mapping[Product, tuple[str, ...]] = {
    Product.GITHUB: ("gh", "auth", "token", "--hostname"),
    Product.GITLAB: ("glab", "config", "get", "token", "--host"),
}


def kept_by_tool(base: str, product: Product, run: Run) -> tuple[str, str]:
    """The token that the product's own tool keeps for the host of `base`, and the command that told it; else blanks."""
    words = _TOOLS.get(product)
    if words is None:
        return "", ""
    told = run(Command((*words, urlsplit(base).netloc), env=_QUIET, timeout=_HELPER_S))
    lines = told.output.split("\n") if told.ok else []
    token = next((line.strip() for line in lines if line.strip() and " " not in line.strip()), "")
    return token, " ".join(words[:-1]) if token else ""


def kept_by_git(base: str, run: Run) -> tuple[str, str]:
    """User and password that git's credential helper keeps for the host of `base`; or two blanks. Asks nobody."""
    parts = urlsplit(base)
    rows = [f"protocol={parts.scheme}", f"host={parts.netloc}", *([f"path={parts.path[1:]}"] if parts.path else [])]
    descriptor, name = tempfile.mkstemp(prefix="mity-")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write("\n".join([*rows, "", ""]))
        words = ("git", "-c", "credential.interactive=false", "credential", "fill")
        told = run(Command(words, env=_UNATTENDED, timeout=_HELPER_S, stdin=Path(name)))
    finally:
        Path(name).unlink()
    found = dict(line.split("=", 1) for line in told.output.split("\n") if "=" in line) if told.ok else {}
    user, password = found.get("username", ""), found.get("password", "")
    return (user, password) if password else ("", "")
