"""What a definition says for the run as a whole: triggers, gates, points to go back to, concurrency."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from mity.suggest import meant
from mity.text.file_names import leads_out
from mity.workflow.contexts import CONTEXTS, KNOWN_BEFORE, METRICS
from mity.workflow.core import Stage
from mity.workflow.expressions import holes, named
from mity.workflow.lexer import ExpressionError
from mity.workflow.mistakes import InvalidDefinition
from mity.workflow.nodes import Node
from mity.workflow.part_keys import (
    CONCURRENCY,
    CRON_ALIASES,
    EVENT_NAME,
    GATE,
    POINT,
    POSTED,
    ROLLBACK,
    TRIGGER,
    TRIGGER_TYPES,
)
from mity.workflow.parts import Action, Concurrency, Gate, RollbackPlan
from mity.workflow.reading import Reading
from mity.workflow.yaml_reader import read_documents

_FIELDS = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day", 1, 31, ()),
    ("month", 1, 12, ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
    ("weekday", 0, 7, ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")),
)
_OF_TYPE: Mapping[str, tuple[str, ...]] = {
    "cron": ("schedule",),
    "timezone": ("schedule",),
    "labels": ("webhook", "review_requested"),
    "name": ("custom", "webhook", "workflow_completed", "tests_failed"),
}
_MAY_LACK = {
    "timezone": ("schedule",),
    "name": ("workflow_completed", "tests_failed"),
    "labels": ("webhook", "review_requested"),
}
_NO_FILTER = ("manual", "schedule")
_NEEDS_FILTER = ("file_changed",)
_OF_FILES = ("file_changed", "spec_added", "spec_modified")
_ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}")


def gates(node: Node | None, stages: Sequence[Stage], read: Reading, *, in_part: bool = False) -> tuple[Gate, ...]:
    """Bounds for metrics. One that no step can give is a mistake, unless the definition is there `in_part` alone."""
    found = []
    given = _metrics(stages)
    for one in read.items(node, "gates"):
        keys = read.mapping(one, GATE, "a gate")
        metric = read.text(keys.get("metric"), "metric")
        if "metric" not in keys and isinstance(one.value, dict):
            read.wrong(one, "missing-key", "a gate needs `metric:`")
        elif metric not in METRICS and isinstance(keys["metric"].value if "metric" in keys else None, str):
            known = ", ".join(sorted(METRICS))
            usual = f"known: {known}; what a command finds out itself is judged by `ensure:` of its step"
            habit = "" if meant(metric, METRICS) else usual
            message = f"there is no metric '{metric}'"
            read.unknown(keys["metric"], "wrong-type", message, metric, METRICS, habit=habit)
        elif metric and metric not in given and not in_part:
            hint = f"add `evidence: {{{METRICS[metric]}: …}}` to a step"
            read.wrong(keys["metric"], "missing-key", f"no step can give the metric '{metric}'", hint)
        least, most = (_bound(keys.get(name), name, read) for name in ("min", "max"))
        if least is None and most is None and isinstance(one.value, dict):
            read.wrong(one, "missing-key", "a gate needs `min:` or `max:`")
        found.append(Gate(metric, least, most, read.word(keys.get("level"), "level", ("error", "warning"), "error")))
    return tuple(found)


def gates_of(text: str, file: str, stages: Sequence[Stage]) -> tuple[Gate, ...]:
    """The gates of a file of their own, a list. Raises InvalidDefinition."""
    reading = Reading(file)
    documents = read_documents(text, file)
    found = gates(documents[0].node if documents else None, stages, reading)
    if reading.mistakes:
        raise InvalidDefinition(reading.mistakes, {file: text})
    return found


def _bound(node: Node | None, where: str, read: Reading) -> float | None:
    if node is None:
        return None
    if isinstance(node.value, str) and re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?%", node.value):
        return float(node.value[:-1])
    return read.decimal(node, where, 0.0, -1e15, 1e15)


def _metrics(stages: Sequence[Stage]) -> Collection[str]:
    """The metrics that steps can give; all, where stations or other workflows may give any."""
    kinds: set[str] = set()
    for stage in stages:
        for step in stage.steps:
            if step.station or step.workflow or step.verify or step.generate:
                return METRICS
            evidence = step.evidence
            kinds |= {kind for kind in ("coverage", "junit", "sarif") if evidence and getattr(evidence, kind)}
    return [metric for metric, kind in METRICS.items() if kind in kinds]


def rollback(node: Node, stages: Sequence[Stage], cleanup: tuple[Action, ...], read: Reading) -> RollbackPlan:
    """Where files can go back to; a stage stands for its last or first step."""
    keys = read.mapping(node, ROLLBACK, "rollback")
    strategy = read.word(keys.get("strategy"), "strategy", ("checkpoint",), "checkpoint")
    places: dict[str, list[str]] = {"after": [], "before": []}
    steps = {step.id: step.id for stage in stages for step in stage.steps}
    last = {stage.name: stage.steps[-1].id for stage in stages} | steps
    first = {stage.name: stage.steps[0].id for stage in stages} | steps
    for one in read.items(keys.get("checkpoints"), "checkpoints"):
        point = read.mapping(one, POINT, "a rollback point")
        if len(point) != 1 and isinstance(one.value, dict):
            read.wrong(one, "missing-key", "a rollback point needs either `after:` or `before:`")
        for where, place in point.items():
            name, known = read.text(place, where), last if where == "after" else first
            if name in known:
                places[where].append(known[name])
            else:
                read.unknown(place, "unknown-step", f"there is no step or stage '{name}'", name, known)
    return RollbackPlan(strategy, tuple(places["after"]), tuple(places["before"]), cleanup)


def concurrency(node: Node, read: Reading) -> Concurrency:
    """Which runs go one at a time."""
    keys = read.mapping(node, CONCURRENCY, "concurrency")
    group = read.filled(keys.get("group"), "group")
    if not group and isinstance(node.value, dict):
        read.wrong(node, "missing-key", "concurrency needs `group:`")
    with suppress(ExpressionError):  # noted already
        for hole in holes(group):
            for name in sorted(named(hole.expression, CONTEXTS.keys() - KNOWN_BEFORE)):
                message = f"'{name}' is not known yet when a run waits for its turn"
                read.wrong(keys["group"], "too-early", message, f"use {', '.join(KNOWN_BEFORE)}", ahead=hole.ahead)
    return Concurrency(group, read.word(keys.get("busy"), "busy", ("wait", "refuse"), "wait"))


def triggers(node: Node | None, parameters: Collection[str], read: Reading) -> list[dict[str, Any]]:
    """What starts the workflow by itself, as plain data."""
    return [_trigger(one, parameters, read) for one in read.items(node, "triggers")]


def _trigger(node: Node, parameters: Collection[str], read: Reading) -> dict[str, Any]:
    keys = read.mapping(node, TRIGGER, "a trigger")
    if "type" not in keys:
        if isinstance(node.value, dict):
            read.wrong(node, "missing-key", f"a trigger needs `type:`, one of {', '.join(TRIGGER_TYPES)}")
        return {}
    kind = read.word(keys["type"], "type", TRIGGER_TYPES, "")
    _check_keys(node, keys, kind, read)
    made: dict[str, Any] = {"type": kind}
    made |= {name: read.text(keys[name], name) for name in ("filter", "cron", "timezone", "name") if name in keys}
    if kind in _OF_FILES and leads_out(made.get("filter") or ""):
        message = "a trigger waits for files of the workspace, and this filter leads out of it"
        read.wrong(keys["filter"], "wrong-type", message, "begin with a folder of the workspace: `specs/**/*.md`")
    if "labels" in keys:
        made["labels"] = list(read.texts(keys["labels"], "labels"))
    if made.get("timezone") and not _ZONE.fullmatch(made["timezone"]):
        read.wrong(keys["timezone"], "wrong-type", "a time zone is named as in `Europe/Berlin` or `UTC`")
    elif zone := made.get("timezone"):
        _check_zone(keys["timezone"], zone, read)
    if made.get("cron"):
        _check_cron(keys["cron"], made["cron"], read)
    if kind == "custom" and made.get("name"):
        _check_event(keys["name"], made["name"], read)
    if "parameters" in keys:
        made["parameters"] = _given(keys["parameters"], parameters, read)
    return made


def _check_keys(node: Node, keys: Mapping[str, Node], kind: str, read: Reading) -> None:
    """Notes what a trigger of a type lacks, and what does nothing in it."""
    for name, kinds in _OF_TYPE.items():
        if name in keys and kind and kind not in kinds:
            read.wrong(keys[name], "unknown-key", f"'{name}' does nothing in a trigger of type {kind}")
        elif name not in keys and kind in kinds and kind not in _MAY_LACK.get(name, ()):
            read.wrong(node, "missing-key", f"a trigger of type {kind} needs `{name}:`")
    if "filter" in keys and kind in _NO_FILTER:
        read.wrong(keys["filter"], "unknown-key", f"'filter' does nothing in a trigger of type {kind}")
    if "filter" not in keys and kind in _NEEDS_FILTER:
        read.wrong(node, "missing-key", f"a trigger of type {kind} needs `filter:`, a glob of files")


def _check_event(node: Node, name: str, read: Reading) -> None:
    """Notes the name of an event that nobody can post."""
    if name in POSTED:
        message = f"the event '{name}' is of a type of its own, so a trigger of type custom never sees it"
        read.wrong(node, "wrong-type", message, f"write `type: {name}` without `name:`")
    elif not re.fullmatch(EVENT_NAME, name):
        hint = "use letters, digits and any of _ . : / -, as `mity event` takes them"
        read.wrong(node, "wrong-type", f"no event can be named '{name}', so this trigger would never fire", hint)


def _given(node: Node, parameters: Collection[str], read: Reading) -> dict[str, Any]:
    """The values that a trigger gives to parameters."""
    given = read.members(node, "parameters")
    for name, value in given.items():
        if name not in parameters:
            message = f"this workflow has no parameter '{name}'"
            read.unknown(value, "unknown-parameter", message, name, parameters)
    return read.values(node, "parameters")


def _check_cron(node: Node, text: str, read: Reading) -> None:
    if text in CRON_ALIASES:
        return
    fields = text.split()
    if len(fields) != len(_FIELDS):
        names = ", ".join(name for name, *_ in _FIELDS)
        hint = f"known: {', '.join(sorted(CRON_ALIASES))}" if text.startswith("@") else ""
        read.wrong(node, "wrong-type", f"cron must have five fields: {names}", hint)
        return
    for field, (name, least, most, words) in zip(fields, _FIELDS, strict=True):
        for item in field.split(","):
            span, _, step = item.partition("/")
            ends = ["*"] if span == "*" else span.split("-", 1)
            good = all(_in_range(end, least, most, words) for end in ends) and (
                not step or _in_range(step, 1, most, ())
            )
            if not good or ("/" in item and not step):
                read.wrong(node, "wrong-type", f"'{item}' is no {name} of cron: it goes from {least} to {most}")


def _in_range(text: str, least: int, most: int, words: Collection[str]) -> bool:
    if text == "*" or text.upper() in words:
        return True
    return text.isdecimal() and text.isascii() and len(text) < 4 and least <= int(text) <= most


def _check_zone(node: Node, zone: str, read: Reading) -> None:
    from zoneinfo import available_timezones  # looks through all zones of the machine, and few definitions name one

    known = available_timezones()
    if known and zone not in known:
        read.unknown(node, "wrong-type", f"there is no time zone '{zone}' here", zone, sorted(known))
