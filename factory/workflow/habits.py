"""Words of other tools, and how the same is said here: hints for those who come from there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from mity.workflow.nodes import Node

_ORDER = "steps run in the order in which they stand; neighbours with `parallel: true` run at once"
_STAGE_ORDER = "stages run in the order in which they stand; within one, `parallel: true` has its steps run at once"
_SECRETS = "let the caller's variable in with `env: {NAME: null}`; the command reads $NAME"
_MACHINE = "commands run where mity runs; call docker, podman or ssh in the `command:` where they must not"
_USER = "commands run as the user who runs mity; let the command say sudo where it must be another one"
_WORKER = "write `runs_on:` with labels of the worker that is to do it, where a queue has the run"
_RETRY = "write `on_failure: retry`, and `max_retries: N` beside it"
_CHECKPOINT = "a person is asked by a step of its own: {name: approve, type: checkpoint, message: …}"
_MATRIX = "write `for_each:` with a list in a stage, and `parallel: true` where its items may run at once"
_TIMEOUT = "write `timeout:` with a unit, such as 10m"
_STEPS = "write `steps:`, or `stages:` that have steps"
_HELD = "write `parameters:` for what a run is given, `env:` for variables of commands"
_GIVES = 'a command gives an output by a line NAME=VALUE in the file "$MITY_OUTPUT"; `outputs:` lists the names'


def _each(words: str, hint: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), hint)


_SHARED: Mapping[str, str] = {
    **_each("runs-on runner agent_pool pool tags node", _WORKER),
    **_each("image container docker", _MACHINE),
    **_each("variables vars environment", "write `env:`"),
    **_each("secrets", _SECRETS),
    **_each("become become_user sudo user run_as runAs", _USER),
    **_each("timeout-minutes timeout_minutes timeoutSeconds timeout_seconds activeDeadlineSeconds", _TIMEOUT),
    **_each("on_error on_fail onFailure rescue catch", "write `on_failure:`"),
    **_each("retry retries retryStrategy attempts max_attempts", _RETRY),
    **_each("strategy matrix with_items withItems withParam foreach forEach loop", _MATRIX),
    **_each("when only except rules unless", "write `if:` with an expression"),
    **_each("continue-on-error continue_on_error allow_failure ignore_errors", "write `on_failure: continue`"),
    **_each("approval approvals manual gate", _CHECKPOINT),
}
_STEP: Mapping[str, str] = {
    **_SHARED,
    **_each("run script sh bash shell cmd exec commands", "write `command:`, a text for the shell or a list of words"),
    **_each("needs depends_on dependsOn dependencies depends after requires upstream runAfter", _ORDER),
    **_each("with args params parameters arguments", "write `inputs:`"),
    **_each("working-directory working_directory workingDirectory workdir workingDir dir chdir", "write `cwd:`"),
    **_each("artifacts artefacts", "write `evidence: {artefacts: [PATTERN]}`"),
    **_each("register set_output", _GIVES),
    **_each("steps tasks", "steps stand in a stage, or in a workflow that the step calls by `workflow:`"),
    **_each(
        "call task action taskRef templateRef plugin orb",
        "a step runs one of `command:`, `station:`, `workflow:` and `agent:`",
    ),
    **_each("finally always post", "`finally:` stands in the workflow, or give the step `if: always()`"),
}
_STAGE: Mapping[str, str] = {
    **_SHARED,
    **_each("stage job id", "write `name:`"),
    **_each("jobs tasks script run command commands", "write `steps:`, a list of {name: …, command: …}"),
    **_each("needs depends_on dependsOn dependencies requires", _STAGE_ORDER),
}
_WORKFLOW: Mapping[str, str] = {
    **_each("jobs tasks templates pipeline pipelines job tests entrypoint", _STEPS),
    **_each("apiVersion kind metadata spec", "this is how Kubernetes has it; a workflow is `name:` and `steps:`"),
    **_each("on trigger", "write `triggers:`, a list such as [{type: schedule, cron: '0 3 * * *'}]"),
    **_each("schedule schedules cron", "write `triggers: [{type: schedule, cron: '0 3 * * *'}]`"),
    **_each("variables vars environment inputs params arguments args config", _HELD),
    **_each("secrets", _SECRETS),
    **_each("runs-on runs_on pool", f"{_WORKER}, in a step or a stage"),
    **_each("image services container agent permissions", _MACHINE),
    **_each("include imports import", "share by `extends:`, or call a workflow by `workflow:` in a step"),
    **_each("before_script setup", "make it the first step"),
    **_each("after_script post always teardown cleanup", "write `finally:`"),
    **_each("on_error on_fail onFailure", "write `on_failure:`"),
    **_each("retry retries", "write `defaults: {on_failure: retry, max_retries: N}`"),
    **_each("timeout-minutes timeout_minutes timeoutSeconds activeDeadlineSeconds", _TIMEOUT),
}
KEYS: Mapping[str, Mapping[str, str]] = {
    "workflow": _WORKFLOW,
    "stage": _STAGE,
    "step": _STEP,
    "state": _STEP,
}
CONTEXTS: Mapping[str, str] = {
    "secrets": _SECRETS,
    **_each("needs jobs tasks dependencies", "an output of a step is steps.NAME.outputs.KEY"),
    **_each("inputs vars variables arguments args input", "what a run is given is parameters.NAME"),
    **_each("matrix each", "the item of a `for_each` is `item`, or the name that `as` gives it"),
    **_each("github gitlab forgejo ci build", "what started the run is `event`, the run itself `run`"),
    **_each("workflow pipeline inputs_workflow context", "the run itself is `run`, what it was given `parameters`"),
    **_each("runner job strategy", "there is no machine of another to ask; a command can look, and give an output"),
}
FUNCTIONS: Mapping[str, str] = {
    **_each("toJSON toJson tojson", "write json(x)"),
    **_each("fromJSON fromjson parseJson", "write fromJson(text)"),
    **_each("len size count", "write length(x)"),
    **_each("coalesce ifNull", "write default(x, y)"),
    **_each("format concat", "write the text with ${{ }} in it"),
    **_each("hashFiles glob env exec upper lower trim split replace now", "let a command do it, and give an output"),
    **_each("starts_with", "write startsWith(text, start)"),
    **_each("ends_with", "write endsWith(text, end)"),
    **_each("in includes has", "write contains(list, x)"),
    **_each("eq equals", "write =="),
    "ne": "write !=",
    "and": "write &&",
    "or": "write ||",
    "not": "write !",
}
_WORDS: Mapping[str, str] = {
    "checkpoint": "approval manual approve gate wait pause input",
    "schedule": "cron scheduled timer time",
    "webhook": "push pull_request merge_request issues",
    "file_changed": "file files watch path paths",
    "continue": "ignore ignored pass warn warning",
    "fail": "stop error exit fatal terminate",
    "escalate": "ask human manual",
    "string": "str",
    "integer": "int long",
    "number": "float double decimal",
    "boolean": "bool",
    "list": "array sequence",
    "object": "map dict mapping",
    "autopilot": "auto automatic",
}
_JOB = frozenset(("script", "stage", "steps", "run", "command", "runs-on"))
"""Keys by which a member of a definition is known as a job of another tool."""
_AT_ONCE = {
    "step": "list these steps one after the other, each with `parallel: true`: neighbours that have it run at once",
    "stage": "write these steps below `steps:`, and `parallel: true` beside it",
}
"""How steps are written that stand behind `parallel:` themselves."""
_SHORT = 60
_OUTPUTS = re.compile(r"GITHUB_OUTPUT|::set-output\b|##vso\[task\.setvariable")
_BRACES = re.compile(r"(?<!\$)\{\{-?\s*(?:[a-z]+\.)+[\w.-]+\s*-?\}\}")


def of_key(word: str, where: str, value: Node) -> str:
    """How the key of another tool is written here: `where` it stands, such as "step 'build'"; empty for other words."""
    kind = _kind(where)
    if kind == "workflow" and isinstance(value.value, dict) and not _JOB.isdisjoint(value.value):
        return f"a job is an item of `steps:` that has `name: {word}`"
    return KEYS.get(kind, {}).get(word, "")


def of_value(word: str, where: str, value: Node) -> tuple[str, str]:
    """What is wrong with a value that another tool has behind a key of ours, and how it is written; empty for none."""
    kind = _kind(where)
    if word != "parallel" or kind not in _AT_ONCE or isinstance(value.data, bool):
        return "", ""
    number = value.data if isinstance(value.data, int) else None
    hint = f"write `parallel: true` and `max_parallel: {value.value}`" if kind == "stage" and number is not None else ""
    if isinstance(value.value, list | dict):
        hint = _AT_ONCE[kind]
    return ("parallel must be true or false", hint) if hint else ("", "")


def of_item(text: object, where: str) -> str:
    """How a stage or a step is written that stands in a list as a word or a text alone; empty for other places."""
    shown = text if isinstance(text, str) and len(text) <= _SHORT and "\n" not in text else "…"
    forms = {"stage": f"write {{name: {shown}, steps: […]}}", "step": f"write {{name: …, command: {shown}}}"}
    return forms.get(_kind(where), "") if isinstance(text, str) and text else ""


def _kind(where: str) -> str:
    return where.removeprefix("a ").partition(" ")[0]


def of_context(word: str) -> str:
    """The same for the first name of an expression."""
    return CONTEXTS.get(word, "")


def of_function(word: str) -> str:
    """The same for a function."""
    return FUNCTIONS.get(word, "")


def of_word(word: str, known: Collection[str]) -> str:
    """The same for the value of a key that takes one of the words `known`."""
    found = (right for right, words in _WORDS.items() if right in known and word.lower() in words.split())
    return next((f"write '{right}'" for right in found), "")


def of_common_step(name: str) -> str:
    """The same for what `uses` names: a file or an action of another tool, or a station."""
    if name.endswith((".yml", ".yaml")):
        return "a workflow is called by its name, with `workflow:`"
    return "an action of GitHub is no common step: write what it does as a `command:`" if "/" in name else ""


def of_outputs(command: str) -> tuple[int, str, str] | None:
    """Where a command gives an output as one of another tool does, with the words, and the hint; None for others."""
    found = _OUTPUTS.search(command)
    return (found.start(), found[0], _GIVES) if found and "MITY_OUTPUT" not in command else None


def of_braces(text: str, contexts: Collection[str]) -> re.Match[str] | None:
    """The first `{{ name.member }}` without a `$` that reads one of the `contexts`."""
    named = (one for one in _BRACES.finditer(text) if one[0].strip("{}- ").partition(".")[0] in contexts)
    return next(named, None)
