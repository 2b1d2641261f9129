"""The keys of the parts of a definition, and all tables of keys by the name of what they are in."""

from __future__ import annotations

from collections.abc import Mapping

from mity.workflow.keys import DEFAULTS, STAGE, STATE, STEP, WORKFLOW, Key, Keys

TYPES = ("string", "boolean", "number", "integer", "list", "object")
PARAMETER: Keys = {
    "type": Key("value_type", f"one of {', '.join(TYPES)}", "string"),
    "default": Key("any", "the value where none is given; without it the parameter is required"),
    "description": Key("text", "what it is for"),
    "required": Key("bool", "whether a value must be given", "without a default"),
    "values": Key("list", "the values that it may have"),
}
BACKOFF: Keys = {
    "initial": Key("duration", "before the first retry", "1s, of agents 10s"),
    "factor": Key("factor", "how many times as long each next wait is, from 1 to 100", "2"),
    "max": Key("duration", "the longest wait", "1m"),
    "jitter": Key("bool", "shortens each wait by up to a half by chance", "true"),
}
AGENT: Keys = {
    "prompt": Key("text", "what it is asked; this or `prompt_file`"),
    "prompt_file": Key("text", "the file of the workspace that holds the prompt"),
    "name": Key("agent_name", "which agent: one that mity knows or a command line", "the configured one"),
    "scopes": Key("texts", "globs of what it may change"),
    "budget": Key("budget", "members of `[agent]`: time, money, turns"),
}
BUDGET: Keys = {
    "time_budget_secs": Key("seconds", "how long it may work, in seconds", "that of `[agent]`"),
    "money_budget_usd": Key("amount", "what it may spend, in US dollars", "that of `[agent]`"),
    "turn_budget": Key("count", "how often its model may answer", "that of `[agent]`"),
}
MOST_OF_A_BUDGET, LEAST_S = 1_000_000.0, 0.1
AGENTS = (
    *("claude", "codex", "gemini", "opencode", "copilot", "qwen", "aider"),
    *("claude-acp", "codex-acp", "gemini-acp", "opencode-acp", "copilot-acp", "qwen-acp"),
)
"""The coding agents that mity knows, by which a name that is misspelled is told."""
CHECKS = ("test", "lint", "types")
MEANT_CHECKS: Mapping[str, str] = {
    **dict.fromkeys(("tests", "Test", "Tests", "TEST", "testing", "unit-tests", "unit_tests"), "test"),
    **dict.fromkeys(("linter", "linters", "linting", "lints", "Lint", "LINT"), "lint"),
    **dict.fromkeys(
        ("type", "Types", "TYPES", "typing", "typecheck", "type-check", "typechecker", "typecheckers"), "types"
    ),
}
"""Words by which a check of `verify` is meant, and no command."""
ASKED: Keys = {
    "type": Key("value_type", f"one of {', '.join(TYPES)}", "string"),
    "values": Key("list", "the answers that there are"),
    "default": Key("any", "the answer where none is given"),
}
EVIDENCE: Keys = {
    "junit": Key("globs", "reports of tests: at least one ran, none failed"),
    "coverage": Key("globs", "reports of coverage: cobertura, lcov, jacoco, coverage.json"),
    "sarif": Key("globs", "reports of findings"),
    "artefacts": Key("globs", "files that it makes"),
    "changed": Key("globs", "files of which it changes one"),
    "commit": Key("bool", "it makes a commit", "false"),
}
HEAL: Keys = {
    "scopes": Key("texts", "globs of what a repair may change"),
    "never": Key("texts", "globs of what no repair may change"),
    "agent": Key("agent_name", "the coding agent that is asked", "the configured one"),
    "limits": Key("limits", "members of `[healing]`: attempts, time"),
}
LIMITS = ("max_attempts_per_error", "max_total_iterations", "max_healing_time_secs", "max_consecutive_failures")
HANDLER: Keys = {
    "action": Key(
        "action_body",
        "a command, `@name`, a common step, a step, a typed action, or `request_user_input`",
    ),
    "notify": Key("flag_or_text", "tell of the failure, with this text", "false"),
    "max_attempts": Key("count", "how often action and step run again", "3 of `fix_and_retry`, else 0"),
    "message": Key("text", "what is told, or asked"),
    "then": Key("text", "a word of `on_failure` that follows the action", "fail"),
}
ROLLBACK: Keys = {
    "strategy": Key("strategy", "`checkpoint`", "checkpoint"),
    "checkpoints": Key("points", "where points are kept: `{after: STEP}` or `{before: STEP}`"),
    "cleanup_actions": Key("actions", "done behind a rollback"),
}
POINT: Keys = {
    "after": Key("name", "a point behind this step or stage"),
    "before": Key("name", "a point before this step or stage"),
}
TRIGGER_TYPES = (
    *("manual", "schedule", "spec_added", "spec_modified", "file_changed", "webhook"),
    *("workflow_completed", "tests_failed", "review_requested", "deployment_ready", "custom"),
)
EVENT_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,199}"
"""The names that events which a person or a script posts can have, as a regular expression."""
POSTED = ("review_requested", "deployment_ready", "tests_failed")
"""Types of triggers whose events are posted under their own names; every other name is that of a custom event."""
TRIGGER: Keys = {
    "type": Key("trigger_type", f"one of {', '.join(TRIGGER_TYPES)}"),
    "filter": Key("text", "of an event: a glob that its file or subject must match"),
    "labels": Key("texts", "of `webhook`, `review_requested`: globs, one of which must fit a label of the page"),
    "cron": Key("text", "of `schedule`: minute, hour, day, month, weekday; or `@daily` and the like"),
    "timezone": Key("text", "of `schedule`: the zone in which `cron` counts, such as `Europe/Berlin`", "UTC"),
    "name": Key(
        "text", "of the event, or of the workflow that ended; for what is not `custom` a glob, as `pull_request.*`"
    ),
    "parameters": Key("values", "values for the parameters of the run; `${{ event… }}` is what happened"),
}
CRON_ALIASES: Mapping[str, str] = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
GATE: Keys = {
    "metric": Key("metric", "what is measured"),
    "min": Key("bound", "the least that is good enough"),
    "max": Key("bound", "the most that is good enough"),
    "level": Key("level", "`error` or `warning`", "error"),
}
CONCURRENCY: Keys = {
    "group": Key("text", "runs of one group go one at a time; may hold expressions"),
    "busy": Key("busy", "`wait` or `refuse`", "wait"),
}
GROUP: Keys = {
    "group": Key("name", "the name of the stage that is made of it"),
    "steps": Key("name_list", "the steps that run at once"),
    "max_parallel": Key("count", "how many go at once", "10"),
}
RULE: Keys = {
    "if": Key("condition", "a condition; a bare name in it is an output"),
    "then": Key("action", "an action, `abort_workflow` or `pause_workflow`"),
}
ACTION_TYPES = ("notification", "trigger_workflow", "create_issue")
ACTION: Keys = {
    "type": Key("action_type", f"one of {', '.join(ACTION_TYPES)}; else it is a step"),
    "message": Key("text", "of `notification`: what is told"),
    "workflow": Key("name", "of `trigger_workflow`: which"),
    "inputs": Key("values", "of `trigger_workflow`: values for its parameters"),
    "title": Key("text", "of `create_issue`: its title; opened once a run on the forge of its `url`, else of origin"),
}
EDGE: Keys = {
    "to": Key("name", "the state"),
    "if": Key("condition", "when it is taken", "always"),
    "visits": Key("count", "how often it may be taken"),
}
TABLES: Mapping[str, Keys] = {
    "workflow": WORKFLOW,
    "stage": STAGE,
    "step": STEP,
    "state": STATE,
    "defaults": DEFAULTS,
    "parameter": PARAMETER,
    "backoff": BACKOFF,
    "agent": AGENT,
    "budget": BUDGET,
    "checkpoint input": ASKED,
    "evidence": EVIDENCE,
    "heal": HEAL,
    "error handler": HANDLER,
    "rollback": ROLLBACK,
    "rollback point": POINT,
    "trigger": TRIGGER,
    "gate": GATE,
    "concurrency": CONCURRENCY,
    "parallel group": GROUP,
    "rule": RULE,
    "action": ACTION,
    "edge": EDGE,
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "stage": ("name", "steps"),
    "trigger": ("type",),
    "gate": ("metric",),
    "concurrency": ("group",),
    "parallel group": ("group", "steps"),
    "rule": ("if", "then"),
    "edge": ("to",),
}
"""Keys that must be there."""
