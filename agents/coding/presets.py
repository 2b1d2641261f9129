"""The coding agents mity knows, as data: how each is called and what it says about money.

Words in braces are filled in: {workdir} the copy it may change, {prompt} and {prompt_file} the task as text and as
a file, {request_file} the same as JSON, {budget_usd} and {time_s} the budgets, {files} (a word of its own) the
files that the failure names, none or several words; {model} and {turns} what the settings say.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mity.agents.coding.ledger import member
from mity.errors import UsageError
from mity.services.config import AgentConfig
from mity.suggest import did_you_mean
from mity.text.records import dataclass, field

FILES = "{files}"
ACP = "acp"
_INTERPRETER = re.compile(r"(?:python|pypy|node|deno|bun|ruby|sh|bash|zsh|pwsh|npx|uvx|pipx|env)[\d.]*(?:\.exe)?$")
_PLACE = re.compile(r"\{(workdir|prompt|prompt_file|request_file|budget_usd|time_s|model|turns)\}")


@dataclass(frozen=True, slots=True)
class Agent:
    """How to call an agent.

    `speaks` names the format of what it prints; without one `cost` is the dotted path of the dollars spent in a JSON
    line (several lines are added up). `answer` is the dotted path of the text of its answer in such a line, where it
    does not simply print it. `stdin` tells that it reads the task there. `model` and `turns` are the words that choose
    a model and limit its turns. `litter` are globs of names that it leaves in its folder for itself; `get` says how to
    install it, `key` how it is given the right to ask a model. `acp` tells that it is asked by the Agent Client
    Protocol.
    """

    name: str
    argv: tuple[str, ...]
    cost: str = "total_cost_usd"
    litter: tuple[str, ...] = ()
    get: str = ""
    answer: str = ""
    speaks: str = ""
    stdin: bool = False
    model: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    key: str = ""
    acp: bool = False
    env: Mapping[str, str] = field(default_factory=dict)

    def line(self, model: str, turns: int | None) -> tuple[str, ...]:
        """Its words, with those that choose the model and limit the turns, where it has such."""
        chosen = self.model if model else ()
        limited = self.turns if turns is not None else ()
        return (*self.argv, *chosen, *limited)


_NARROW = {
    "edit": "allow",
    **dict.fromkeys(("bash", "webfetch", "websearch", "external_directory", "task"), "deny"),
}
"""OpenCode asks for nothing by itself, so what is not to be used is denied."""


def _by_protocol(name: str, argv: tuple[str, ...], get: str = "") -> Agent:
    """An agent that is asked by the Agent Client Protocol."""
    env = {"opencode": {"OPENCODE_PERMISSION": json.dumps(_NARROW)}, "claude": {"IS_SANDBOX": ""}}.get(name, {})
    return Agent(f"{name}-acp" if get else name, argv, "", get=get, speaks="acp", stdin=True, acp=True, env=env)


PRESETS = {
    agent.name: agent
    for agent in (
        Agent(
            "claude",
            ("claude", "-p", "--output-format", "stream-json", "--verbose", "--permission-mode", "acceptEdits",
             "--tools", "Read,Edit,Write,Glob,Grep", "--setting-sources", "user", "--strict-mcp-config",
             "--max-budget-usd", "{budget_usd}", "--no-session-persistence"),
            get="npm install -g @anthropic-ai/claude-code",
            answer="result",
            speaks="claude",
            stdin=True,
            model=("--model", "{model}"),
            key="set ANTHROPIC_API_KEY, or log in by `claude`",
            env={"CLAUDE_CODE_MAX_RETRIES": "3", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
                 "DISABLE_AUTOUPDATER": "1"},
        ),
        Agent(
            "codex",
            ("codex", "exec", "--json", "-s", "workspace-write", "-C", "{workdir}", "--skip-git-repo-check",
             "-c", "sandbox_workspace_write.exclude_slash_tmp=true",
             "-c", "sandbox_workspace_write.exclude_tmpdir_env_var=true", "--ephemeral", "--ignore-rules", "-"),
            cost="",
            get="npm install -g @openai/codex",
            answer="item.text",
            speaks="codex",
            stdin=True,
            model=("-m", "{model}"),
            key="set CODEX_API_KEY, or log in by `codex login`",
        ),
        Agent(
            "gemini",
            ("gemini", "--output-format", "stream-json", "--approval-mode", "auto_edit", "--skip-trust"),
            cost="",
            get="npm install -g @google/gemini-cli",
            speaks="gemini",
            stdin=True,
            model=("-m", "{model}"),
            key="set GEMINI_API_KEY, or log in by `gemini`",
        ),
        Agent(
            "opencode",
            ("opencode", "run", "--format", "json", "--dir", "{workdir}", "--pure"),
            cost="part.cost",
            get="npm install -g opencode-ai",
            answer="part.text",
            speaks="opencode",
            stdin=True,
            model=("-m", "{model}"),
            key="log in by `opencode auth login`",
            env={"OPENCODE_PERMISSION": json.dumps(_NARROW)},
        ),
        Agent(
            "copilot",
            ("copilot", "-p", "{prompt}", "--output-format", "json", "--allow-tool", "write", "--no-ask-user",
             "--disallow-temp-dir", "--excluded-tools", "bash", "--disable-builtin-mcps", "--no-auto-update",
             "--no-color"),
            cost="",
            get="npm install -g @github/copilot",
            speaks="copilot",
            model=("--model", "{model}"),
            key="set GH_TOKEN, or log in by `copilot`",
        ),
        Agent(
            "qwen",
            ("qwen", "--output-format", "stream-json", "--approval-mode", "auto-edit"),
            get="npm install -g @qwen-code/qwen-code",
            answer="result",
            speaks="claude",
            stdin=True,
            model=("--model", "{model}"),
            turns=("--max-session-turns", "{turns}"),
            key="set OPENAI_API_KEY, or log in by `qwen`",
        ),
        _by_protocol("claude", ("claude-agent-acp",), "npm install -g @zed-industries/claude-agent-acp"),
        _by_protocol("codex", ("codex-acp",), "npm install -g @zed-industries/codex-acp"),
        _by_protocol("gemini", ("gemini", "--acp"), "npm install -g @google/gemini-cli"),
        _by_protocol("opencode", ("opencode", "acp"), "npm install -g opencode-ai"),
        _by_protocol("copilot", ("copilot", "--acp"), "npm install -g @github/copilot"),
        _by_protocol("qwen", ("qwen", "--acp"), "npm install -g @qwen-code/qwen-code"),
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
        return _own(config.command, "")
    if not config.preset:
        return None
    if known := PRESETS.get(config.preset):
        return _checked(known)
    try:
        words = shlex.split(config.preset)
    except ValueError as error:
        raise UsageError(f"the agent {config.preset!r} is not a command line: {error}") from error
    if not words:
        raise UsageError(f"name an agent: {', '.join(PRESETS)}, or a command of your own")
    if words[0] != ACP and Path(words[0]).name == words[0] and shutil.which(words[0]) is None:
        hint = did_you_mean(words[0], PRESETS)
        raise UsageError(f"there is no agent {words[0]!r}, neither in mity nor as a program here: {hint}")
    return _own(words, f"it is none of {', '.join(PRESETS)} and no program here")


def _own(words: Sequence[str], get: str) -> Agent:
    """A command of the team's own; after the word `acp` one that speaks the protocol. Raises UsageError."""
    if words[0] == ACP and words[1:]:
        return _checked(_by_protocol(_called(words[1:]), tuple(words[1:])))
    return Agent(_called(words), tuple(words), get=get)


def _checked(agent: Agent) -> Agent:
    """The agent. Raises UsageError for one that is asked by the protocol, where its library is not here."""
    if agent.acp and find_spec("acp") is None:
        raise UsageError(
            f"{agent.name} is asked by the Agent Client Protocol, whose library is not here: pip install 'mity[acp]'"
        )
    return agent


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


def _number(data: Any, path: str) -> float | None:
    data = member(data, path)
    good = isinstance(data, int | float) and not isinstance(data, bool) and 0 <= data < 1e6
    return float(data) if good else None
