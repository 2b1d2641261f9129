"""mity secure"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mity.cli.options import Flags, folder, session_options
from mity.cli.security import check_options, run_checks
from mity.cli.upgrades import plan_upgrades


@click.command("secure")
@click.option(
    "--fix",
    is_flag=True,
    help="Upgrade vulnerable dependencies, each proven by build, tests and the scanner; with --dry-run only say how.",
)
@check_options
@session_options
def command(
    directory: Path | None, files: tuple[Path, ...], dry_run: bool, parameters: dict[str, Any], flags: Flags, fix: bool
) -> int:
    """Look for security problems in DIRECTORY: secrets, code, dependencies, workflows, Dockerfiles, licences.

    Each scanner ends clean, with findings, or it could not look, which is never green: exit code 0 when all were clean
    or below the gate, 1 for findings of the gate's severity or worse, 4 when a scanner could not look.

    With --fix a package with a known vulnerability goes to the lowest version that mends it, by the project's own
    manager and lock. What does not build and pass every test afterwards is put back. Nothing else is ever changed.
    """
    if fix and dry_run:
        return plan_upgrades(folder(directory).resolve(), parameters, flags)
    return run_checks("secure-fix" if fix else "secure", directory, files, dry_run, parameters, flags)
