"""What a template's maker needs when a fresh scaffold had to be healed: patch, reproducer, fingerprint."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.runs.log import ExecutionLog
from mity.system.files import private_folder, write_atomic
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Export:
    """The three files and where they lie."""

    folder: Path
    files: tuple[str, ...]
    fingerprints: tuple[str, ...]


def export_healing(log: ExecutionLog, workspace: Path) -> Export:
    """Writes `fix.patch`, `reproduce.sh` and `healing.json` for a create-app run that was healed.

    Raises UsageError when the run scaffolded nothing or healed nothing, StorageError when it cannot be written.
    """
    scaffold = next((result for result in log.results.values() if result.success and "sha256" in result.evidence), None)
    if scaffold is None:
        raise UsageError(f"run {log.run_id} scaffolded nothing: only the healing of a fresh scaffold can be exported")
    kept = [attempt for attempt in attempts_of(log) if attempt["verdict"] == "kept"]
    if not kept:
        raise UsageError(f"run {log.run_id} kept no fix: there is nothing to export")
    folder = workspace / ".mity" / "exports" / log.run_id
    private_folder(folder)
    answers = log.context.metadata.get("answers") or {}
    facts = {
        "template": log.context.metadata.get("template") or {"stack": log.context.stack},
        "answers": answers,
        "scaffold_digest": scaffold.evidence.get("digest"),
        "healed": [_facts(attempt) for attempt in kept],
    }
    files = {
        "fix.patch": "".join(attempt["diff"] for attempt in kept),
        "reproduce.sh": _reproducer(log, answers),
        "healing.json": json.dumps(facts, indent=2, ensure_ascii=False) + "\n",
    }
    for name, text in files.items():
        write_atomic(folder / name, text.encode("utf-8", "backslashreplace"), private=True)
    return Export(folder, tuple(files), tuple(attempt["fingerprint"] for attempt in kept))


def attempts_of(log: ExecutionLog) -> list[dict[str, Any]]:
    """Every attempt of the run once, in order, those of repeated stations included."""
    older = [row["result"].get("healing") for row in log.history]
    newer = [result.healing for result in log.results.values()]
    told: dict[str, dict[str, Any]] = {}
    for attempt in (one for healing in (*older, *newer) if healing for one in healing["attempts"]):
        told[str(attempt.get("change") or len(told))] = attempt  # a result tells again what stayed repaired before it
    return list(told.values())


def _facts(attempt: dict[str, Any]) -> dict[str, Any]:
    names = ("fingerprint", "rule", "fix", "commands", "specialist")
    return {**{name: attempt[name] for name in names}, "diagnosis": attempt["diagnosis"]}


def _reproducer(log: ExecutionLog, answers: dict[str, str]) -> str:
    """A script that makes the same scaffold without healing, so that the failure shows."""
    template = log.context.metadata.get("template")
    source = ["--template", template["origin"], "--ref", template["commit"]] if template else []
    if template and not template["commit"]:
        source = source[:2]
    stack = ["--stack", log.context.stack] if log.context.stack else []
    derived = ("app_name", "app_slug", "package_name", "project_name", "project_slug")
    settings = [word for k, v in answers.items() if k not in derived for word in ("--set", f"{k}={v}")]
    trust = ["--trust"] if log.context.metadata.get("trusted") else []
    words = ["mity", "create-app", log.context.app_name, *stack, *source, *settings, *trust, "--no-heal"]
    return f'#!/bin/sh\nset -e\ncd "$(mktemp -d)"\n{shlex.join([*words, "--on-escalate", "abort"])}\n'
