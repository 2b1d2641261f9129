"""The coding agents mity knows, as data: how each is called and what it says about money.

Words in braces are filled in: {workdir} the copy it may change, {prompt} and {prompt_file} the task as text and as
a file, {request_file} the same as JSON, {budget_usd} and {time_s} the budgets, {files} (a word of its own) the
files that the failure names, none or several words.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.services.config import AgentConfig
from mity.suggest import did_you_mean

FILES = "{files}"
_INTERPRETER = re.compile(r"(?:python|pypy|node|deno|bun|ruby|sh|bash|zsh|pwsh|npx|uvx|pipx|env)[\d.]*(?:\.exe)?$")
_PLACE = re.compile(r"\{(workdir|prompt|prompt_file|request_file|budget_usd|time_s)\}")


@dataclass(frozen=True, slots=True)
class Agent:
    """How to call an agent.

    `cost` is the dotted path of the dollars spent in a JSON line that it prints (several lines are added up), `answer`
    that of the text of its answer in such a line, where it does not simply print it;
    `litter` are globs of names that it leaves in its folder for itself; `get` says how to install it.
    """

    name: str
    argv: tuple[str, ...]
    cost: str = "total_cost_usd"
    litter: tuple[str, ...] = ()
    get: str = ""
    answer: str = ""


PRESETS = {
    agent.name: agent
    for agent in (
        Agent(
            "claude",
            ("claude", "-p", "{prompt}", "--output-format", "json", "--permission-mode", "acceptEdits",
             "--allowedTools", "Read,Edit,Glob,Grep", "--max-budget-usd", "{budget_usd}", "--no-session-persistence"),
            get="npm install -g @anthropic-ai/claude-code",
            answer="result",
        ),
        Agent(
            "codex",
            ("codex", "exec", "--json", "-s", "workspace-write", "-C", "{workdir}", "--skip-git-repo-check",
             "--ephemeral", "--ignore-user-config", "{prompt}"),
            cost="",
            get="npm install -g @openai/codex",
            answer="item.text",
        ),
        Agent(
            "gemini",
            ("gemini", "-p", "{prompt}", "--output-format", "json", "--approval-mode", "auto_edit"),
            cost="",
            get="npm install -g @google/gemini-cli",
            answer="response",
        ),
        Agent(
            "opencode",
            ("opencode", "run", "--format", "json", "--dir", "{workdir}", "--auto", "--pure", "{prompt}"),
            cost="part.cost",
            get="npm install -g opencode-ai",
            answer="part.text",
        ),
        Agent(
            "aider",
            ("aider", "--message-file", "{prompt_file}", "--yes-always", "--no-git", "--no-auto-commits",
             "--no-stream", "--no-check-update", "--no-suggest-shell-commands", FILES),
            cost="",
            litter=(".aider*",),
            get="pipx install aider-chat",
        ),
    )
}  # fmt: skip


def agent_for(config: AgentConfig) -> Agent | None:
    """The agent that the settings name: a preset, a command of the team's own, or none. Raises UsageError."""
    if config.command:
        return Agent(_called(config.command), config.command)
    if not config.preset:
        return None
    if known := PRESETS.get(config.preset):
        return known
    try:
        words = shlex.split(config.preset)
    except ValueError as error:
        raise UsageError(f"the agent {config.preset!r} is not a command line: {error}") from error
    if not words:
        raise UsageError(f"name an agent: {', '.join(PRESETS)}, or a command of your own")
    if Path(words[0]).name == words[0] and shutil.which(words[0]) is None:
        hint = did_you_mean(words[0], PRESETS)
        raise UsageError(f"there is no agent {words[0]!r}, neither in mity nor as a program here: {hint}")
    return Agent(_called(words), tuple(words), get=f"it is none of {', '.join(PRESETS)} and no program here")


def _called(words: Sequence[str]) -> str:
    """The name of a command: its program, or the script that an interpreter is given."""
    script = [Path(word).name for word in words[:2] if not word.startswith(("-", "{"))]
    return script[-1] if _INTERPRETER.match(script[0]) else script[0]


def filled(argv: Iterable[str], values: Mapping[str, str], files: Iterable[str]) -> tuple[str, ...]:
    """The argument vector with every place filled in, each value within its one word."""
    words: list[str] = []
    for word in argv:
        words += files if word == FILES else [_PLACE.sub(lambda match: values[match[1]], word)]
    return tuple(words)


def spent(output: str, path: str) -> float | None:
    """The dollars that an agent says it spent, added up over the JSON it printed; None when it says nothing."""
    found = [value for data in documents(output) if (value := _number(data, path)) is not None] if path else []
    return sum(found) if found else None


def documents(output: str) -> Iterator[Any]:
    """Every line that is a JSON object; an output that is one object over several lines counts too."""
    lines = [line.strip() for line in output.splitlines()]
    for text in (*(line for line in lines if line.startswith("{")), output if "\n" in output.strip() else ""):
        try:
            yield json.loads(text)
        except (ValueError, RecursionError):
            continue


def member(data: Any, path: str) -> Any:
    """What stands at a dotted path in a JSON document, or None."""
    for name in path.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _number(data: Any, path: str) -> float | None:
    data = member(data, path)
    good = isinstance(data, int | float) and not isinstance(data, bool) and 0 <= data < 1e6
    return float(data) if good else None
