"""A project that asks for a later Java than the one that was used: a JDK of this machine that fits is taken."""

from __future__ import annotations

import re
from pathlib import Path

from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.reading import read_text
from mity.system.runner import Runner
from mity.system.tool_cache import ToolCache
from mity.system.tool_paths import candidates

_RELEASE = re.compile(
    r"release version (\d+) not supported|invalid (?:target|source) release: (?:1\.(?=\d\b))?+(\d++)(?!\.)"
    r"|\bJDK\b[^\n]* not in the allowed range \[(?:1\.(?=\d\b))?+(\d++)"  # not the version of Maven itself
)
_CLASSES = re.compile(r"has wrong version (\d+)\.0, should be|class file version (\d+)\.0\)?, this version")
_OFFSET = 44  # class files of Java 17 have version 61
_IN_FILE = re.compile(r'^JAVA_VERSION="(?:1\.)?(\d+)', re.MULTILINE)


class NewerJdk(Rule):
    """Sets JAVA_HOME for this command. The release that the project means is never lowered."""

    id = "newer-jdk"
    title = "use a JDK that is new enough"

    def propose(self, failure: FailureContext) -> Proposal | None:
        wanted = self._wanted(failure) if failure.diagnosis.kind == "toolchain" else 0
        if wanted <= 0:
            return None
        program = Path(failure.result.outcome.command.argv[0]).stem
        found = [home for home in _homes() if _release(home) >= wanted]
        if not found:
            return Advice(
                f"the project requires Java {wanted}, but no such JDK was found: install one, or set JAVA_HOME"
            )
        home = min(found, key=_release)
        if program not in ("mvn", "mvnw", "gradle", "gradlew"):
            return Advice(f"the project requires Java {wanted}: run it with {home}/bin/java")
        title = f"run {program} with the JDK {_release(home)} in {home}, because the project requires Java {wanted}"
        return Fix(self.id, title, env={"JAVA_HOME": str(home)})

    def _wanted(self, failure: FailureContext) -> int:
        releases = [int(next(filter(None, found.groups()))) for found in _RELEASE.finditer(failure.output)]
        releases += [int(next(filter(None, found.groups()))) - _OFFSET for found in _CLASSES.finditer(failure.output)]
        return max(releases, default=0)


def _homes() -> list[Path]:
    """The JDKs of this machine: folders with a compiler."""
    found = [Path(path).resolve().parents[1] for path in candidates("javac", ToolCache(Runner()).folder)]
    return list(dict.fromkeys(found))


def _release(home: Path) -> int:
    """The release of a JDK by the file it carries; 0 when it cannot be told."""
    try:
        found = _IN_FILE.search(read_text(home / "release"))
    except (OSError, UnicodeDecodeError):
        return 0
    return int(found[1]) if found else 0
