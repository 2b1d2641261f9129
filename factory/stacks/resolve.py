"""From stack.yaml to commands: the first variant whose tools and files are there, every placeholder filled in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template

from mity.command import Command
from mity.stacks.command_spec import CommandSpec, Marker, Variant
from mity.stacks.model import Stack
from mity.text.records import dataclass

SEVERAL = ("${files}", "${tests}", "${python_needs}", "${python_tests}", "${node_manager}", "${gradle_words}")
"""Places that stand for several words: their values are joined by NUL."""


_SILENCE_S = {"test": 180.0}
"""For how long commands of a verb may be silent where their stack does not say it."""


@dataclass(frozen=True, slots=True)
class ResolvedCommands:
    """The commands of a verb, or in `missing` why there are none here; the rest is the variant's.

    `lacks` is the tool for want of which the way that the project's files ask for cannot be gone.
    """

    commands: tuple[Command, ...] = ()
    missing: str = ""
    lacks: str = ""
    harness: str = ""
    page: bool = True
    report: bool = True

    def with_env(self, env: Mapping[str, str]) -> ResolvedCommands:
        """The same with more environment, which the commands' own wins over."""
        return self.each(lambda command: dataclasses.replace(command, env={**env, **command.env}))

    def each(self, made: Callable[[Command], Command]) -> ResolvedCommands:
        """The same with what `made` makes of each command."""
        return dataclasses.replace(self, commands=tuple(map(made, self.commands)))


def resolve_commands(
    stack: Stack,
    verb: str,
    project: Path,
    tools: Mapping[str, str],
    values: Mapping[str, str],
    exists: Callable[[Marker], bool],
) -> ResolvedCommands:
    """The commands that do `verb` (install, build, test …) for the project.

    `tools` maps each tool that is there to its program; `values` fills the other `${…}` places; `exists` says
    whether the project has a match for a marker.
    """
    variants: tuple[Variant, ...] = stack.variants(verb)
    if not variants:
        return ResolvedCommands(missing=f"stack {stack.id} has no command for '{verb}'")
    reasons: list[str] = []
    inside: list[str] = []
    lacks = ""
    filled = {**values, **_places(tools)}
    for variant in variants:
        if any(exists(marker) for marker in variant.without):
            continue
        tool = next((tool for tool in variant.when if tool not in tools), "")
        lacking = [f"the tool {tool}"] if tool else []
        lacking += [f"the file {marker.file}" for marker in variant.files if not exists(marker)]
        if tool and variant.files and len(lacking) == 1:
            lacks = lacks or tool
        lacking += [
            f"the tool {name.removesuffix('_home')}"
            for step in variant.steps
            for name in step.names
            if name not in filled
        ]
        if not lacking:
            commands = tuple(_command(step, project, filled, _SILENCE_S.get(verb, 0.0)) for step in variant.steps)
            return ResolvedCommands(commands, harness=variant.harness, page=variant.page, report=variant.report)
        reasons.append(lacking[0])
        inside += [f"{one.means} in {one.file}" for one in variant.files if one.means and _without_it(one, exists)]
    wanted = [f"the tool {lacks}"] if lacks else list(dict.fromkeys(inside or reasons))
    return ResolvedCommands(missing=f"'{verb}' needs {' or '.join(wanted)}", lacks=lacks)


def _without_it(marker: Marker, exists: Callable[[Marker], bool]) -> bool:
    """Whether the file of a marker is there, but not the text that it must contain."""
    return not exists(marker) and exists(Marker(file=marker.file))


def _places(tools: Mapping[str, str]) -> dict[str, str]:
    """What stands for each tool: `${tool}` its program, `${tool_home}` the folder that holds its `bin`."""
    places: dict[str, str] = {}
    for name, path in tools.items():
        word = name.replace("-", "_")
        places |= {word: path, f"{word}_home": str(Path(path).resolve().parent.parent)}
    return places


def _command(spec: CommandSpec, project: Path, values: Mapping[str, str], silence: float) -> Command:
    argv = tuple(filled for word in spec.argv for filled in _words(word, values))
    env = {name: Template(text).substitute(values) for name, text in spec.env.items()}
    cwd = project / Template(spec.cwd).substitute(values)
    silence = silence if spec.silence is None else spec.silence
    return Command(argv, cwd, env, spec.timeout, title=spec.title, unhidden=True, silence=silence)


def _words(word: str, values: Mapping[str, str]) -> list[str]:
    """A word of a command, filled in; a place for several paths alone makes as many words."""
    if word in SEVERAL:
        return values[word[2:-1]].split("\0") if values[word[2:-1]] else []
    return [Template(word).substitute(values)]
