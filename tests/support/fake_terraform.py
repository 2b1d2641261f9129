"""A stand-in for Terraform: a program on PATH that answers as the real one does, for what a test wants to be told."""

from __future__ import annotations

import json
from pathlib import Path

_PROGRAM = """\
#!/bin/sh
case "$1" in
  --version|version) echo "Terraform v1.11.4"; exit 0;;
  fmt) printf '%s\\n' {fmt}; exit {fmt_code};;
  init) printf '%s\\n' {init}; exit {init_code};;
  validate) printf '%s\\n' {validate}; exit {validate_code};;
esac
exit 9
"""
UNREACHED = "Error: Failed to query available provider packages\\n\\nCould not retrieve the list of available versions"


def put_terraform(
    folder: Path, *, unformatted: str = "", syntax: str = "", init: str = "", errors: tuple[str, ...] = ()
) -> None:
    """Puts a Terraform into `folder` that says these things of what it is asked about, and nothing is wrong without."""
    place = {"filename": "main.tf", "start": {"line": 7}}
    diagnostics = [{"severity": "error", "summary": text, "range": place} for text in errors]
    text = _PROGRAM.format(
        fmt=_quoted(syntax or unformatted),
        fmt_code=2 if syntax else 3 if unformatted else 0,
        init=_quoted(init or "Terraform has been successfully initialized!"),
        init_code=1 if init else 0,
        validate=_quoted(json.dumps({"format_version": "1.0", "valid": not errors, "diagnostics": diagnostics})),
        validate_code=1 if errors else 0,
    )
    program = folder / "terraform"
    program.unlink(missing_ok=True)
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\n", "\n").replace("'", "'\\''") + "'"
