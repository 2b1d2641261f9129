"""What a step's `on_failure`, `heal`, `max_retries` and `backoff` mean: its chain of handlers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mity.text.records import dataclass
from mity.workflow.agents import agent_name
from mity.workflow.core import Handler, Policy, Step
from mity.workflow.habits import of_word
from mity.workflow.nodes import Node
from mity.workflow.part_keys import BACKOFF, HANDLER, HEAL, LIMITS
from mity.workflow.parts import Action
from mity.workflow.reading import Reading

Recovery = Callable[[Node, str], Step]
"""Reads a recovery step, given the name that it has unless it says another."""
_ENDS: Mapping[str, tuple[Policy, ...]] = {
    "fail": (Policy.ABORT,),
    "abort": (Policy.ABORT,),
    "continue": (Policy.CONTINUE,),
    "skip": (Policy.SKIP,),
    "escalate": (Policy.ASK,),
    "rollback": (Policy.ROLLBACK, Policy.ABORT),
    "notify": (Policy.NOTIFY, Policy.ABORT),
}
_RETRY, _FIX, _ASKS = "retry", "fix_and_retry", "request_user_input"
WORDS = (*_ENDS, _RETRY, _FIX)
_AGENT_INITIAL_S = 10.0


@dataclass(frozen=True, slots=True)
class ErrorHandler:
    """What `error_handlers` says under a name: a step, an action, or a question; what is told, and what follows."""

    step: Step | None = None
    action: Action | None = None
    asks: bool = False
    tells: bool = False
    notify: str = ""
    attempts: int | None = None
    message: str = ""
    then: str = "fail"


class ErrorHandlers:
    """The `error_handlers` of a definition, each read when a step first names it."""

    def __init__(self, read: Reading, nodes: Mapping[str, Node], action: Callable[[Node, str], Step | Action]) -> None:
        self._read = read
        self.nodes = nodes
        self._action = action
        self._found: dict[str, ErrorHandler] = {}

    def get(self, name: str) -> ErrorHandler | None:
        """The handler of a name; None for a name that none has."""
        if name in self.nodes and name not in self._found:
            self._found[name] = ErrorHandler()  # in case its action leads back to it
            self._found[name] = self._handler(name, self.nodes[name])
        return self._found.get(name)

    def _handler(self, name: str, node: Node) -> ErrorHandler:
        read = self._read
        keys = read.mapping(node, HANDLER, f"error handler '{name}'")
        action = keys.get("action")
        if not keys and isinstance(node.value, dict):
            read.wrong(node, "missing-key", f"error handler '{name}' does nothing: give it an action or a message")
        message = read.filled(keys.get("message"), "message")
        tells, text = self._notify(keys.get("notify"))
        asks = action is not None and action.value == _ASKS
        does = self._action(action, name) if action is not None and not asks else None
        return ErrorHandler(
            does if isinstance(does, Step) else None,
            does if isinstance(does, Action) else None,
            asks,
            tells or (bool(message) and not asks and name not in WORDS),
            text,
            read.number(keys["max_attempts"], "max_attempts", 3, 1) if "max_attempts" in keys else None,
            message,
            read.word(keys.get("then"), "then", tuple(_ENDS), "fail"),
        )

    def _notify(self, node: Node | None) -> tuple[bool, str]:
        if node is None or isinstance(node.data, bool):
            return bool(node and node.data), ""
        return True, self._read.filled(node, "notify")


class Failures:
    """Reads what happens when steps fail."""

    def __init__(self, read: Reading, handlers: ErrorHandlers, recovery: Recovery) -> None:
        self._read = read
        self._handlers = handlers
        self._recovery = recovery

    def chain(
        self, name: str, keys: Mapping[str, Node], own: Mapping[str, Node], *, state: bool = False
    ) -> tuple[Handler, ...] | None:
        """What happens when the step `name` fails; None when the definition says nothing, so the station decides.

        `keys` are the step's with those of its stage and the defaults, `own` those of the step alone. Only what a
        `state` says itself may lead to another one.
        """
        node, heal = keys.get("on_failure"), self._heals(keys.get("heal"))
        found: tuple[Handler, ...] = ()
        if node is None:
            found = (Handler(Policy.ASK),) if "heal" in keys else ()
        elif isinstance(node.value, list):
            found = self._recovering(node, keys)
        elif not (state and node is own.get("on_failure") and is_edge(node)):
            found = self._word(name, node, keys)
        self._check_retries(keys, own, found)
        if node is None and "heal" not in keys:
            return None
        return (Handler(Policy.HEAL), *found) if heal else found

    def healing(self, node: Node | None) -> dict[str, Any]:
        """The members of `heal`, where it is a mapping."""
        if node is None or not isinstance(node.value, dict):
            return {}
        read = self._read
        keys = read.mapping(node, HEAL, "heal")
        made: dict[str, Any] = {one: list(read.texts(keys[one], one)) for one in ("scopes", "never") if one in keys}
        if "agent" in keys:
            made["agent"] = agent_name(keys["agent"], "agent", read)
        if "limits" in keys:
            limits = read.mapping(keys["limits"], LIMITS, "limits")
            made["limits"] = {one: read.number(value, one, 0, 0, 86_400) for one, value in limits.items()}
        return made

    def _heals(self, node: Node | None) -> bool:
        return node is not None and (isinstance(node.value, dict) or self._read.flag(node, "heal"))

    def _check_retries(self, keys: Mapping[str, Node], own: Mapping[str, Node], found: tuple[Handler, ...]) -> None:
        if any(one.policy is Policy.RETRY for one in found):
            return
        self._retry(keys)  # what is not used is to be right as well
        ends = own.get("on_failure")
        for name in ("max_retries", "retry_count", "backoff"):
            if name in own and (ends is None or own[name].file == ends.file):  # else another file shares it
                hint = "write `retry: N` behind the recovery steps" if found[:1] and found[0].steps else ""
                message = f"{name} does nothing without a retry"
                self._read.warn(own[name], "missing-key", message, hint or "add `on_failure: retry`")

    def _word(self, name: str, node: Node, keys: Mapping[str, Node]) -> tuple[Handler, ...]:
        if isinstance(node.value, dict):
            message = "on_failure must be a word, a list of recovery steps, or in a state `{to: STATE}`"
            self._read.wrong(node, "wrong-type", message)
            return ()
        word = self._read.text(node, "on_failure")
        handler = self._handlers.get(word)
        if word not in WORDS and handler is None:
            if isinstance(node.value, str):
                known = [*WORDS, *self._handlers.nodes]
                message, habit = f"unknown on_failure '{word}'", of_word(word, WORDS)
                self._read.unknown(node, "wrong-type", message, word, known, habit=habit)
            return ()
        handler = handler or ErrorHandler()
        text = handler.notify or handler.message or f"step '{name}' failed: {word}"
        told = (Handler(Policy.NOTIFY, message=text),) if handler.tells and word != "notify" else ()
        acts = _acts(handler, 0)
        if word == _FIX:
            return (*told, *self._fixes(node, handler))
        if word == _RETRY:
            return (*told, *acts, self._retry(keys))
        if word in _ENDS:
            return (*told, *_ended(name, word, handler, acts))
        if handler.asks:
            return (*told, Handler(Policy.ASK, message=handler.message))
        return (*told, *_acts(handler, handler.attempts or 0), *_ended(name, handler.then, handler, ()))

    def _fixes(self, node: Node, handler: ErrorHandler) -> tuple[Handler, ...]:
        if handler.step is None and not handler.asks:
            message = "on_failure 'fix_and_retry' needs a step that fixes it"
            self._read.wrong(node, "missing-key", message, f"add `error_handlers: {{{_FIX}: {{action: …}}}}`")
        if handler.asks:
            return (Handler(Policy.ASK, message=handler.message),)
        return _acts(handler, handler.attempts or 3)

    def _recovering(self, node: Node, keys: Mapping[str, Node]) -> tuple[Handler, ...]:
        """Recovery steps in order; with `retry: N` behind them up to N rounds of them, each with the step again."""
        read, rounds = self._read, 0
        steps: list[Step] = []
        items = read.items(node, "on_failure")
        for number, one in enumerate(items, 1):
            again = self._rounds(one)
            if again is None:
                steps.append(self._recovery(one, f"recovery-{number}"))
                if any(step.id == steps[-1].id for step in steps[:-1]):
                    read.wrong(one, "duplicate-name", f"two recovery steps are named '{steps[-1].id}'")
            elif number < len(items):
                read.wrong(one, "wrong-type", "`retry` must be the last item of on_failure", "move it behind the steps")
            rounds = again or rounds
        if not items:
            read.wrong(node, "missing-key", "on_failure is empty", "give steps, or a word such as abort or retry")
        if steps:
            return (Handler(Policy.STEPS, rounds, steps=tuple(steps)),)
        return (self._retry(keys, rounds),) if rounds else ()

    def _rounds(self, item: Node) -> int | None:
        """How many rounds `retry` or `retry: N` asks for; None for a recovery step."""
        if item.value == _RETRY:
            return 1
        if isinstance(item.value, dict) and list(item.value) == [_RETRY]:
            return self._read.number(item.value[_RETRY][1], _RETRY, 1, 1)
        return None

    def _retry(self, keys: Mapping[str, Node], retries: int = 2) -> Handler:
        read = self._read
        most = read.number(keys.get("max_retries") or keys.get("retry_count"), "max_retries", retries)
        backoff = read.mapping(keys["backoff"], BACKOFF, "backoff") if "backoff" in keys else {}
        factor = read.decimal(backoff.get("factor"), "factor", 2.0, 1, 100)
        initial, longest = (read.seconds(backoff.get(name), name) for name in ("initial", "max"))
        usual = _AGENT_INITIAL_S if "agent" in keys else 1.0
        return Handler(
            Policy.RETRY,
            most,
            usual if initial is None else initial,
            factor,
            60.0 if longest is None else longest,
            read.flag(backoff.get("jitter"), "jitter", True),
        )


def is_edge(node: Node) -> bool:
    """True for an `on_failure` that leads to another state."""
    return isinstance(node.value, dict) and "to" in node.value


def _acts(handler: ErrorHandler, rounds: int) -> tuple[Handler, ...]:
    if handler.action is not None:
        return (Handler(Policy.ACT, action=handler.action),)
    return (Handler(Policy.STEPS, rounds, steps=(handler.step,)),) if handler.step is not None else ()


def _ended(name: str, word: str, handler: ErrorHandler, acts: tuple[Handler, ...]) -> tuple[Handler, ...]:
    """The links that a word stands for; files go back before the action runs."""
    message = handler.notify or handler.message or f"step '{name}' failed"
    made = []
    for policy in _ENDS[word]:
        text = message if policy is Policy.NOTIFY else handler.message if policy is Policy.ASK else ""
        made.append(Handler(policy, message=text))
    return (made[0], *acts, *made[1:]) if word in ("rollback", "notify") else (*acts, *made)
