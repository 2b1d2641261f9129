"""What flows through a run: plain JSON data. Tools never travel here; stations get them when they are made."""

from __future__ import annotations

import copy
import importlib.util
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, Self

from mity.errors import LogError
from mity.redaction import MASK, hide, is_secret_name, named_texts
from mity.runs.artifacts import load_output
from mity.runs.iac import IacConfig
from mity.runs.json_text import plain
from mity.runs.masked import Text, fill_in, texts_of

Json = dict[str, Any]
MOST_ARTIFACT = 1_000_000
"""Characters of a value that a step keeps for others."""
SOURCE = "definition"
"""The member of a run's metadata that says where its workflow is read from; none for what mity ships."""

AT_ONCE = "at_once"
"""The member of a run's metadata that says how many items of a list go at once, where that is fewer than defined."""


PART = "run.part"
"""The member of a run's metadata by which it is one step of another run, as that one's holder handed it over; no
parameter can have this name."""


class Teller(Protocol):
    """What a step tells the run that it is part of."""

    def keep(self, name: str, value: Any) -> None:
        """Keeps a value for the run."""

    def progress(self, text: str, percent: float | None) -> None:
        """Tells how far the step is."""


class WorkflowContext:
    """The state that stations share.

    `workspace` is the folder that holds the application and `.mity/logs`; `output_path` is the application's own
    folder, by default `workspace / app_name`; `stack` is a stack id or empty. Environment values given by
    `with_env` reach every command of the run; those with secret-looking names are never written anywhere. `part` is the
    folder of the part that the context is of, empty for the whole.
    """

    def __init__(
        self,
        workspace: Path | str,
        app_name: str = "",
        stack: str = "",
        output_path: Path | str | None = None,
    ) -> None:
        self.workspace = Path(workspace)
        self.app_name = app_name
        self.stack = stack
        self.output_path = Path(output_path) if output_path else self.workspace / app_name
        self.part = ""
        self.run_id = ""
        self.choice = ""
        self.help_commands: tuple[str, ...] = ()
        self.iac: IacConfig | None = None
        self.env: dict[str, str] = {}
        self.metadata: Json = {}
        self.inputs: Mapping[str, Any] = {}
        self._outputs: Json = {}
        self.new_outputs: Json = {}
        self.artifacts: Json = {}
        self.teller: Teller | None = None

    def with_iac(self, iac: IacConfig) -> Self:
        """Sets the infrastructure description and returns the context."""
        self.iac = iac
        return self

    def with_env(self, name: str, value: str) -> Self:
        """Adds an environment variable for the commands of the run and returns the context."""
        self.env[name] = value
        return self

    def with_metadata(self, key: str, value: Any) -> Self:
        """Adds a JSON value that is fixed for the whole run and returns the context. Raises TypeError."""
        self.metadata[key] = plain(key, value)
        return self

    @property
    def templates_path(self) -> Path:
        """The folder of the stacks that ship with mity."""
        spec = importlib.util.find_spec("mity.templates")
        assert spec is not None and spec.submodule_search_locations
        return Path(next(iter(spec.submodule_search_locations)))

    def get_input(self, key: str, default: Any = None) -> Any:
        """A value by name, yours to change: from the step's inputs, else the metadata, else the newest output.

        Raises MityError when it was kept beside the log and is not there any more.
        """
        for source in (self.inputs, self.metadata, self.new_outputs, self._outputs):
            if key in source:
                return copy.deepcopy(load_output(source[key], self.workspace))
        return default

    def has_input(self, key: str) -> bool:
        """True when `get_input` would find the key."""
        return any(key in source for source in (self.inputs, self.metadata, self.new_outputs, self._outputs))

    def get_output(self, key: str, default: Any = None) -> Any:
        """An output of this station or of an earlier one, yours to change. Raises as `get_input` does."""
        found = self.new_outputs[key] if key in self.new_outputs else self._outputs.get(key, default)
        return copy.deepcopy(load_output(found, self.workspace))

    def set_output(self, key: str, value: Any) -> None:
        """Hands a JSON value to the stations after this one. Raises TypeError for anything but JSON data."""
        self.new_outputs[key] = plain(key, value)

    def save_artifact(self, key: str, value: Any) -> None:
        """Keeps a JSON value for later steps of this run, at once: it survives a kill. A secret is not written.

        Raises TypeError for anything but JSON data, ValueError for more than a megabyte of it.
        """
        made = plain(key, value)
        if len(json.dumps(made)) > MOST_ARTIFACT:
            raise ValueError(f"artifact '{key}' has more than {MOST_ARTIFACT:,} characters: save it in a file")
        if self.teller is None:
            self.artifacts[key] = made
        else:
            self.teller.keep(key, made)

    def get_artifact(self, key: str, default: Any = None) -> Any:
        """A value that a step of this run has kept, yours to change.

        Raises LogError where it holds a secret of an earlier process that is not in the environment.
        """
        value = copy.deepcopy(self.artifacts.get(key, default))
        masked = [name for place in named_texts({key: value}) for name, text in place.items() if text == MASK]
        if masked:
            raise LogError(
                f"artifact '{key}' holds the secret {masked[0]}, which no log keeps: set it in the environment, "
                "then resume"
            )
        return value

    def update_progress(self, text: str, percent: float | None = None) -> None:
        """Tells how far the step is, in words and, where it is known, as a number from 0 to 100. Raises ValueError."""
        if percent is not None and not (isinstance(percent, int | float) and 0 <= percent <= 100):
            raise ValueError(f"the progress of a step is a number from 0 to 100, not {percent!r}")
        if self.teller is not None:
            self.teller.progress(str(text), percent)

    @property
    def outputs(self) -> Json:
        """A copy of all outputs so far."""
        return {**self._outputs, **self.new_outputs}

    def for_step(
        self, inputs: Mapping[str, Any] | None = None, choice: str = "", help_commands: tuple[str, ...] = ()
    ) -> WorkflowContext:
        """The context as one step sees it: shared values, own inputs, own changes until `merge_outputs` takes them.

        `choice` is what a person chose for the step, `help_commands` the commands that came with `help`.
        """
        view = copy.copy(self)
        view.inputs, view.choice, view.help_commands, view.new_outputs = inputs or {}, choice, help_commands, {}
        return view

    def within(self, part: str, stack: str, metadata: Mapping[str, Any]) -> WorkflowContext:
        """The context as one part of the application sees it: its folder, its stack, what stations set for it.

        An output `KEY` of a part is `PART/KEY` for the whole. `metadata` are the fixed values as the part has them.
        """
        view = copy.copy(self)
        view.part, view.stack, view.output_path = part, stack, self.output_path / part
        view.metadata, view.new_outputs = dict(metadata), {}
        known, start = self.outputs, f"{part}/"
        own = {key.removeprefix(start): value for key, value in known.items() if key.startswith(start)}
        view._outputs = {**{key: value for key, value in known.items() if key != "stack"}, **own}
        return view

    def nested(self) -> WorkflowContext:
        """The context of a sub-workflow: the same run and project, outputs and metadata of its own."""
        view = copy.copy(self)
        view.inputs, view.choice, view.help_commands, view.new_outputs = {}, "", (), {}
        view._outputs, view.metadata = {}, {}
        return view

    def beside(self) -> WorkflowContext:
        """The context of a part that runs beside others: it keeps its outputs to itself."""
        view = copy.copy(self)
        view._outputs = dict(self._outputs)
        return view

    def merge_outputs(self, outputs: Mapping[str, Any]) -> None:
        """Takes over what a finished step has set."""
        self._outputs.update(outputs)

    def to_json(self) -> Json:
        """Plain JSON data for the log, without secret values."""
        return {
            "workspace": str(self.workspace),
            "app_name": self.app_name,
            "stack": self.stack,
            "output_path": str(self.output_path),
            "iac": {"tool": self.iac.tool, "cloud": self.iac.cloud} if self.iac else None,
            "env": {name: MASK if value and is_secret_name(name) else value for name, value in self.env.items()},
            "metadata": hide(self.metadata),
            "outputs": hide(self._outputs),
            **({"artifacts": hide(self.artifacts)} if self.artifacts else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> WorkflowContext:
        """Reads what `to_json` wrote; masked environment values stay masked until `unmask`."""
        context = cls(data["workspace"], data["app_name"], str(data.get("stack", "")), data["output_path"])
        iac = data.get("iac")
        context.iac = IacConfig(iac["tool"], iac["cloud"]) if iac else None
        context.env = {str(name): str(value) for name, value in (data.get("env") or {}).items()}
        context.metadata = dict(data.get("metadata") or {})
        context._outputs = dict(data.get("outputs") or {})
        context.artifacts = dict(data.get("artifacts") or {})
        return context

    def move_to(self, workspace: Path) -> None:
        """Follows a workspace that was moved: the application's folder moves with it."""
        if workspace != self.workspace:
            if self.output_path.is_relative_to(self.workspace):
                self.output_path = workspace / self.output_path.relative_to(self.workspace)
            self.workspace = workspace

    def named_values(self) -> Iterator[dict[str, str]]:
        """The environment of the run, and every text of the metadata and the outputs with its name."""
        yield self.env
        yield from ({name: place[name]} for _, place, name in self._texts())

    def unmask(self, environment: Mapping[str, str]) -> list[tuple[str, str]]:
        """Fills masked values in from `environment`.

        Returns those that are not there: the key of the metadata or output (empty for the run's environment) and
        the name.
        """
        return fill_in([*(("", self.env, name) for name in self.env), *self._texts()], environment)

    def _texts(self) -> Iterator[Text]:
        """Every named text of what is kept."""
        return texts_of((self.metadata, self._outputs, self.artifacts))
