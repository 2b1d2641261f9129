"""What agents tell of their work: turns, tokens, dollars, ends; limits; and why their work is not taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mity.agents.coding.acp import policy
from mity.agents.coding.dialects import DIALECTS
from mity.agents.coding.endings import idle, refusal
from mity.agents.coding.ledger import Ledger, Meter
from mity.agents.coding.presets import PRESETS, agent_for
from mity.command import Command, Outcome
from mity.errors import UsageError
from mity.healing.ports import NotAllowed
from mity.services.config import AgentConfig, Config
from rows import each

USED = {"input_tokens": 900, "cache_read_input_tokens": 100, "output_tokens": 50}
CLAUDE: tuple[dict[str, Any], ...] = (
    {"type": "system", "model": "m"},
    {"type": "assistant", "message": {"id": "1", "content": [{"type": "text", "text": "I read"}]}},
    {
        "type": "assistant",
        "message": {"id": "1", "content": [{"type": "tool_use", "name": "Read", "input": {"file_path": "a"}}]},
    },
    {"type": "user", "message": {"content": [{"type": "tool_result", "is_error": True}]}},
    {"type": "assistant", "message": {"id": "2", "content": [{"type": "text", "text": "Done"}]}},
    {"type": "result", "subtype": "success", "num_turns": 2, "result": "Done", "total_cost_usd": 0.5, "usage": USED},
)
CODEX: tuple[dict[str, Any], ...] = (
    {
        "type": "item.completed",
        "item": {"type": "command_execution", "command": "ls", "exit_code": 2, "status": "failed"},
    },
    {"type": "item.completed", "item": {"type": "agent_message", "text": "Done"}},
    {"type": "turn.completed", "usage": {"input_tokens": 1000, "cached_input_tokens": 9, "output_tokens": 50}},
)
GEMINI: tuple[dict[str, Any], ...] = (
    {"type": "init", "model": "m"},
    {"type": "tool_use", "tool_name": "read_file", "parameters": {"file_path": "a"}},
    {"type": "tool_result", "status": "error"},
    {"type": "message", "role": "assistant", "content": "Do", "delta": True},
    {"type": "message", "role": "assistant", "content": "ne", "delta": True},
    {"type": "result", "status": "success", "stats": {"input_tokens": 1000, "output_tokens": 50}},
)
OPENCODE: tuple[dict[str, Any], ...] = (
    {"type": "tool_use", "part": {"tool": "read", "state": {"status": "error", "input": {"filePath": "a"}}}},
    {"type": "step_finish", "part": {"reason": "tool-calls", "cost": 0.25, "tokens": {"input": 500, "output": 25}}},
    {"type": "text", "part": {"text": "Done"}},
    {"type": "step_finish", "part": {"reason": "stop", "cost": 0.25, "tokens": {"input": 500, "output": 25}}},
)
COPILOT: tuple[dict[str, Any], ...] = (
    {"type": "assistant.turn_start", "data": {}},
    {"type": "tool.execution_start", "data": {"toolName": "view", "arguments": {"path": "a"}}},
    {"type": "tool.execution_complete", "data": {"success": False}},
    {"type": "assistant.turn_start", "data": {}},
    {"type": "assistant.message", "data": {"content": "Done"}},
    {"type": "result", "exitCode": 0},
)
ACP: tuple[dict[str, Any], ...] = (
    {"event": "call", "title": "read a"},
    {"event": "call_failed"},
    {"event": "text", "text": "Do"},
    {"event": "text", "text": "ne"},
    {"event": "usage", "cost_usd": 0.5, "input_tokens": 1000, "output_tokens": 50},
    {"event": "end", "reason": "completed"},
)


def lines(rows: tuple[dict[str, Any], ...]) -> str:
    return "\n".join(["Reading prompt from stdin...", *(json.dumps(row) for row in rows)])


@each(
    ("name", "rows", "dollars", "tokens"),
    [
        ("claude", CLAUDE, 0.5, (1000, 50)),
        ("codex", CODEX, None, (1000, 50)),
        ("gemini", GEMINI, None, (1000, 50)),
        ("opencode", OPENCODE, 0.5, (1000, 50)),
        ("copilot", COPILOT, None, (0, 0)),
        ("acp", ACP, 0.5, (1000, 50)),
    ],
)
def test_what_each_format_means(
    name: str, rows: tuple[dict[str, Any], ...], dollars: float | None, tokens: tuple[int, int]
) -> None:
    meter = Meter(name, DIALECTS[name])
    meter.read(lines(rows))
    told = meter.ledger
    assert (told.turns, told.calls, told.failed_calls, told.ended, told.answer) == (2, 1, 1, "completed", "Done")
    assert (told.cost_usd, (told.input_tokens, told.output_tokens)) == (dollars, tokens)


def test_a_line_in_pieces_is_one_and_says_what_is_done() -> None:
    meter = Meter("claude", DIALECTS["claude"])
    line = json.dumps(CLAUDE[2])
    assert [meter.hear(part) for part in (line[:20], line[20:40], line[40:])] == ["", "", "claude, turn 1: Read a"]
    assert meter.hear("not json") == meter.hear("{not json") == ""
    assert meter.hear(line) == "claude, turn 1: Read a", "what is no JSON does not spoil what follows"


def test_limits_are_passed_by_more_than_they_allow() -> None:
    meter = Meter("opencode", DIALECTS["opencode"], most_turns=2, most_usd=0.4)
    meter.hear(json.dumps(OPENCODE[1]))
    assert meter.over == ""
    meter.hear(json.dumps(OPENCODE[3]))
    assert meter.over == "its budget of 0.40 USD (0.50 USD were spent)"
    meter.most_usd = None
    assert meter.over == ""
    meter.hear(json.dumps(OPENCODE[3]))
    assert meter.over == "its limit of 2 turns"


def said(name: str, rows: list[dict[str, Any]], code: int | None = 1, output: str = "", **config: Any) -> str:
    meter = Meter(name, DIALECTS[PRESETS[name].speaks])
    meter.read(lines(tuple(rows)))
    outcome = Outcome(Command((name,)), code, output or lines(tuple(rows)))
    found = refusal(PRESETS[name], outcome, meter.ledger, AgentConfig(**config), 60, "")
    return "" if found is None else f"{'4 ' if isinstance(found, NotAllowed) else ''}{found}"


@each(
    ("name", "rows", "code", "begins"),
    [
        ("claude", list(CLAUDE), 0, ""),
        (
            "claude",
            [{"type": "result", "is_error": True, "result": "Not logged in · Please run /login"}],
            1,
            "4 claude may",
        ),
        (
            "claude",
            [{"type": "result", "is_error": True, "result": "Credit balance is too low"}],
            1,
            "claude has no quota",
        ),
        (
            "claude",
            [{"type": "result", "subtype": "error_max_budget_usd", "is_error": True}],
            1,
            "claude stopped at its budget of 1.00 USD",
        ),
        (
            "claude",
            [{"type": "result", "subtype": "error_max_turns", "is_error": True}],
            1,
            "claude stopped at its own limit of turns",
        ),
        (
            "qwen",
            [{"type": "result", "subtype": "success", "result": "[API Error: 401 Invalid API key]"}],
            0,
            "4 qwen may not ask",
        ),
        (
            "codex",
            [
                {"type": "error", "message": "Reconnecting"},
                {"type": "turn.failed", "error": {"message": "unexpected status 401 Unauthorized"}},
            ],
            1,
            "4 codex may not ask",
        ),
        (
            "codex",
            [
                {
                    "type": "turn.failed",
                    "error": {"message": "The model `x` does not exist or you do not have access to it"},
                }
            ],
            1,
            "codex cannot use its model",
        ),
        (
            "opencode",
            [{"type": "error", "error": {"name": "APIError", "data": {"message": "Rate limit reached"}}}],
            1,
            "opencode has no quota left",
        ),
        (
            "gemini",
            [{"type": "error", "severity": "error", "message": "boom"}],
            7,
            "gemini failed, and what it had done so far is discarded: boom",
        ),
        ("claude-acp", [{"event": "end", "reason": "time"}], 0, "claude-acp was stopped at its time budget of 60 s"),
        ("claude-acp", [{"event": "end", "reason": "max_tokens"}], 0, "claude-acp ended with 'max_tokens', and what"),
        ("claude-acp", [{"event": "error", "message": "Authentication required"}], 1, "4 claude-acp may not ask"),
        ("aider", [], 1, "aider exited with 1, and what it had done so far is discarded"),
    ],
)
def test_why_work_is_not_taken(name: str, rows: list[dict[str, Any]], code: int, begins: str) -> None:
    found = said(name, rows, code)
    assert found.startswith(begins) and bool(found) == bool(begins), found


def test_an_idle_turn_says_what_failed() -> None:
    ledger = Ledger(calls=3, failed_calls=2, ended="completed")
    assert idle(PRESETS["codex"], ledger) == (
        "codex said 'completed' but changed nothing; 2 of its 3 tool calls failed"
    )


def test_settings_of_the_command_line_win_and_are_checked() -> None:
    config = Config(agent=AgentConfig(preset="codex", turn_budget=9))
    assert config.with_agent("", {"turn_budget": 2, "model": "gpt-5"}).agent == AgentConfig(
        preset="codex", turn_budget=2, model="gpt-5"
    )
    with pytest.raises(UsageError, match="the coding agent: model"):
        config.with_agent("", {"model": "--yolo"})
    words = PRESETS["qwen"].line("m", 3)
    assert words[-4:] == ("--model", "{model}", "--max-session-turns", "{turns}")
    assert PRESETS["claude"].line("", None) == PRESETS["claude"].argv


def test_a_command_behind_acp_is_asked_by_the_protocol() -> None:
    made = agent_for(AgentConfig(preset="acp my-agent --stdio"))
    assert made is not None and made.acp and (made.name, made.argv) == ("my-agent", ("my-agent", "--stdio"))
    assert agent_for(AgentConfig(command=("acp", "my-agent"))) == agent_for(AgentConfig(preset="acp my-agent"))


@each(
    ("call", "good"),
    [
        ({"kind": "read", "locations": [{"path": "COPY/a.py"}]}, True),
        ({"kind": "search"}, True),
        ({"kind": "edit", "locations": [{"path": "COPY/a.py"}]}, True),
        ({"kind": "edit", "content": [{"type": "diff", "path": "b/new.py"}]}, True),
        ({"kind": "edit"}, False),
        ({"kind": "edit", "locations": [{"path": "COPY/../a.py"}]}, False),
        ({"kind": "edit", "locations": [{"path": "COPY/a.py"}], "rawInput": {"file_path": "/etc/hosts"}}, False),
        ({"kind": "read", "locations": [{"path": "/etc/passwd"}]}, False),
        ({"kind": "edit", "locations": [{"path": "COPY/out/a.py"}]}, False),
        ({"kind": "execute", "rawInput": {"command": "ls"}}, False),
        ({"kind": "delete", "locations": [{"path": "COPY/a.py"}]}, False),
        ({"kind": "fetch"}, False),
        ({}, False),
    ],
)
def test_what_is_allowed_within_the_copy(tmp_path: Path, call: dict[str, Any], good: bool) -> None:
    if not (tmp_path / "out").is_symlink():
        (tmp_path / "out").symlink_to("/")
    known = json.loads(json.dumps(call).replace("COPY", str(tmp_path)))
    assert policy.allowed(tmp_path, known) is good


def test_files_are_read_and_written_within_the_copy_alone(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    policy.write(copy, "a/b.txt", "one\ntwo\nthree\n")
    assert policy.read(copy, str(copy / "a/b.txt"), line=2, limit=1) == "two\n"
    (copy / "link").symlink_to(tmp_path)
    for path in ("../x", "/etc/passwd", "link/x"):
        with pytest.raises(PermissionError, match="outside of the working folder"):
            policy.read(copy, path)
        with pytest.raises(PermissionError):
            policy.write(copy, path, "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy"]
