"""New files, given to the application's own formatter."""

from __future__ import annotations

from mity.errors import MityError
from mity.services.services import Services
from mity.stacks.resolve import ResolvedCommands


def format_files(services: Services, resolved: ResolvedCommands) -> list[str]:
    """The command lines that were run; none when the formatter is not there. Raises MityError when it fails."""
    ran = services.run_all(resolved.commands)
    if ran.failed is not None and not ran.failed.not_found:
        raise MityError(f"the project's formatter failed on the new files: {ran.failed.summary}")
    return [command.line for command in resolved.commands]
