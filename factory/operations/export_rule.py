"""A fix that a run kept, written as a rule with its test: a package that is ready to be a plug-in."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.changes.protected import LOCKS, matches
from mity.errors import UsageError
from mity.operations.export_healing import attempts_of
from mity.operations.rule_texts import PROJECT, RULE, TEST, register_text
from mity.runs.log import ExecutionLog
from mity.suggest import did_you_mean
from mity.system.files import private_folder, write_atomic
from mity.text.file_names import leads_out
from mity.text.records import dataclass

Hunk = tuple[str, str, str]
_MASK = "***"
_HUNK = re.compile(r"^@@ .*@@")


@dataclass(frozen=True, slots=True)
class ExportedRule:
    """The files of the package, where they lie, and the id of the rule."""

    folder: Path
    files: tuple[str, ...]
    rule: str


def export_rule(log: ExecutionLog, workspace: Path, wanted: str) -> ExportedRule:
    """Writes the kept fix that `wanted` names (a rule, a change, or a fingerprint or the beginning of one).

    Raises UsageError when the run kept no such fix, or one that no rule can repeat; StorageError.
    """
    attempt = _found(log, wanted)
    hunks, commands = _hunks(attempt, log.run_id), _commands(attempt, log.context.output_path)
    if not hunks and not commands:
        raise UsageError(f"the fix {attempt['rule']} of run {log.run_id} changed no file and ran no command: no rule")
    name = f"kept-{_plain(attempt['rule'])}-{hashlib.sha256(str(attempt['fingerprint']).encode()).hexdigest()[:6]}"
    module = re.sub(r"\W", "_", name)
    package = f"mity_{module}"
    words = _words(attempt, log.run_id, name, module, hunks, commands)
    files = {
        "pyproject.toml": PROJECT.format(**words, package=package),
        f"{package}/__init__.py": register_text(words),
        f"{package}/{module}.py": RULE.format(**words),
        f"tests/test_{module}.py": TEST.format(**words, package=package),
    }
    folder = workspace / ".mity" / "exports" / log.run_id / name
    for path, text in files.items():
        private_folder((folder / path).parent)
        write_atomic(folder / path, text.encode(), private=True)
    return ExportedRule(folder, tuple(files), name)


def _found(log: ExecutionLog, wanted: str) -> dict[str, Any]:
    kept = [one for one in attempts_of(log) if one.get("verdict") == "kept"]
    if not kept:
        raise UsageError(f"run {log.run_id} kept no fix: there is nothing to export")
    for one in kept:
        if wanted in (one["rule"], one.get("change")) or str(one["fingerprint"]).startswith(wanted):
            return one
    names = [str(one["rule"]) for one in kept]
    raise UsageError(f"run {log.run_id} kept no fix '{wanted}': {did_you_mean(wanted, names)}")


def _hunks(attempt: Mapping[str, Any], run_id: str) -> list[Hunk]:
    """What stood where, and what stands there now, for each part of the difference."""
    diff = str(attempt.get("diff", ""))
    if _MASK in diff:
        raise UsageError(f"the fix {attempt['rule']} of run {run_id} concerns a secret value, which no rule may hold")
    found: list[Hunk] = []
    old: list[str] = []
    new: list[str] = []
    path, fresh = "", False

    def close() -> None:
        if path and (old or new) and not matches(path.rpartition("/")[2], LOCKS):
            found.append((path, "" if fresh else "\n".join(old), "\n".join(new)))

    for line in diff.splitlines():
        if line.startswith("--- ") or _HUNK.match(line):
            close()
            old, new = [], []
            fresh = line == "--- /dev/null" if line.startswith("--- ") else fresh
        elif line.startswith("+++ "):
            path = line.removeprefix("+++ b/") if line != "+++ /dev/null" else ""
        elif line[:1] in ("-", " "):
            old.append(line[1:])
            new += [line[1:]] if line[0] == " " else []
        elif line.startswith("+"):
            new.append(line[1:])
        else:
            raise UsageError(f"the fix {attempt['rule']} of run {run_id} changed what no text shows: {line}")
    close()
    if odd := next((path for path, _, _ in found if leads_out(path)), ""):
        raise UsageError(f"the fix {attempt['rule']} of run {run_id} names {odd}, which is in no project: no rule")
    return found


def _plain(text: object) -> str:
    """A text of a log as a name: it is in the path of a folder and in a text of Python."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", str(text))[:60].strip("-.") or "fix"


def _commands(attempt: Mapping[str, Any], project: Path) -> list[tuple[str, ...]]:
    """The commands of the fix: programs by name, paths of the project relative to it."""
    made = []
    for line in attempt.get("commands", ()):
        try:
            words = [word.replace(f"{project}/", "").replace(str(project), ".") for word in shlex.split(str(line))]
        except ValueError as error:
            raise UsageError(
                f"the fix {attempt['rule']} ran what is no command, {str(line)[:80]!r}: {error}"
            ) from error
        if words:
            made.append((Path(words[0]).name, *words[1:]))
    return made


def _words(
    attempt: Mapping[str, Any],
    run_id: str,
    name: str,
    module: str,
    hunks: list[Hunk],
    commands: list[tuple[str, ...]],
) -> dict[str, str]:
    diagnosis = attempt["diagnosis"]
    title = str(attempt["fix"]) if attempt["rule"] != "coding-agent" else "change what a coding agent changed before"
    rows = "".join(f"    ({path!r}, {old!r}, {new!r}),\n" for path, old, new in hunks)
    lines = "".join(f"    {command!r},\n" for command in commands)
    return {
        "name": name,
        "module": module,
        "klass": "".join(part.capitalize() for part in module.split("_")),
        "title": repr(title),
        "run_id": _plain(run_id),
        "origin": _plain(attempt["rule"]),
        "signature": repr(str(diagnosis["rule"])),
        "subject": repr(str(diagnosis["subject"])),
        "error_type": repr(str(diagnosis["error_type"])),
        "specialist": repr(str(attempt["specialist"])),
        "hunks": f"(\n{rows})" if rows else "()",
        "commands": f"(\n{lines})" if lines else "()",
        "edits": str(len({path for path, _, _ in hunks})),
    }
