"""Requirements as poetry and pipenv write them, in the words that pip and uv take."""

from __future__ import annotations

import re
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet


def specifier(text: str) -> str:
    """A constraint of poetry (`^1.2`, `~1.2`, `1.*`, `>=1,<2`) as PEP 440 has it; "" for any, and for what is unknown.

    Alternatives (`||`) are taken as any: what is installed is checked against the metadata anyway.
    """
    parts = [] if "||" in text or " || " in text else [part.strip() for part in text.split(",")]
    made = ",".join(filter(None, map(_one, parts)))
    try:
        return str(SpecifierSet(made)) if made else ""
    except InvalidSpecifier:
        return ""


def requirements(name: str, said: Any) -> list[str]:
    """What poetry's or pipenv's entry `name = said` asks for, as requirements; none for what lies in a folder."""
    if isinstance(said, list):
        return [text for one in said for text in requirements(name, one)]
    if isinstance(said, str):
        return [f"{name}{specifier(said)}"]
    if not isinstance(said, dict) or "path" in said or "file" in said:
        return []
    extras = f"[{','.join(map(str, said['extras']))}]" if isinstance(said.get("extras"), list) else ""
    if isinstance(said.get("git"), str):
        rev = next((said[key] for key in ("rev", "ref", "tag", "branch") if isinstance(said.get(key), str)), "")
        return [f"{name}{extras} @ git+{said['git']}{'@' + rev if rev else ''}"]
    version = said.get("version")
    text = f"{name}{extras}{specifier(version) if isinstance(version, str) else ''}"
    marks = [_python(said["python"])] if isinstance(said.get("python"), str) else []
    marks += [f"({said['markers']})"] if isinstance(said.get("markers"), str) else []
    marks = [mark for mark in marks if mark]
    return [f"{text} ; {' and '.join(marks)}" if marks else text]


def _one(part: str) -> str:
    part = part.strip()
    if part in ("", "*"):
        return ""
    if found := re.fullmatch(r"([~^])\s*([\d.]+)\S*", part):
        numbers = [int(number) for number in found[2].split(".") if number]
        keep = _caret(numbers) if found[1] == "^" else min(1, len(numbers) - 1)
        upper = [*numbers[:keep], numbers[keep] + 1]
        return f">={found[2]},<{'.'.join(map(str, upper))}"
    return f"=={part}" if part[0].isdigit() else part.replace(" ", "")


def _caret(numbers: list[int]) -> int:
    """The place of the first number that is not 0, or the last one."""
    return next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)


def _python(constraint: str) -> str:
    parts = re.findall(r"(>=|<=|==|!=|<|>)\s*([\d.]+)", specifier(constraint))
    return " and ".join(f"python_version {sign} '{number}'" for sign, number in parts)
