"""A package without a wheel: mity installs no compiler; a person chooses a version that has a wheel."""

from __future__ import annotations

import re

from mity.agents.python.environment import environment
from mity.agents.python.names import canonical
from mity.healing.model import Advice, ErrorType, Proposal
from mity.healing.rules import FailureContext, Rule

_NEEDS = {
    "a Rust compiler": re.compile(
        r"requires Rust and Cargo|can't find Rust compiler|Cargo, the Rust package manager, is not"
    ),
    "a C compiler": re.compile(
        r"Unknown compiler\(s\)|error: command '[^']*(?:gcc|cc|clang|c\+\+)[^']*' failed|vcvarsall|Microsoft Visual C"
    ),
    "a library's development files": re.compile(
        r"pg_config executable not found|mysql_config|fatal error: [\w./]+\.h: No such file"
    ),
}
_BUILD = re.compile(r"[Ff]ailed (?:to build|building wheel for)[ `']+([A-Za-z][\w.-]*+)(?! @ file:)")
_METADATA = "metadata-generation-failed"
_BEGUN = re.compile(r"^(?:Collecting (?P<name>[A-Za-z][\w.-]*)|Processing )", re.MULTILINE)
_BINARY = {"psycopg2": "psycopg2-binary", "mysqlclient": "pymysql"}


class MissingWheel(Rule):
    """Reports which package has no wheel for which Python, and the alternative."""

    id = "missing-wheel"
    former_id = "no-wheel"
    title = "explain a package that has no wheel for this Python"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type not in (ErrorType.DEPENDENCY, ErrorType.CONFIG):
            return None
        package = _package(failure.output)
        if package in ("", "installable", "wheels"):
            return None
        why = next((need for need, pattern in _NEEDS.items() if pattern.search(failure.output)), "")
        needs = f", and building it needs {why}" if why else ""
        present = environment(failure)
        version = present.settings.get("version_info", "") if present else ""
        python = f"Python {version}" if version else "this Python"
        if package in _BINARY:
            return Advice(f"{package} has no wheel for {python}{needs}: depend on {_BINARY[package]} instead")
        text = f"{package} has no wheel for {python}{needs}: choose a version that has one, or an older Python"
        return Advice(text, f"uv pip install --only-binary :all: {package}")


def _package(output: str) -> str:
    """The package that could not be built; pip does not name it if it fails early, but it is the last one begun."""
    if found := _BUILD.search(output):
        return canonical(found[1])
    begun = list(_BEGUN.finditer(output)) if _METADATA in output else []
    return canonical(begun[-1]["name"]) if begun and begun[-1]["name"] else ""
