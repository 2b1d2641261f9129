"""Reads what Terraform, OpenTofu and tflint answer as JSON, which may stand between warnings of other kinds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_BOX = re.compile(r"^[╷│╵\s]+", re.MULTILINE)
_ERROR = re.compile(r"Error: (?P<title>[^\n]+)")
_UNREACHED = re.compile(
    r"failed to query available provider packages|could not retrieve the list of available versions"
    r"|failed to install provider|could not connect to|failed to resolve provider packages|no such host"
    r"|error accessing remote module registry|could not download module|failed to obtain provider schema"
)


def first_object(output: str, member: str = "") -> dict[str, Any] | None:
    """The first JSON object that begins a line, and has a member where one is named; None when there is none."""
    for match in re.finditer(r"^\{", output, re.MULTILINE):
        try:
            value, _ = json.JSONDecoder().raw_decode(output, match.start())
        except ValueError:
            continue
        if isinstance(value, dict) and (not member or member in value):
            return value
    return None


def validation(output: str, root: str) -> tuple[str, ...] | None:
    """The errors that `validate -json` tells of the folder `root`; None when the output is something else."""
    data = first_object(output)
    if data is None or "valid" not in data or not isinstance(data.get("diagnostics"), list):
        return None
    errors = tuple(_told(one, root) for one in data["diagnostics"] if one.get("severity") == "error")
    return errors or (() if data["valid"] is True else ("validate says that it is not valid, and not why",))


def _told(one: dict[str, Any], root: str) -> str:
    place = one.get("range") or {}
    line = (place.get("start") or {}).get("line")
    name = place.get("filename")
    where = f"{root}/{name}:{line}: " if name and line else f"{root}: "
    detail = " ".join(str(one.get("detail") or "").split())
    return f"{where}{one.get('summary', 'error')}{f': {detail}' if detail else ''}"


def lint(output: str, root: str) -> tuple[str, ...] | None:
    """What `tflint --format=json` complains of; None when the output is something else."""
    data = first_object(output)
    if data is None or not isinstance(data.get("issues"), list):
        return None
    return tuple(_issues(data["issues"], root))


def _issues(issues: list[dict[str, Any]], root: str) -> Iterator[str]:
    for one in issues:
        place = one.get("range") or {}
        line = (place.get("start") or {}).get("line", 0)
        name = (one.get("rule") or {}).get("name", "tflint")
        yield f"{root}/{place.get('filename', '')}:{line}: {one.get('message', '')} ({name})"


def first_error(output: str) -> str:
    """The first error that a command printed for people, in one line; its last line when none stands out."""
    plain = _BOX.sub("", output)
    if match := _ERROR.search(plain):
        rest = plain[match.end() :].strip().split("\n\n")
        return f"{match['title'].strip()}: {' '.join(rest[0].split())}"[:240]
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    return lines[-1][:400] if lines else "it printed nothing"


def unreached(output: str) -> bool:
    """True when a command failed because a provider or a module is not to be had here, not because of the files."""
    return bool(_UNREACHED.search(" ".join(_BOX.sub("", output).split()).lower()))
