"""The keys of workflows, stages, states and steps: what each takes, and what it means.

The reader, the JSON Schema and the reference are made from these tables and those of `part_keys`.
"""

from __future__ import annotations

from collections.abc import Mapping

from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key: the `type` of its value, a name that `schema` knows; what it is `about`; its `default` in words."""

    type: str
    about: str
    default: str = ""


Keys = Mapping[str, Key]

WORKFLOW: Keys = {
    "name": Key("name", "the name that `mity run` and other workflows use", "the file's"),
    "title": Key("text", "what a person reads in lists and reports", "the name"),
    "description": Key("text", "what the workflow is for"),
    "version": Key("text", "kept in each run's log", "0"),
    "abstract": Key("bool", "others extend it and nobody runs it", "false"),
    "extends": Key("names", "workflows whose keys it takes; its own win, maps merge by key, lists replace"),
    "parameters": Key("parameters", "what a run is given by `--param NAME=VALUE`"),
    "env": Key("workflow_env", "variables of every command; null lets the caller's variable of that name in"),
    "defaults": Key("defaults", "what counts for each step that does not say"),
    "common_steps": Key("common_steps", "steps that others take over by `use`"),
    "stages": Key("stages", "the stages, in order; one of `stages`, `steps` and `states` is needed"),
    "steps": Key("steps", "the steps, in order, where no stages are needed"),
    "states": Key("states", "the states of a state machine; the first one begins"),
    "parallel_groups": Key("groups", "steps of `steps` that run at once, when the first of them is due"),
    "conditions": Key("rules", "what is done once when an output makes a condition true"),
    "error_handlers": Key("handlers", "what steps name in `on_failure`"),
    "rollback": Key("rollback", "points that files can go back to"),
    "on_success": Key("actions", "done when the run has completed"),
    "success_actions": Key("actions", "the same as `on_success`"),
    "on_failure": Key("actions", "done when the run has failed"),
    "finally": Key("actions", "done at the end of every run"),
    "on_event": Key("text", "a command that reads the events of a run on stdin, one JSON object a line"),
    "triggers": Key("triggers", "what starts the workflow by itself"),
    "timeout": Key("duration", "running time of a run, without its waits", "none"),
    "mode": Key("mode", "how much a person is asked: `autopilot`, `supervised`, `hybrid`", "autopilot"),
    "gates": Key("gates", "bounds for what evidence measured"),
    "proof": Key("proof", "`required` makes steps without evidence unproven", "optional"),
    "concurrency": Key("concurrency", "runs of one group go one at a time"),
}
STAGE: Keys = {
    "name": Key("name", "unique in the workflow; needed"),
    "description": Key("text", "what the stage is for"),
    "condition": Key("condition", "judged when the stage is due; when false it is passed over"),
    "if": Key("condition", "the same as `condition`"),
    "steps": Key("steps", "the steps, in order; needed"),
    "parallel": Key("flag_or_expression", "steps at once, or with `for_each` items at once", "false"),
    "for_each": Key("list_or_expression", "runs the steps, in order, for each item"),
    "as": Key("name", "the name of the item in expressions", "item"),
    "max_parallel": Key("count", "how many go at once", "10"),
    "fail_fast": Key("bool", "the first final failure ends what runs beside it", "true"),
    "timeout": Key("duration", "running time of the stage", "none"),
    "env": Key("env", "variables of its steps"),
    "on_failure": Key("on_failure", "for each of its steps that does not say"),
    "runs_on": Key("labels", "for each of its steps that runs something itself and does not say"),
    "atomic": Key("bool", "its changes of files are kept as a whole or not at all", "false"),
}
STEP: Keys = {
    "name": Key("text", "unique in the workflow; beside an `id` it is the title", "what it runs"),
    "id": Key("name", "the name, where `name` is a title"),
    "description": Key("text", "what the step is for"),
    "command": Key("command", "a text for `/bin/sh -e`, or words that run without a shell; `@name`: station or agent"),
    "station": Key("name", "the station that it runs"),
    "workflow": Key("name", "the workflow that it runs"),
    "agent": Key("agent", "what a coding agent is asked"),
    "verify": Key("verify", "the project's own checks: `true`, or some of `test`, `lint`, `types` and commands"),
    "type": Key(
        "step_type",
        "`checkpoint` waits for a person; `generate` runs the workflow that its body returns, with its `inputs`",
    ),
    "use": Key("name", "a common step whose keys it takes; its own win"),
    "uses": Key("name", "the same as `use`"),
    "condition": Key(
        "condition",
        "judged when it is due, per item where it names that of its own `for_each`; when false it is passed over",
    ),
    "if": Key("condition", "the same as `condition`"),
    "env": Key("env", "variables of its commands"),
    "cwd": Key("path", "the folder below the workspace in which it runs", "the application's"),
    "sandbox": Key("bool", "false: its commands leave the sandbox of others' projects, as `git commit` must", "true"),
    "runs_on": Key("labels", "labels of the worker that does it, where a queue has the run; else it runs here", "any"),
    "timeout": Key("duration", "for each attempt; of a checkpoint, for the answer", "none"),
    "inputs": Key("inputs", "a map of values, or names of outputs and parameters"),
    "outputs": Key("outputs", "names that it gives, or a map of names to types"),
    "on_failure": Key("on_failure", "what happens after a failure", "abort"),
    "max_retries": Key("number", "attempts after the first one, where `on_failure` is `retry`", "2"),
    "retry_count": Key("number", "the same as `max_retries`"),
    "backoff": Key("backoff", "how long to wait between attempts"),
    "on_success": Key("actions", "done when the step has succeeded"),
    "for_each": Key("list_or_expression", "runs the step for each item"),
    "as": Key("name", "the name of the item in expressions", "item"),
    "max_parallel": Key("count", "how many items go at once", "1"),
    "fail_fast": Key("bool", "the first final failure ends the other items", "true"),
    "parallel": Key("bool", "at once with neighbours so marked that read none of its outputs", "false"),
    "risky": Key("bool", "asked about in hybrid mode", "false"),
    "undo": Key("line", "the command that takes back effects that are no files"),
    "once": Key("bool", "runs at most once; a kill in its midst asks a person", "false"),
    "done_if": Key("line", "a command that is asked after a kill; exit code 0: the work was done"),
    "evidence": Key("evidence", "what it must leave to have succeeded"),
    "ensure": Key("ensure", "conditions that must hold behind it"),
    "heal": Key("heal", "repair it before `on_failure`", "false"),
    "message": Key("text", "of a checkpoint: what the person is asked"),
    "on_timeout": Key("on_timeout", "of a checkpoint: `reject` or `approve`", "reject"),
    "approvers": Key("texts", "of a checkpoint: who may answer", "anybody"),
}
STATE: Keys = {
    **{name: key for name, key in STEP.items() if name not in ("name", "id", "parallel", "on_failure")},
    "name": Key("text", "the title of the state"),
    "on_failure": Key("state_failure", "what happens after a failure, or `{to, visits}`", "the run fails"),
    "next": Key("next", "the state behind it, or a list of `{if, to}` that is tried in order"),
    "visits": Key("count", "how often it may be entered before it counts as failed", "10"),
    "final": Key("final", "the run ends here: `success` or `failure`"),
}
SHARED: Keys = {**STEP, **STATE}
"""A common step where nothing tells yet whether steps or states use it."""
DEFAULTS: Keys = {name: STEP[name] for name in ("timeout", "max_retries", "on_failure", "backoff", "env", "heal")} | {
    "max_parallel": Key("count", "how many go at once", "10")
}
BODIES = ("station", "command", "workflow", "agent", "verify")
"""What a step can run, besides waiting at a checkpoint."""
ALIKE = (
    frozenset({*BODIES, "use", "uses"}),
    *map(frozenset, (("condition", "if"), ("name", "id"), ("max_retries", "retry_count"))),
    frozenset({"stages", "steps", "states"}),
    frozenset({"on_success", "success_actions"}),
)
"""Keys of which one takes the place of the others when a definition changes what it shares."""
