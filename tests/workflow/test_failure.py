"""What a definition says for failures: words, recovery steps and their rounds, and what has no effect."""

from __future__ import annotations

from pathlib import Path

from definition import STATIONS, mistakes, read, written
from mity.workflow.core import Handler, Policy
from mity.workflow.library import Library
from rows import each


def chain(folder: Path, keys: str) -> tuple[Handler, ...] | None:
    """The chain of a step with these keys."""
    return next(read(folder, f"steps: [{{station: build, {keys}}}]\n").steps()).on_failure


def test_recovery_steps_need_no_name_and_have_no_policy_of_their_own(tmp_path: Path) -> None:
    found = chain(
        tmp_path, "timeout: 1m, on_failure: [{command: one}, {station: test}, {id: fix, command: [a, b]}, retry]"
    )
    assert found is not None
    [handler] = found
    assert (handler.policy, handler.retries) == (Policy.STEPS, 1)
    assert [(one.id, one.body, one.on_failure) for one in handler.steps] == [
        *(("recovery-1", "command", ()), ("recovery-2", "test", ()), ("fix", "command", ())),
    ]


def test_rounds_without_steps_are_retries(tmp_path: Path) -> None:
    assert chain(tmp_path, "on_failure: [retry: 3]") == (Handler(Policy.RETRY, 3, jitter=True),)
    assert chain(tmp_path, "on_failure: [retry]") == (Handler(Policy.RETRY, 1, jitter=True),)
    assert chain(tmp_path, "on_failure: [{command: x}]") is not None


def test_heal_comes_first_and_may_be_switched_off(tmp_path: Path) -> None:
    found = chain(tmp_path, "heal: true, on_failure: [{command: x}, {retry: 2}]") or ()
    assert [one.policy for one in found] == [Policy.HEAL, Policy.STEPS]
    assert chain(tmp_path, "heal: false") == (Handler(Policy.ASK),)
    assert chain(tmp_path, "heal: true, on_failure: skip") == (Handler(Policy.HEAL), Handler(Policy.SKIP))


def test_recovery_steps_among_the_defaults_are_of_every_step(tmp_path: Path) -> None:
    """They take the other defaults, and not their own failure policy again."""
    flow = read(
        tmp_path,
        """
        defaults: {timeout: 9s, on_failure: [{command: clean}, {retry: 2}]}
        steps: [{name: a, command: x}, {name: b, command: x, on_failure: abort}]
        """,
    )
    a, b = flow.steps()
    assert a.on_failure is not None
    [handler] = a.on_failure
    assert (handler.retries, handler.steps[0].timeout_s, handler.steps[0].on_failure) == (2, 9, ())
    assert b.on_failure == (Handler(Policy.ABORT),)


@each(
    ("keys", "column", "code"),
    [
        ("on_failure: retyr", 38, "wrong-type"),
        ("on_failure: fix_and_retry", 38, "missing-key"),
        ("on_failure: {retry: 1}", 38, "wrong-type"),
        ("on_failure: []", 38, "missing-key"),
        ("on_failure: [retry, {command: x}]", 39, "wrong-type"),
        ("on_failure: [{command: x}, retry: 0]", 60, "wrong-type"),
        ("on_failure: [{command: x}, retry: 1.5]", 60, "wrong-type"),
        ("on_failure: [{command: x, on_failure: abort}]", 52, "unknown-key"),
        ("on_failure: [{command: x, heal: true}]", 52, "unknown-key"),
        ("on_failure: [{}]", 39, "missing-key"),
        ("on_failure: [abort]", 39, "wrong-type"),
        ("on_failure: [{id: a, command: x}, {id: a, command: y}]", 60, "duplicate-name"),
        ("max_retries: 1001, on_failure: retry", 39, "wrong-type"),
        ("max_retries: -1, on_failure: retry", 39, "wrong-type"),
        ("max_retries: true, on_failure: retry", 39, "wrong-type"),
        ("backoff: {initial: 1}, on_failure: retry", 45, "wrong-type"),
        ("backoff: {factor: 0}, on_failure: retry", 44, "wrong-type"),
        ("backoff: {factor: fast}, on_failure: retry", 44, "wrong-type"),
        ("backoff: {initial: 1}, on_failure: abort", 45, "wrong-type"),
        ("max_retries: many, on_failure: [{command: x}]", 39, "wrong-type"),
        ("backoff: 3", 35, "wrong-type"),
        ("retry_count: -1, heal: true", 39, "wrong-type"),
        ("backoff: {jitter: 1}, on_failure: retry", 44, "wrong-type"),
        ("heal: {scope: [src]}", 33, "unknown-key"),
    ],
)
def test_mistakes(tmp_path: Path, keys: str, column: int, code: str) -> None:
    found = [(one.line, one.column, one.code) for one in mistakes(tmp_path, f"steps: [{{station: build, {keys}}}]\n")]
    assert (1, column, code) in found, found


@each(
    "keys, column",
    [
        ("max_retries: 3", 39),
        ("retry_count: 3, on_failure: skip", 39),
        ("backoff: {initial: 1s}, on_failure: abort", 35),
        ("max_retries: 3, on_failure: [{command: x}, {retry: 1}]", 39),
    ],
)
def test_numbers_of_a_retry_that_nobody_asks_for_are_a_warning(tmp_path: Path, keys: str, column: int) -> None:
    written(tmp_path, f"steps: [{{station: build, {keys}}}]\n")
    library = Library(tmp_path)
    library.find("flow.yaml", STATIONS)
    assert [(one.column, one.code) for one in library.warnings] == [(column, "missing-key")]


def test_backoff_in_seconds(tmp_path: Path) -> None:
    found = chain(tmp_path, "on_failure: retry, backoff: {initial: 250ms, factor: 1.5, max: 2m}")
    assert found == (Handler(Policy.RETRY, 2, 0.25, 1.5, 120.0, jitter=True),)
