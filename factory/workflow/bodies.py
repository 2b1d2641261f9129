"""What a step runs, as a definition says it: commands, agents, checkpoints, checks of the project."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, Protocol

from mity.text.records import dataclass, field
from mity.workflow.agents import read_agent
from mity.workflow.habits import of_outputs
from mity.workflow.lexer import ExpressionError
from mity.workflow.nodes import Node
from mity.workflow.part_keys import ASKED, CHECKS, MEANT_CHECKS, TYPES
from mity.workflow.parts import Agent, Checkpoint
from mity.workflow.reading import Reading
from mity.workflow.shell import Problem, Values, checked_words, substituted, unsafe

COMMANDS = ".mity/commands"
"""The folder of the prompts that `@name` asks the configured agent."""
_AT = re.compile(r"@(?P<name>[A-Za-z0-9_][A-Za-z0-9_.-]*)")


class Stations(Protocol):
    """The installed stations by name. One is loaded when somebody gets it, so only those that are used."""

    def __contains__(self, name: object, /) -> bool: ...

    def keys(self) -> Collection[str]:
        """Their names."""
        ...

    def get(self, name: str, /) -> Any:
        """What the station of that name declares."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """What is installed and there: the stations (None: they are not looked at), the names of the prompts in
    `.mity/commands`, and those of the workflows in sight.
    """

    stations: Stations | None = None
    prompts: Collection[str] = frozenset()
    workflows: Callable[[], Collection[str]] = tuple

    def outputs(self, station: str) -> Collection[str]:
        """The outputs that a station declares; none where it is not known."""
        declared = getattr(self._declared(station), "outputs", None)
        return tuple(declared.keys) if declared is not None else ()

    def needs(self, station: str) -> Collection[str]:
        """The stations that must run before one."""
        return getattr(self._declared(station), "dependencies", ())

    def _declared(self, station: str) -> Any:
        known = self.stations
        return known.get(station) if known is not None and station in known else None


NOTHING_KNOWN = Known()


@dataclass(slots=True)
class Body:
    """What one step runs, and the variables that its commands get."""

    station: str = ""
    command: str | tuple[str, ...] = ""
    agent: Agent | None = None
    values: Values = field(default_factory=Values)


class Bodies:
    """Reads the bodies of steps. `stations` are those that were named, each with its place."""

    def __init__(self, reading: Reading, known: Known) -> None:
        self._reading = reading
        self._known = known
        self.stations: list[tuple[str, Node]] = []

    def body(self, keys: Mapping[str, Node], tainted: Iterable[str]) -> Body:
        """The station, command or agent of a step; `tainted` are variables that hold values."""
        made = Body()
        node = keys.get("command")
        if node is not None and isinstance(node.value, str) and node.value.lstrip().startswith("@"):
            self._at(node, made)
        elif node is not None and isinstance(node.value, list):
            made.command = self._words(node)
        elif node is not None:
            made.command = self.text(node, "command", made.values, tainted)
            self._check_outputs(node, keys)
        if "station" in keys:
            made.station = self._station(keys["station"])
        if "agent" in keys:
            made.agent = read_agent(keys["agent"], self._reading)
        return made

    def text(self, node: Node | None, where: str, values: Values, tainted: Iterable[str] = ()) -> str:
        """A command for the shell, with a variable in place of each value."""
        if node is None:
            return ""
        text = self._reading.filled(node, where)
        if not isinstance(node.value, str):
            return ""  # noted already
        if not text.strip() or node.data is None:
            self._reading.wrong(node, "wrong-type", f"{where} must be a text or a list of words")
            return ""
        try:
            made, problems = substituted(text, values, tainted)
        except ExpressionError:
            return text  # noted already
        for one in problems:
            self._note(node, one)
        return made

    def _check_outputs(self, node: Node, keys: Mapping[str, Node]) -> None:
        """Warns of a command that gives the outputs of its step in the way of another tool."""
        if "outputs" in keys and isinstance(node.value, str) and (found := of_outputs(node.value)):
            at, words, hint = found
            message = f"'{words}' hands no output on here"
            self._reading.warn(node, "unknown-output", message, hint, ahead=at, width=len(words))

    def verify(self, node: Node | None, values: Values, tainted: Iterable[str]) -> tuple[str, ...]:
        """Which checks of the project are run, and commands."""
        if node is None:
            return ()
        if node.data is True:
            return ("true",)
        if not isinstance(node.value, list) or not node.value:
            self._reading.wrong(
                node, "wrong-type", f"verify must be true or a list of {', '.join(CHECKS)} and commands"
            )
            return ()
        return tuple(self._check(one, values, tainted) for one in node.value)

    def _check(self, node: Node, values: Values, tainted: Iterable[str]) -> str:
        """One check of the project, or a command; a word that is hardly meant as a command is a mistake."""
        word = node.value
        if word in CHECKS:
            return str(word)
        if isinstance(word, str) and (meant := MEANT_CHECKS.get(word)):
            message = f"'{word}' is no check of verify, and as a command hardly meant"
            hint = f"did you mean '{meant}'? A command of that name is written './{word}' or with its path"
            self._reading.wrong(node, "wrong-type", message, hint, was=word, fix=meant, width=len(word))
        return self.text(node, "a check of verify", values, tainted)

    def checkpoint(self, keys: Mapping[str, Node], inputs: Node | None, timeout: Node | None) -> Checkpoint:
        """What a checkpoint asks."""
        read = self._reading
        return Checkpoint(
            read.filled(keys.get("message"), "message"),
            read.seconds(timeout, "timeout"),
            read.word(keys.get("on_timeout"), "on_timeout", ("reject", "approve"), "reject"),
            {name: self._asked(name, one) for name, one in read.members(inputs, "inputs").items()},
            read.texts(keys.get("approvers"), "approvers"),
        )

    def folder(self, node: Node | None) -> str:
        """A path below the workspace."""
        text = self._reading.text(node, "cwd")
        path = PurePosixPath(text)
        if node is not None and (path.is_absolute() or ".." in path.parts or not text or "${{" in text or "\0" in text):
            message = "cwd must be a path below the workspace, without '..' and expressions"
            self._reading.wrong(node, "wrong-type", message)
            return ""
        return text

    def _asked(self, name: str, node: Node) -> dict[str, Any]:
        read = self._reading
        keys = read.mapping(node, ASKED, f"input '{name}'") if node.value != "" else {}
        made: dict[str, Any] = {"type": read.word(keys.get("type"), "type", TYPES, "string")}
        if "values" in keys:
            made["values"] = [one.data for one in read.items(keys["values"], "values")]
        if "default" in keys:
            made["default"] = keys["default"].data
            if made.get("values") and made["default"] not in made["values"]:
                read.wrong(keys["default"], "wrong-type", f"the default of input '{name}' is none of its values")
        return made

    def _station(self, node: Node) -> str:
        name, known = self._reading.text(node, "station"), self._known.stations
        if known is not None and name not in known:
            self._reading.unknown(node, "unknown-station", f"there is no station '{name}'", name, known.keys())
        elif not name:
            self._reading.wrong(node, "wrong-type", "station must be the name of a station")
        self.stations.append((name, node))
        return name

    def _at(self, node: Node, made: Body) -> None:
        """`@name`: a station, else a prompt for the configured agent."""
        match = _AT.fullmatch(node.value.strip())
        if match is None:
            message = f"'{node.value.strip()[:80]}' must be '@' and one name: a station or a file of {COMMANDS}"
            self._reading.wrong(node, "wrong-type", message)
            return
        name = match["name"]
        if name in (self._known.stations or ()):
            made.station = name
            self.stations.append((name, node))
            return
        made.agent = Agent(prompt_file=f"{COMMANDS}/{name}.md")
        if name not in self._known.prompts:
            message = f"there is no station '{name}' and no file {COMMANDS}/{name}.md, so this step is unavailable"
            self._reading.warn(node, "unknown-station", message)

    def _words(self, node: Node) -> tuple[str, ...]:
        """The words of a command that runs without a shell."""
        read = self._reading
        texts = [read.filled(word, "each word of command") for word in node.value]
        if texts[:1] in ([], [""]):
            read.wrong(node, "wrong-type", "command must be a text or a list of words")
            return tuple(texts)
        try:
            for number, why in checked_words(texts):
                word = node.value[number]
                read.wrong(word, "unsafe-place", f"{unsafe(why)}: a value is never code", ahead=0, width=word.width)
        except ExpressionError:
            pass  # noted already
        return tuple(texts)

    def _note(self, node: Node, one: Problem) -> None:
        if one.warning:
            self._reading.warn(node, one.code, one.message, one.hint, ahead=one.at, width=one.width)
        else:
            self._reading.wrong(node, one.code, one.message, one.hint, ahead=one.at, width=one.width)
