"""The settings of a repository that came from another machine: where it lives, and nothing that starts a program."""

from __future__ import annotations

import re

_SECTION = re.compile(r"\s*\[(?P<name>[a-z]+)(?: \"(?P<sub>[\w./ +@-]{1,200})\")?\]\s*")
_ENTRY = re.compile(r"\s*(?P<key>[A-Za-z]+)\s*=\s*(?P<value>[^\\\n#;]*)")
_KEYS = {
    "core": "repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol",
    "extensions": "objectformat",
    "remote": "url|fetch",
    "branch": "remote|merge",
    "user": "name|email",
}
_URL = re.compile(r"(?:https?|ssh|git|file)://[^-\s]\S*|[\w.+]+@[\w.]+:[^-\s]\S*|/\S*")


def plain_config(data: bytes) -> bytes:
    """The lines of a `.git/config` that say what a repository is and where it came from; all others are left out."""
    kept: list[str] = []
    section = ""
    for line in data.decode("utf-8", "replace").splitlines():
        if line.lstrip().startswith("["):
            found = _SECTION.fullmatch(line)
            section = found["name"] if found and found["name"] in _KEYS else ""
            kept += [line.strip()] if section else []
        elif section and (entry := _ENTRY.fullmatch(line)) and _harmless(section, entry):
            kept.append(f"\t{entry['key']} = {entry['value'].strip()}")
    return "".join(f"{line}\n" for line in kept).encode()


def _harmless(section: str, entry: re.Match[str]) -> bool:
    if not re.fullmatch(_KEYS[section], entry["key"].lower()):
        return False
    return entry["key"].lower() != "url" or _URL.fullmatch(entry["value"].strip()) is not None
