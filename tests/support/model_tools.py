"""What a scripted model wants done, as a call of one of the tools that the agent offers."""

from __future__ import annotations

import json
from typing import Any

Call = tuple[str, dict[str, Any], str]


def tool_call(tools: tuple[str, ...], act: Any, copy: str) -> Call | None:
    """Name, arguments and raw input of a call; None when no tool can do it. `copy` is where relative paths are.

    `act` is one of the acts of a script: what it has tells what it wants.
    """
    if hasattr(act, "tool"):  # agents put the name of the server before that of the tool
        return next(((name, act.arguments, "") for name in tools if name.endswith(act.tool)), None)
    if hasattr(act, "line"):
        return _shell(tools, act.line)
    path = act.path if act.path.startswith("/") else f"{copy}/{act.path}"
    return _write(tools, path, act.old, act.new) if hasattr(act, "new") else _read(tools, path)


def _read(tools: tuple[str, ...], path: str) -> Call | None:
    calls: dict[str, dict[str, Any]] = {
        "Read": {"file_path": path},
        "read": {"filePath": path},
        "read_file": {"file_path": path},
        "view": {"path": path},
    }
    found = next(((name, calls[name], "") for name in calls if name in tools), None)
    return found or _shell(tools, f"cat {path}")


def _shell(tools: tuple[str, ...], line: str) -> Call | None:
    calls: dict[str, dict[str, Any]] = {
        "Bash": {"command": line, "description": "run it"},
        "exec_command": {"cmd": line},
        "shell_command": {"command": line},
        "shell": {"command": ["bash", "-lc", line]},
        "bash": {"command": line, "description": "run it"},
        "run_shell_command": {"command": line, "description": "run it", "is_background": False},
    }
    return next(((name, calls[name], "") for name in calls if name in tools), None)


def _write(tools: tuple[str, ...], path: str, old: str, new: str) -> Call | None:
    if not old:
        calls: dict[str, dict[str, Any]] = {
            "Write": {"file_path": path, "content": new},
            "write": {"filePath": path, "content": new},
            "write_file": {"file_path": path, "content": new},
            "create": {"path": path, "file_text": new},
        }
    else:
        calls = {
            "Edit": {"file_path": path, "old_string": old, "new_string": new},
            "edit": {"filePath": path, "oldString": old, "newString": new},
            "replace": {"file_path": path, "old_string": old, "new_string": new, "instruction": "repair the function"},
            "str_replace": {"path": path, "old_str": old, "new_str": new},
        }
        if "read_file" in tools:  # Qwen calls its tool as OpenCode does, and its arguments as Gemini does
            calls["edit"] = {"file_path": path, "old_string": old, "new_string": new}
        elif "edit" in tools and "view" in tools:  # Copilot
            calls["edit"] = {"path": path, "old_str": old, "new_str": new}
    found = next(((name, calls[name], "") for name in calls if name in tools), None)
    return found or _shell(tools, _as_line(path, old, new))


def _as_line(path: str, old: str, new: str) -> str:
    """The same in a shell, for agents that edit by it alone."""
    text = f"p.read_text().replace({json.dumps(old)}, {json.dumps(new)})" if old else json.dumps(new)
    script = f"import pathlib; p = pathlib.Path({json.dumps(path)}); p.write_text({text})"
    return "python3 -c '" + script.replace("'", "'\\''") + "'"
