"""By what words the Gradle of a project is started: its wrapper, or the Gradle of this machine."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from mity.reading import read_text

_DISTRIBUTION = re.compile(
    r"^distributionUrl[ \t]*[=:][ \t]*\S*?/(?P<name>gradle-(?P<version>\d+(?:\.\d+)*)[\w.+-]*)\.zip[ \t]*$",
    re.MULTILINE,
)
_PROPERTIES = "gradle/wrapper/gradle-wrapper.properties"


def gradle_words(root: Path, program: str, version: str, home: Path) -> list[str]:
    """The words that start Gradle for the project in `root`; none where there is neither a wrapper nor a Gradle.

    `program` is the Gradle of this machine in `version`, or empty; `home` is where wrappers keep what they fetched. The
    wrapper is what the project says it is built with. Where it would have to fetch that first, a Gradle of the same
    major version that is not older does as well.
    """
    if not (root / "gradlew").is_file():
        return [program] if program else []
    found = None
    with contextlib.suppress(OSError, UnicodeDecodeError):  # Gradle's own wrapper tells what is wrong with it
        found = _DISTRIBUTION.search(read_text(root / _PROPERTIES))
    if found is None or not program or any((home / "wrapper" / "dists").glob(f"{found['name']}/*/*/bin/gradle")):
        return ["./gradlew"]
    wanted, here = _numbers(found["version"]), _numbers(version)
    return [program] if here[:1] == wanted[:1] and here >= wanted else ["./gradlew"]


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]
