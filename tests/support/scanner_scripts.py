"""Programs that stand in the place of scanners on PATH: real processes that write what the real ones write."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

from harness import Mity

# finds the file that a scanner is told to write to, whichever option names it
_REPORT = """
report=/dev/stdout
while [ $# -gt 0 ]; do
  case "$1" in --report-path|--output|--output-file) report="$2"; shift;; esac
  shift
done
"""


class Scripts:
    """A folder of scanners before all others on PATH. The two for secrets are there and find nothing."""

    def __init__(self, mity: Mity, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        mity.env["PATH"] = f"{folder}:{mity.env['PATH']}"
        self.writes("gitleaks", "8.30.1", [])
        self.writes("detect-secrets", "1.5.0", {"version": "1.5.0", "results": {}})

    def writes(self, name: str, version: str, report: Any, code: int = 0, said: str = "") -> None:
        """A scanner that leaves a report, says something on stderr and ends with a code."""
        text = report if isinstance(report, str) else json.dumps(report)
        told = f'printf %s {shlex.quote(text)} > "$report"; echo {shlex.quote(said)} >&2; exit {code}'
        self.runs(name, version, _REPORT + told)

    def runs(self, name: str, version: str, script: str) -> None:
        """A scanner that tells its version and else runs a script of the shell."""
        path = self._folder / name
        path.write_text(f'#!/bin/sh\ncase "$1" in *version) echo "{name} {version}"; exit 0;; esac\n{script}\n')
        path.chmod(0o755)


def sarif(*results: dict[str, Any]) -> dict[str, Any]:
    """A SARIF log with these results."""
    return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": list(results)}]}


def result(rule: str, level: str, path: str, line: int, text: str = "it is bad") -> dict[str, Any]:
    """One result of a SARIF log."""
    place = {"artifactLocation": {"uri": path}, "region": {"startLine": line, "startColumn": 1}}
    return {"ruleId": rule, "level": level, "message": {"text": text}, "locations": [{"physicalLocation": place}]}
