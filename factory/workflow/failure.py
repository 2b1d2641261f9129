"""What a step's `on_failure`, `heal`, `max_retries` and `backoff` mean: its chain of handlers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mity.suggest import did_you_mean
from mity.workflow.core import Handler, Policy, Step
from mity.workflow.keys import BACKOFF
from mity.workflow.nodes import Node
from mity.workflow.reading import Reading

Recovery = Callable[[Node, str], Step]
"""Reads a recovery step, given the name that it has unless it says another."""
_WORDS: Mapping[str, tuple[Policy, ...]] = {
    "fail": (Policy.ABORT,),
    "abort": (Policy.ABORT,),
    "continue": (Policy.SKIP,),
    "skip": (Policy.SKIP,),
    "escalate": (Policy.ASK,),
    "rollback": (Policy.ROLLBACK, Policy.ABORT),
}
_LATER = ("notify", "fix_and_retry")
_RETRY = "retry"


def chain(
    read: Reading, keys: Mapping[str, Node], own: Mapping[str, Node], recovery: Recovery
) -> tuple[Handler, ...] | None:
    """What happens when a step fails; None when the definition says nothing, so that the station decides.

    `keys` are the step's with those of its stage and the defaults, `own` those of the step alone.
    """
    node, heal = keys.get("on_failure"), read.flag(keys.get("heal"), "heal")
    found: tuple[Handler, ...] = ()
    if node is None:
        found = (Handler(Policy.ASK),) if "heal" in keys else ()
    elif isinstance(node.value, list):
        found = _recovering(read, node, keys, recovery)
    else:
        found = _word(read, node, keys)
    retried = any(one.policy is Policy.RETRY for one in found)
    for name in ("max_retries", "retry_count", "backoff"):
        if name in own and not retried:
            hint = "write `retry: N` behind the recovery steps" if found[:1] and found[0].steps else ""
            message = f"{name} does nothing without a retry"
            read.wrong(own[name], "missing-key", message, hint or "add `on_failure: retry`")
    if node is None and "heal" not in keys:
        return None
    return (Handler(Policy.HEAL), *found) if heal else found


def _word(read: Reading, node: Node, keys: Mapping[str, Node]) -> tuple[Handler, ...]:
    word = read.text(node, "on_failure")
    if word == _RETRY:
        return (_retry(read, keys),)
    if word in _WORDS:
        return tuple(Handler(policy) for policy in _WORDS[word])
    if word in _LATER:
        read.wrong(node, "unsupported-key", f"on_failure '{word}' is not supported by this version of mity")
    elif isinstance(node.value, str):
        read.wrong(node, "wrong-type", f"unknown on_failure '{word}'", did_you_mean(word, [*_WORDS, _RETRY]))
    return ()


def _recovering(read: Reading, node: Node, keys: Mapping[str, Node], recovery: Recovery) -> tuple[Handler, ...]:
    """Recovery steps in order; with `retry: N` behind them up to N rounds of them, each with the step again."""
    rounds = 0
    steps: list[Step] = []
    items = read.items(node, "on_failure")
    for number, one in enumerate(items, 1):
        again = _rounds(read, one)
        if again is None:
            steps.append(recovery(one, f"recovery-{number}"))
            if any(step.id == steps[-1].id for step in steps[:-1]):
                read.wrong(one, "duplicate-name", f"two recovery steps are named '{steps[-1].id}'")
        elif number < len(items):
            read.wrong(one, "wrong-type", "`retry` must be the last item of on_failure", "move it behind the steps")
        rounds = again or rounds
    if not items:
        read.wrong(node, "missing-key", "on_failure is empty", "give steps, or a word such as abort or retry")
    if steps:
        return (Handler(Policy.STEPS, rounds, steps=tuple(steps)),)
    return (_retry(read, keys, rounds),) if rounds else ()


def _rounds(read: Reading, item: Node) -> int | None:
    """How many rounds `retry` or `retry: N` asks for; None for a recovery step."""
    if item.value == _RETRY:
        return 1
    if isinstance(item.value, dict) and list(item.value) == [_RETRY]:
        return read.number(item.value[_RETRY][1], _RETRY, 1, 1)
    return None


def _retry(read: Reading, keys: Mapping[str, Node], retries: int = 2) -> Handler:
    most = read.number(keys.get("max_retries") or keys.get("retry_count"), "max_retries", retries)
    backoff = read.mapping(keys["backoff"], BACKOFF, "backoff") if "backoff" in keys else {}
    factor = backoff["factor"].data if "factor" in backoff else 2
    if not isinstance(factor, int | float) or isinstance(factor, bool) or not 1 <= factor <= 100:
        read.wrong(backoff["factor"], "wrong-type", "factor must be a number from 1 to 100")
        factor = 2
    initial, longest = (read.seconds(backoff.get(name), name) for name in ("initial", "max"))
    initial_s = 1.0 if initial is None else initial
    return Handler(Policy.RETRY, most, initial_s, float(factor), 60.0 if longest is None else longest)
