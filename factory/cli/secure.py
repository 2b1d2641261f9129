"""mity secure"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mity.cli.options import Flags, session_options
from mity.cli.security import check_options, run_checks


@click.command("secure")
@check_options
@session_options
def command(
    directory: Path | None, files: tuple[Path, ...], dry_run: bool, parameters: dict[str, Any], flags: Flags
) -> int:
    """Look for security problems in DIRECTORY: secrets, code, dependencies, workflows, Dockerfiles, licences.

    Each scanner ends clean, with findings, or it could not look, which is never green: exit code 0 when all were clean
    or below the gate, 1 for findings of the gate's severity or worse, 4 when a scanner could not look.
    """
    return run_checks("secure", directory, files, dry_run, parameters, flags)
