"""The commands of a stack as they are shown before they are trusted."""

from __future__ import annotations

from collections.abc import Iterator

from mity.stacks.model import Stack
from mity.trust.item import command_line


def stack_lines(stack: Stack) -> list[str]:
    """Every command of stack.yaml with its verb, once each, and every package that would be fetched for a tool."""
    return list(dict.fromkeys([*_commands(stack), *_fetched(stack)]))


def _commands(stack: Stack) -> Iterator[str]:
    for verb in stack.verbs:
        for variant in stack.variants(verb):
            for step in variant.steps:
                yield f"{verb}: {command_line(step.argv, step.env, step.cwd)}"


def _fetched(stack: Stack) -> Iterator[str]:
    for one in stack.requires:
        if one.fetch is not None:
            yield f"with --fetch-tools: {one.tool} from the package {one.fetch.pypi or one.fetch.maven}"
