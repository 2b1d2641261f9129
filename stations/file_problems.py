"""What is wrong with a file that can be seen without running anything: its form, its links, left-over placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from mity.reading import Unfit, read_bytes
from mity.system.files import inside
from mity.text.data import parse_json
from mity.text.toml_data import parse_toml

_COMMENTED = re.compile(r"(^|/)(tsconfig[^/]*\.json|devcontainer\.json|\.vscode/[^/]+\.json|angular\.json)$")
_LEFT_OVER = re.compile(rb"\{\{-?\s*cookiecutter\b|\{%[^%\n]*\bcookiecutter\.")


def _toml(text: str) -> object:
    return parse_toml(text)


def _yaml(text: str) -> object:
    return list(yaml.parse(text, Loader=yaml.SafeLoader))


PARSERS: dict[str, Callable[[str], object]] = {
    ".json": parse_json,
    ".toml": _toml,
    ".yaml": _yaml,
    ".yml": _yaml,
}
"""By the ending of a name, what reads such a file."""


def problems(root: Path, name: str) -> Iterator[str]:
    """What is wrong with one file, each as `name: what`."""
    path = root / name
    if not inside(root, path):
        yield f"{name}: a link that leads out of the project"
        return
    try:
        data = read_bytes(path)
    except Unfit as error:
        if path.suffix in PARSERS:
            yield f"{name}: {error.strerror}"
        return
    if b"cookiecutter" in data and (match := _LEFT_OVER.search(data)):
        line = data.count(b"\n", 0, match.start()) + 1
        yield f"{name}:{line}: a template placeholder was not rendered"
    parse = PARSERS.get(path.suffix)
    if parse is None or _COMMENTED.search(name):
        return
    try:
        parse(data.decode("utf-8-sig"))
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        yield f"{name}: {' '.join(str(error).split())}"
