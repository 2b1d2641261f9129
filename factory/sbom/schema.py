"""Whether a bill of materials follows the schema of CycloneDX, by the schemas that cyclonedx-python-lib carries."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from mity.errors import ToolError
from mity.text.data import parse_json

_NPM = "pkg:npm/"
EXTRA = "the schemas of CycloneDX are not installed. Get them: pip install 'mity[sbom]'"


def components(text: str) -> int:
    """How many components a bill lists. Raises ValueError when the text is no bill, with what is wrong of it."""
    data: Any = parse_json(text)
    if not isinstance(data, dict) or data.get("bomFormat") != "CycloneDX":
        raise ValueError("it is no bill of materials of CycloneDX")
    listed = data.get("components", [])
    if not isinstance(listed, list):
        raise ValueError("its components are no list")
    return len(listed)


def unresolved(text: str) -> list[str]:
    """The components of which a bill tells neither digest nor licence: whoever listed them had none of their files."""
    rows = parse_json(text).get("components", [])
    names = (
        f"{one.get('group') or ''}:{one.get('name')} {one.get('version')}".lstrip(":") for one in rows if _bare(one)
    )
    return list(names)


def _bare(one: Any) -> bool:
    return isinstance(one, dict) and not one.get("hashes") and not one.get("licenses")


def real_names(text: str) -> str:
    """The bill with the names that packages have in the registry, where npm shows those that the project gives them."""
    try:
        data: Any = parse_json(text)
        rows = [one for one in data["components"] if str(one.get("purl", "")).startswith(_NPM)]
        wrong = [(one, name) for one in rows if (name := _name_in(one["purl"])) != one.get("name")]
    except (ValueError, KeyError, TypeError, AttributeError):
        return text  # no bill, which is said where it is checked
    for one, name in wrong:
        one["name"] = name
    return json.dumps(data, indent=2) if wrong else text


def _name_in(purl: str) -> str:
    return unquote(purl.removeprefix(_NPM).partition("?")[0].rpartition("@")[0])


def invalid(text: str) -> str:
    """What of a bill is not as the schema of its version wants it; empty when nothing is.

    Raises ToolError where the schemas are not installed, ValueError for a text that is no bill.
    """
    try:
        from cyclonedx.schema import SchemaVersion  # type: ignore[import-not-found, unused-ignore]
        from cyclonedx.validation.json import (  # type: ignore[import-not-found, unused-ignore]
            JsonStrictValidator,
        )
    except ImportError as error:
        raise ToolError(EXTRA) from error
    components(text)
    version = str(parse_json(text).get("specVersion", ""))
    known = {one.to_version(): one for one in SchemaVersion}
    if version not in known:
        return f"its version {version!r} is none that is known ({', '.join(sorted(known))})"
    try:
        problem = JsonStrictValidator(known[version]).validate_str(text)
    except ImportError as error:  # the library is there without its extra for validation
        raise ToolError(EXTRA) from error
    return " ".join(str(problem).split())[:300] if problem else ""
