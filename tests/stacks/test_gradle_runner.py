"""What starts the Gradle of a project: its wrapper, or the Gradle of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.stacks.gradle_runner import gradle_words

URL = (
    "distributionBase=GRADLE_USER_HOME\ndistributionUrl=https\\://gradle.example.org/distributions/gradle-8.4-bin.zip\n"
)


@pytest.mark.parametrize(
    ("wrapper", "here", "fetched", "words"),
    [
        (None, "", False, []),
        (None, "4.4.1", False, ["/bin/gradle"]),
        (URL, "", False, ["./gradlew"]),
        (URL, "8.10.2", True, ["./gradlew"]),
        (URL, "8.10.2", False, ["/bin/gradle"]),
        (URL, "8.3", False, ["./gradlew"]),
        (URL, "9.1", False, ["./gradlew"]),
        (URL.replace("8.4-bin", "8.4-rc-1-all"), "8.4", False, ["/bin/gradle"]),
        ("", "8.4", False, ["./gradlew"]),
    ],
)
def test_who_builds(tmp_path: Path, wrapper: str | None, here: str, fetched: bool, words: list[str]) -> None:
    """The wrapper, unless it would fetch what this machine has as new or newer, of the same major version."""
    if wrapper is not None:
        (tmp_path / "gradlew").touch()
    if wrapper:
        (tmp_path / "gradle/wrapper").mkdir(parents=True)
        (tmp_path / "gradle/wrapper/gradle-wrapper.properties").write_text(wrapper)
    if fetched:
        (tmp_path / "home/wrapper/dists/gradle-8.4-bin/a1b2/gradle-8.4/bin").mkdir(parents=True)
        (tmp_path / "home/wrapper/dists/gradle-8.4-bin/a1b2/gradle-8.4/bin/gradle").touch()
    assert gradle_words(tmp_path, here and "/bin/gradle", here, tmp_path / "home") == words
