"""mity validate"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mity.cli.options import Flags, session_options
from mity.cli.security import check_options, run_checks


@click.command("validate")
@check_options
@session_options
def command(
    directory: Path | None, files: tuple[Path, ...], dry_run: bool, parameters: dict[str, Any], flags: Flags
) -> int:
    """Check DIRECTORY: structure, formats, linters, types, tests found, then all that `mity secure` looks for.

    Nothing is changed and no test is run. Exit code 0 when all of it passed, 1 when something is wrong, 4 when
    something could not be looked at.
    """
    return run_checks("validate", directory, files, dry_run, parameters, flags)
