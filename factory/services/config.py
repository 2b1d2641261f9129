"""The settings of a workspace: `.mity/config.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mity.confinement import Mode
from mity.errors import UsageError
from mity.forge.model import Product
from mity.healing.guardrails import Guardrails
from mity.notify.settings import NotifyConfig
from mity.reading import read_text
from mity.scanners.settings import SecureConfig
from mity.telemetry.settings import OtelConfig
from mity.text.toml_data import parse_toml

CONFIG = ".mity/config.toml"


class AgentConfig(BaseModel):
    """The table [agent]: an external coding agent, asked when the rules have no fix. Off without a command.

    `turn_budget` is the most answers of its model in one task; None is no limit but that of time.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    command: tuple[str, ...] = ()
    preset: str = ""
    time_budget_secs: Annotated[float, Field(gt=0)] = 300.0
    money_budget_usd: Annotated[float, Field(ge=0)] = 1.0
    turn_budget: Annotated[int, Field(gt=0)] | None = None
    model: Annotated[str, Field(pattern=r"^(?:[\w@][\w@.:/+\[\]-]*)?$", max_length=200)] = ""

    @property
    def named(self) -> bool:
        """Whether there is one."""
        return bool(self.preset or self.command)

    def wider(self, given: Iterable[str]) -> list[str]:
        """What of it lets an agent do more than the defaults do, a line each, without settings that were `given`."""
        usual = AgentConfig()
        lines = {
            "money_budget_usd": (self.money_budget_usd > usual.money_budget_usd, f"spend ${self.money_budget_usd:g}"),
            "time_budget_secs": (self.time_budget_secs > usual.time_budget_secs, f"work {self.time_budget_secs:g} s"),
            "model": (bool(self.model), f"use the model {self.model}"),
        }
        given = frozenset(given)
        return [f"a coding agent may {said}" for name, (more, said) in lines.items() if more and name not in given]


_Variable = Annotated[str, Field(pattern=r"^(?:[A-Za-z_][A-Za-z0-9_]{0,199})?$")]


class WatchConfig(BaseModel):
    """The table [watch].

    `…_secret_env` are names of the environment variables that hold the secrets of web hooks, never the secrets. With
    `answers`, runs that wait at a checkpoint go on once they were answered, also by a comment.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    github_secret_env: _Variable = ""
    gitea_secret_env: _Variable = ""
    gitlab_secret_env: _Variable = ""
    answers: bool = False


_Host = Annotated[str, Field(pattern=r"^(?:\*\.)?[A-Za-z0-9_-][A-Za-z0-9_.-]*(?::[0-9]{1,5})?$", max_length=260)]


class SandboxConfig(BaseModel):
    """The table [sandbox]: how much of one is wanted, and what is let through it.

    `hosts` are `name` or `name:port`, `variables` names of secret ones that are handed on, `read` absolute paths.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    mode: Mode = Mode.AUTO
    hosts: tuple[_Host, ...] = ()
    variables: tuple[_Variable, ...] = ()
    read: tuple[Annotated[str, Field(pattern=r"^/")], ...] = ()

    @property
    def wider(self) -> list[str]:
        """What of it lets more through than the defaults do, a line each."""
        lines = ["what is not ours runs without a sandbox"] if self.mode is Mode.OFF else []
        lines += [f"through the sandbox: the host {one}" for one in self.hosts]
        lines += [f"through the sandbox: the value of ${one}" for one in self.variables]
        return [*lines, *(f"through the sandbox: reading {one}" for one in self.read)]

    def insisted(self, word: str) -> SandboxConfig:
        """The same with the mode that a person named; empty: as it is. Raises UsageError for one that there is not."""
        if not word:
            return self
        try:
            return self.model_copy(update={"mode": Mode(word)})
        except ValueError as error:
            raise UsageError(f"'{word}' is no mode of the sandbox: {', '.join(Mode)}") from error


class ForgeConfig(BaseModel):
    """A table [forge."HOST"]: which product serves the host, and the variable that holds the token for it."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    product: Product | None = None
    token_env: _Variable = ""


class Config(BaseModel):
    """All settings, with their defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    healing: Guardrails = Guardrails()
    agent: AgentConfig = AgentConfig()
    forge: dict[str, ForgeConfig] = {}
    notify: tuple[NotifyConfig, ...] = ()
    otel: OtelConfig = OtelConfig()
    project: dict[str, str | int | float | bool] = {}
    secure: SecureConfig = SecureConfig()
    watch: WatchConfig = WatchConfig()
    sandbox: SandboxConfig = SandboxConfig()

    @property
    def tokens(self) -> dict[str, str]:
        """The hosts of forges whose token is in a variable that the settings name, with that variable."""
        return {host: one.token_env for host, one in self.forge.items() if one.token_env}

    def wider(self, given: Iterable[str]) -> tuple[list[str], list[str]]:
        """What lets more through the sandbox than the defaults do, and what lets a coding agent do more; a line each.

        `given` are settings of the agent that the caller gave.
        """
        return self.sandbox.wider, self.agent.wider(given)

    def with_agent(self, word: str, limits: Mapping[str, Any] | None = None) -> Config:
        """The same with another coding agent: a known name or a command line, `off` for none; empty: as it is.

        `limits` are other settings of [agent] that win. Raises UsageError for one that it cannot have.
        """
        named = {"command": (), "preset": "" if word == "off" else word} if word else {}
        if not named and not limits:
            return self
        try:
            agent = AgentConfig.model_validate({**self.agent.model_dump(), **named, **(limits or {})})
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            raise UsageError(f"the coding agent: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
        return self.model_copy(update={"agent": agent})

    def with_limits(self, limits: Mapping[str, Any]) -> Config:
        """The same with other healing settings, by their names in the table [healing]."""
        return self.model_copy(update={"healing": replace(self.healing, **limits)})


def read_config(workspace: Path) -> Config:
    """The settings of a workspace, or the defaults. Raises UsageError naming the file and the setting."""
    path = workspace / CONFIG
    try:
        return Config.model_validate(parse_toml(read_text(path)))
    except (FileNotFoundError, NotADirectoryError):
        return Config()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise UsageError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except ValueError as error:
        raise UsageError(f"{path} is not TOML: {error}") from error
