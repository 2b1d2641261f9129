"""What of an application a build does not prove: locks of managers that did not run, other toolchains, other builds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mity.runs.context import WorkflowContext
from mity.services.forgiving import forgiving
from mity.services.services import Services
from mity.stacks.agreement.absent import absent, otherwise
from mity.stacks.agreement.locks import unfit_locks
from mity.stacks.agreement.other_builds import other_builds
from mity.stacks.agreement.toolchains import other_toolchains
from mity.stacks.model import Stack
from mity.system.trees import tree


def unfit(context: WorkflowContext, commands: Iterable[Sequence[str]]) -> str:
    """Why what the commands made proves nothing: a script that forgives every failure, or a lock that none of them
    judged and that does not fit its manifest.
    """
    commands = list(commands)
    return forgiving(context.output_path, commands) or unfit_locks(context.output_path, commands)


def told(services: Services, context: WorkflowContext, stack: Stack) -> list[str]:
    """What ran otherwise than the project's files ask for, and which of its builds did not, each in a clause."""
    root = context.output_path
    versions = {name: tool.version for name, tool in services.tools(stack).items() if tool.ready and tool.version}
    files = list(tree(root, stack.ignore))
    found = [*absent(root, files), *otherwise(root, files), *other_toolchains(root, versions)]
    builds = [] if context.part or stack.parts else other_builds(root, stack.language)
    return [*found, f"not built: {', '.join(builds)}"] if builds else found
