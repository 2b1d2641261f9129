"""What the machine-readable output of each coding agent means, one function a format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mity.agents.coding.ledger import Dialect, Json, Ledger, member, number

_BROKEN = "[API Error"
"""What Qwen Code answers, as if all were well, when its model refused it."""
_PATHS = ("file_path", "filePath", "path", "absolute_path", "command", "cmd", "pattern")


def plain(ledger: Ledger, row: Json) -> str:
    """A program of the team's own: dollars alone, where it tells them."""
    ledger.pay(_dollars(row.get("total_cost_usd")))
    return ""


def claude(ledger: Ledger, row: Json) -> str:
    """Claude Code and Qwen Code: `--output-format stream-json`, or its last object alone."""
    kind, message = row.get("type"), row.get("message")
    if kind == "system":
        ledger.model = str(row.get("model") or ledger.model)
        return ""
    if kind == "user":
        bad = [one for one in _list(member(message, "content")) if one.get("type") == "tool_result"]
        ledger.failed_calls += sum(bool(one.get("is_error")) for one in bad)
        return ""
    if kind == "assistant":
        if ledger.new(member(message, "id")):
            ledger.turns += 1
        used = [one for one in _list(member(message, "content")) if one.get("type") == "tool_use"]
        ledger.calls += len(used)
        return ", ".join(_call(one.get("name"), one.get("input")) for one in used)
    if kind == "result":
        _claude_end(ledger, row)
    return ""


def _claude_end(ledger: Ledger, row: Json) -> None:
    ledger.turns = max(ledger.turns, int(number(row.get("num_turns")) or 0))
    usage = row.get("usage")
    cached = sum(number(member(usage, f"cache_{what}_input_tokens")) or 0 for what in ("read", "creation"))
    ledger.count((number(member(usage, "input_tokens")) or 0) + cached, member(usage, "output_tokens"))
    ledger.pay(_dollars(row.get("total_cost_usd")))
    subtype = str(row.get("subtype") or "")
    broken = str(row.get("result") or "").startswith(_BROKEN)
    if row.get("is_error") or subtype.startswith("error") or broken:
        ledger.ended = subtype if subtype.startswith("error") else "error"
        errors = [one for one in row.get("errors") or () if isinstance(one, str)]
        ledger.fail("; ".join(errors) or row.get("result") or member(row, "error.message") or subtype)
    else:
        ledger.ended = "completed"
    ledger.answer = str(row.get("result") or ledger.answer)


def codex(ledger: Ledger, row: Json) -> str:
    """Codex: `exec --json`. A turn of Codex is the whole work, so each of its items is counted as one here."""
    kind, item = row.get("type"), row.get("item")
    if kind == "item.completed" and isinstance(item, dict):
        return _codex_item(ledger, item)
    if kind == "turn.completed":
        ledger.count(member(row, "usage.input_tokens"), member(row, "usage.output_tokens"))
        ledger.ended = "completed"
    elif kind == "turn.failed":
        ledger.ended = "error"
        ledger.error = ""  # what came before were its attempts to connect
        ledger.fail(member(row, "error.message") or row.get("error"))
    elif kind == "error":
        ledger.fail(row.get("message"))
    return ""


def _codex_item(ledger: Ledger, item: Json) -> str:
    kind = item.get("type")
    if kind == "agent_message":
        ledger.turns += 1
        ledger.answer = ""
        ledger.say(item.get("text"))
        return ""
    if kind == "error":
        return str(item.get("message") or "")
    if kind in ("command_execution", "file_change", "mcp_tool_call", "web_search"):
        ledger.turns += 1
        ledger.calls += 1
        failed = item.get("status") in ("failed", "declined") or bool(item.get("exit_code"))
        ledger.failed_calls += failed
        return f"{str(kind).replace('_', ' ')} {item.get('command') or ''}{' failed' if failed else ''}"
    return ""


def gemini(ledger: Ledger, row: Json) -> str:
    """Gemini: `--output-format stream-json`, or the one object of `json`."""
    kind = row.get("type")
    if kind == "init":
        ledger.model = str(row.get("model") or "")
    elif kind == "message" and row.get("role") == "assistant":
        ledger.answer += str(row.get("content") or "")
    elif kind == "tool_use":
        ledger.turns += 1
        ledger.calls += 1
        ledger.answer = ""
        return _call(row.get("tool_name"), row.get("parameters"))
    elif kind == "tool_result":
        ledger.failed_calls += row.get("status") == "error"
    elif kind == "error":
        if row.get("severity") != "warning":
            ledger.fail(row.get("message"))
    elif kind == "result" or "response" in row or "error" in row:
        _gemini_end(ledger, row)
    return ""


