"""Plug-ins of pytest that a run lacks, by the option, fixture, marker or setting that only they know."""

from __future__ import annotations

import re

from mity.agents.python.sources import importers, modules
from mity.agents.tables import table
from mity.changes.protected import is_test
from mity.healing.rules import FailureContext

_ARGUMENTS = re.compile(r"error: unrecognized arguments: (?P<words>.+)")
_FIXTURE = re.compile(r"fixture '(?P<name>\w+)' not found")
_MARKER = re.compile(r"'(?P<name>\w+)' not found in `markers` configuration option")
_SETTING = re.compile(r"Unknown config option: (?P<name>\w+)")
_REQUIRED = re.compile(r"Missing required plugins: (?P<name>[\w.-]+)")
_ASYNC = re.compile(r"async def functions are not natively supported")


def missing_plugin(failure: FailureContext) -> str:
    """The distribution of the plug-in, "" where none is known to lack."""
    known, output = table("python/plugins.toml"), failure.output
    if found := _REQUIRED.search(output):
        return found["name"]
    if found := _ARGUMENTS.search(output):
        words = (word.partition("=")[0] for word in found["words"].split())
        return next((known["options"][word] for word in words if word in known["options"]), "")
    for pattern, kind in ((_FIXTURE, "fixtures"), (_SETTING, "settings"), (_MARKER, "markers")):
        for found in pattern.finditer(output):
            name = str(known[kind].get(found["name"], ""))
            if name and (name not in known["frameworks"] or importers(failure, known["frameworks"][name])):
                return name
    return _asynchronous(failure) if _ASYNC.search(output) else ""


def _asynchronous(failure: FailureContext) -> str:
    """Which plug-in runs the project's coroutines, by the marks of its tests; "" where they have none."""
    texts = [failure.read(path) or "" for path in modules(failure) if is_test(path)]
    for mark, name in (("mark.asyncio", "pytest-asyncio"), ("mark.anyio", "anyio"), ("mark.trio", "pytest-trio")):
        if any(mark in text for text in texts):
            return name
    return ""
