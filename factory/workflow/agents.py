"""Coding agents as definitions name them: the body of an `agent` step, and the agent that repairs."""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath
from typing import Any

from mity.suggest import did_you_mean, only_near
from mity.workflow.nodes import Node
from mity.workflow.part_keys import AGENT, AGENTS, BUDGET, LEAST_S, MOST_OF_A_BUDGET
from mity.workflow.parts import Agent
from mity.workflow.reading import Reading

NONE = "off"
"""The word for no agent."""
_NEAR = 0.75
"""How much of a word must be that of a known agent to be a misspelling of it; `qwen-code` is a program of its own."""


def read_agent(node: Node, read: Reading) -> Agent:
    """The body of an `agent` step: a prompt, or a mapping."""
    if isinstance(node.value, str):
        prompt = read.filled(node, "agent")
        if not prompt.strip() or not isinstance(node.data, str):
            read.wrong(node, "wrong-type", "agent must be a prompt, or a mapping with prompt or prompt_file")
        return Agent(prompt)
    keys = read.mapping(node, AGENT, "agent")
    if isinstance(node.value, dict) and ("prompt" in keys) is ("prompt_file" in keys):
        read.wrong(node, "missing-key", "agent needs either prompt or prompt_file")
    file = read.text(keys.get("prompt_file"), "prompt_file")
    if file and (PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts):
        read.wrong(keys["prompt_file"], "wrong-type", "prompt_file must be a path below the workspace, without '..'")
    return Agent(
        read.filled(keys.get("prompt"), "prompt"),
        file,
        agent_name(keys.get("name"), "name", read),
        read.texts(keys.get("scopes"), "scopes"),
        _budget(keys.get("budget"), read),
    )


def agent_name(node: Node | None, where: str, read: Reading) -> str:
    """The name of an agent, or a command line. A word that is nearly a known name is taken for a misspelling of it."""
    name = read.text(node, where)
    if node is None or name in (*AGENTS, NONE):
        return name
    if difflib.get_close_matches(name, AGENTS, 1, _NEAR):
        hint = f"{did_you_mean(name, AGENTS)} A program of that name is written with its path"
        fix = only_near(name, AGENTS)
        read.wrong(
            node, "unknown-agent", f"there is no coding agent '{name}'", hint, width=len(name), was=name, fix=fix
        )
    return name


def _budget(node: Node | None, read: Reading) -> dict[str, Any]:
    if node is None:
        return {}
    keys, made = read.mapping(node, BUDGET, "budget"), dict[str, Any]()
    for name, one in keys.items():
        if name == "turn_budget":
            read.number(one, name, 1, 1)
        else:
            read.decimal(one, name, 1.0, LEAST_S if name == "time_budget_secs" else 0.0, MOST_OF_A_BUDGET)
        made[name] = one.data
    return made