def _gemini_end(ledger: Ledger, row: Json) -> None:
    stats = row.get("stats")
    ledger.count(member(stats, "input_tokens"), member(stats, "output_tokens"))
    failed = row.get("status") == "error" or bool(row.get("error"))
    ledger.ended = "error" if failed else "completed"
    ledger.turns += not failed
    if failed:
        ledger.fail(member(row, "error.message") or row.get("error"))
    if isinstance(row.get("response"), str):
        ledger.answer = row["response"]


def opencode(ledger: Ledger, row: Json) -> str:
    """OpenCode: `run --format json`."""
    kind, part = row.get("type"), row.get("part")
    if kind == "text":
        ledger.say(member(part, "text"))
    elif kind == "tool_use":
        ledger.calls += 1
        failed = member(part, "state.status") == "error"
        ledger.failed_calls += failed
        return _call(member(part, "tool"), member(part, "state.input")) + (" failed" if failed else "")
    elif kind == "step_finish":
        ledger.turns += 1
        ledger.pay(_dollars(member(part, "cost")))
        ledger.count(member(part, "tokens.input"), member(part, "tokens.output"))
        ended = str(member(part, "reason") or "")
        ledger.ended = {"stop": "completed", "length": "max_tokens"}.get(ended, ended)
    elif kind == "error":
        ledger.ended = "error"
        ledger.fail(member(row, "error.data.message") or member(row, "error.message") or row.get("error"))
    return ""


def copilot(ledger: Ledger, row: Json) -> str:
    """Copilot: `--output-format json`."""
    kind, data = str(row.get("type")), row.get("data")
    if kind == "assistant.turn_start":
        ledger.turns += 1
    elif kind == "assistant.message":
        ledger.answer = str(member(data, "content") or "")
    elif kind == "tool.execution_start":
        ledger.calls += 1
        return _call(member(data, "toolName"), member(data, "arguments"))
    elif kind == "tool.execution_complete":
        ledger.failed_calls += member(data, "success") is False
    elif kind == "session.tools_updated":
        ledger.model = str(member(data, "model") or "")
    elif kind in ("session.error", "error"):
        ledger.fail(member(data, "message") or row.get("message"))
    elif kind == "result":
        ledger.ended = "error" if row.get("exitCode") else "completed"
    return ""


def acp(ledger: Ledger, row: Json) -> str:
    """What mity's own client of the Agent Client Protocol prints."""
    kind = row.get("event")
    if kind == "text":
        ledger.answer += str(row.get("text") or "")
    elif kind == "call":
        ledger.turns += 1
        ledger.calls += 1
        if row.get("announced", True):
            ledger.answer = ""
        return str(row.get("title") or "")
    elif kind == "call_failed":
        ledger.failed_calls += 1
    elif kind == "refused":
        ledger.failed_calls += 1
        return f"refused: {row.get('title')}"
    elif kind == "usage":
        if (dollars := _dollars(row.get("cost_usd"))) is not None:
            ledger.cost_usd = dollars
        ledger.input_tokens = int(number(row.get("input_tokens")) or ledger.input_tokens)
        ledger.output_tokens = int(number(row.get("output_tokens")) or ledger.output_tokens)
    elif kind == "end":
        ledger.turns += 1
        ledger.ended = str(row.get("reason") or "")
    elif kind == "error":
        ledger.ended = "error"
        ledger.fail(row.get("message"))
    return ""


DIALECTS: Mapping[str, Dialect] = {
    "": plain,
    "claude": claude,
    "codex": codex,
    "gemini": gemini,
    "opencode": opencode,
    "copilot": copilot,
    "acp": acp,
}
"""The formats by the names that presets give them."""


def _call(name: Any, given: Any) -> str:
    """A use of a tool in a few words."""
    words = given if isinstance(given, dict) else {}
    about = next((words[key] for key in _PATHS if isinstance(words.get(key), str)), "")
    return f"{name} {about}".strip()


def _list(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _dollars(value: Any) -> float | None:
    found = number(value)
    return found if found is not None and found < 1e6 else None
