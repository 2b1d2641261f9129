"""JSON for other programs: nothing in it steers a terminal or a runner of CI."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from mity.text.visible import visible_json

RUNNER_COMMAND = "##["
"""What a runner of GitHub takes for a command wherever it stands in a line."""


def harmless_json(text: str) -> str:
    """JSON that means the same and holds no command of a runner."""
    return text.replace(RUNNER_COMMAND, "#\\u0023[")


def print_json(data: Mapping[str, Any]) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(harmless_json(visible_json(json.dumps(data, indent=2, ensure_ascii=False))) + "\n")
