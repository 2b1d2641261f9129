"""What starts the Gradle of a project, as a place in the commands of its stack."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from mity.stacks.model import Stack
from mity.system.tools import Tool


def gradle_places(tools: Mapping[str, Tool], stack: Stack, verb: str, root: Path) -> dict[str, str]:
    """The value for `gradle_words`; nothing where `verb` does not use it, or where no Gradle is to be had."""
    if not any("gradle_words" in step.names for variant in stack.variants(verb) for step in variant.steps):
        return {}
    from mity.stacks.gradle_runner import gradle_words  # what only Gradle's projects need

    here = tools.get("gradle")
    program, version = (here.path, here.version) if here and here.ready else ("", "")
    home = Path(os.environ.get("GRADLE_USER_HOME") or Path.home() / ".gradle")
    words = gradle_words(root, program, version, home)
    return {"gradle_words": "\0".join(words)} if words else {}
