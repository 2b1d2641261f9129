"""Settings of a clone that write into its files, or let the user's own agent do more: refused, or asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.app import App
from mity.errors import UsageError
from mity.telemetry.settings import target
from rows import each

FILES = ["src/main.py", ".git/hooks/post-commit", ".git/config", ".git/x.jsonl", ".mity/workflows/x.yaml", "data.json"]


def app(root: Path, settings: str, agent: str = "claude", **limits: float) -> App:
    (root / ".mity").mkdir(exist_ok=True)
    (root / ".mity/config.toml").write_text(settings)
    return App(root, agent=agent, agent_limits=limits)


@each("name", FILES)
def test_telemetry_goes_into_no_file_of_the_project(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"ends in \.jsonl"):
        target(app(tmp_path, f'[otel]\nfile = "{name}"\n').config.otel, {}, tmp_path, None)


def test_telemetry_is_added_to_its_own_files_alone(tmp_path: Path) -> None:
    settings = '[otel]\nfile = "rows.jsonl"\n'
    (tmp_path / "rows.jsonl").write_text('{"resourceSpans": []}\n')
    app(tmp_path, settings)
    (tmp_path / "rows.jsonl").write_text("a list of the project's\n")
    with pytest.raises(UsageError, match="something else than telemetry"):
        app(tmp_path, settings)


LIMITS = {
    "money": ("money_budget_usd = 1000000.0", "a coding agent may spend $1e+06"),
    "time": ("time_budget_secs = 8640000.0", "a coding agent may work 8.64e+06 s"),
    "model": ('model = "the-dearest"', "a coding agent may use the model the-dearest"),
}


def asked(one: App, root: Path) -> list[str]:
    return [line for item in one.gate.of_project(root) for line in item.lines]


@each("name", LIMITS)
def test_what_a_clone_lets_the_users_agent_do_is_asked_about(tmp_path: Path, name: str) -> None:
    settings, said = LIMITS[name]
    assert said in asked(app(tmp_path, f"[agent]\n{settings}\n"), tmp_path)


def test_narrower_limits_and_those_of_the_command_line_are_nothing_to_ask_about(tmp_path: Path) -> None:
    narrow = app(tmp_path, "[agent]\nmoney_budget_usd = 0.5\ntime_budget_secs = 60.0\n")
    assert asked(narrow, tmp_path) == []
    settings = "[agent]\nmoney_budget_usd = 9.0\n"
    assert asked(app(tmp_path, settings, money_budget_usd=3.0), tmp_path) == []
    assert asked(app(tmp_path, settings, agent=""), tmp_path) == [], "there is no agent that could spend it"
