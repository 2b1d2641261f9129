"""The real coding agents, from the npm registry into a cache, each with a home that points it to a scripted model."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("MITY_AGENTS_CACHE") or Path.home() / ".cache" / "mity-agents")
_LONGEST_S = 600


@dataclass(frozen=True)
class RealAgent:
    """An agent's program and the package that carries it; versions are those that were tried."""

    program: str
    package: str
    version: str


AGENTS = {
    "claude": RealAgent("claude", "@anthropic-ai/claude-code", "2.1.197"),
    "codex": RealAgent("codex", "@openai/codex", "0.171.0"),
    "opencode": RealAgent("opencode", "opencode-ai", "1.18.33"),
    "gemini": RealAgent("gemini", "@google/gemini-cli", "0.61.0"),
    "qwen": RealAgent("qwen", "@qwen-code/qwen-code", "0.15.10"),
    "copilot": RealAgent("copilot", "@github/copilot", "latest"),
    "claude-acp": RealAgent("claude-agent-acp", "@zed-industries/claude-agent-acp", "latest"),
    "opencode-acp": RealAgent("opencode", "opencode-ai", "1.18.33"),
    "gemini-acp": RealAgent("gemini", "@google/gemini-cli", "0.61.0"),
    "qwen-acp": RealAgent("qwen", "@qwen-code/qwen-code", "0.15.10"),
    "copilot-acp": RealAgent("copilot", "@github/copilot", "latest"),
}


def installed(name: str) -> Path:
    """The folder of an agent's program, installed when it is not; the test is skipped where that cannot be."""
    agent = AGENTS[name]
    folder = CACHE / f"{agent.package.replace('/', '+')}@{agent.version}"
    programs = folder / "node_modules" / ".bin"
    if (folder / "whole").exists():
        return programs
    if shutil.which("npm") is None:
        pytest.skip("npm is not on PATH")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    words = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", f"{agent.package}@{agent.version}"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=_LONGEST_S)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not bring {agent.package} in time")
    if done.returncode or not (programs / agent.program).exists():
        pytest.skip(f"npm cannot bring {agent.package}: {done.stderr.strip()[-200:]}")
    (folder / "whole").touch()
    return programs


def pointed(name: str, url: str) -> tuple[dict[str, str], Path]:
    """Variables and a fresh home by which an agent asks the model at `url`.

    The home is beside the cache: Codex refuses one below the folder for temporary files.
    """
    home = CACHE / "homes" / f"{name}-{os.getpid()}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    settings = _SETTINGS[name.removesuffix("-acp")](home, url)
    return {"HOME": str(home), **settings}, home


def _claude(home: Path, url: str) -> dict[str, str]:
    (home / ".claude.json").write_text(json.dumps({"hasCompletedOnboarding": True}))
    # a server of tools may take longer than 5 s to start where much is under way
    slow = {"MCP_TIMEOUT": "120000", "MCP_CONNECT_TIMEOUT_MS": "120000", "MCP_CONNECTION_NONBLOCKING": "false"}
    return {"ANTHROPIC_API_KEY": "sk-ant-scripted-0123456789", "ANTHROPIC_BASE_URL": url, **slow}


def _codex(home: Path, url: str) -> dict[str, str]:
    folder = home / ".codex"
    folder.mkdir()
    (folder / "config.toml").write_text(
        'model = "scripted"\nmodel_provider = "scripted"\n\n[model_providers.scripted]\nname = "scripted"\n'
        f'base_url = "{url}/v1"\nenv_key = "SCRIPTED_KEY"\nwire_api = "responses"\n'
        "request_max_retries = 0\nstream_max_retries = 0\n"
    )
    return {"SCRIPTED_KEY": "sk-scripted-0123456789", "CODEX_HOME": str(folder)}


def _opencode(home: Path, url: str) -> dict[str, str]:
    folder = home / ".config" / "opencode"
    folder.mkdir(parents=True)
    options = {"baseURL": f"{url}/v1", "apiKey": "sk-scripted-0123456789"}
    model = {"name": "scripted", "tool_call": True, "cost": {"input": 100, "output": 1000}}
    provider = {"npm": "@ai-sdk/openai-compatible", "name": "scripted", "options": options}
    settings = {
        "model": "scripted/scripted",
        "small_model": "scripted/scripted",
        "autoupdate": False,
        "share": "disabled",
        "provider": {"scripted": {**provider, "models": {"scripted": model}}},
    }
    (folder / "opencode.json").write_text(json.dumps(settings))
    places = {f"XDG_{what}_HOME": str(home / what.lower()) for what in ("DATA", "STATE", "CACHE")}
    return {**places, "XDG_CONFIG_HOME": str(home / ".config"), "OPENCODE_DISABLE_MODELS_FETCH": "1"}


def _gemini(home: Path, url: str) -> dict[str, str]:
    folder = home / ".gemini"
    folder.mkdir()
    (folder / "settings.json").write_text(
        json.dumps({"security": {"auth": {"selectedType": "gemini-api-key"}}, "model": {"name": "gemini-2.5-flash"}})
    )
    return {"GEMINI_API_KEY": "scripted-0123456789", "GOOGLE_GEMINI_BASE_URL": url}


def _qwen(home: Path, url: str) -> dict[str, str]:
    folder = home / ".qwen"
    folder.mkdir()
    (folder / "settings.json").write_text(json.dumps({"security": {"auth": {"selectedType": "openai"}}}))
    return {"OPENAI_API_KEY": "sk-scripted-0123456789", "OPENAI_BASE_URL": f"{url}/v1", "OPENAI_MODEL": "scripted"}


def _copilot(home: Path, url: str) -> dict[str, str]:
    return {
        "COPILOT_PROVIDER_BASE_URL": f"{url}/v1",
        "COPILOT_PROVIDER_API_KEY": "sk-scripted-0123456789",
        "COPILOT_MODEL": "scripted",
        "COPILOT_OFFLINE": "true",
        "COPILOT_HOME": str(home / ".copilot"),
    }


_SETTINGS = {
    "claude": _claude,
    "codex": _codex,
    "opencode": _opencode,
    "gemini": _gemini,
    "qwen": _qwen,
    "copilot": _copilot,
}
