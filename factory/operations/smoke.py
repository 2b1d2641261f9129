"""Smoke: each stack made, proven and thrown away (or kept), in every combination of options asked for."""

from __future__ import annotations

import itertools
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from mity.command import Command
from mity.errors import EXIT_DONE, EXIT_FAILED, EXIT_UNPROVEN
from mity.operations.ci_commands import CiProof, CiStep, ci_proof
from mity.projects.names import AppName
from mity.stacks.model import Stack
from mity.system.runner import Runner
from mity.system.scratch import Scratch
from mity.system.trees import tree
from mity.text.records import dataclass, field

LIMIT_S = 3600.0
NAME = "app_name"
"""The answer that create-app takes as its argument."""
_IDENTITY = (("NAME", "mity smoke"), ("EMAIL", "smoke@localhost"))
# what is thrown away may be committed by anybody
_NOBODY = {f"GIT_{role}_{what}": word for role in ("AUTHOR", "COMMITTER") for what, word in _IDENTITY}


@dataclass(frozen=True, slots=True)
class SmokeCase:
    """One application to make: of a stack or a template, with answers."""

    source: str
    words: tuple[str, ...]
    answers: tuple[tuple[str, str], ...] = ()
    app: str = "smoke"

    @property
    def options(self) -> str:
        """The answers in one line."""
        return " ".join(f"{name}={value}" for name, value in self.answers)

    @property
    def argv(self) -> tuple[str, ...]:
        """What makes the application. Nothing is repaired: a template that needs it is not sound."""
        answers = [word for pair in self.answers if pair[0] != NAME for word in ("--set", "=".join(pair))]
        return (
            sys.executable,
            "-P",
            "-m",
            "mity",
            "create-app",
            self.app,
            *self.words,
            *answers,
            "--no-heal",
            "--json",
        )


@dataclass(frozen=True, slots=True)
class SmokeResult:
    """What became of a case: verdict, exit code of create-app, seconds, tests, bytes, and why when it is not proven.

    `ci` are the commands of the application's own CI file as they ended; `path` is its folder when it was kept.
    """

    source: str
    options: str
    verdict: str
    exit_code: int
    seconds: float
    stations: dict[str, float] = field(default_factory=dict)
    tests: int = 0
    page: str = ""
    source_bytes: int = 0
    total_bytes: int = 0
    why: str = ""
    path: str = ""
    ci: tuple[CiStep, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The row as data."""
        return asdict(self)


def cases(stacks: Iterable[str], template: str, settings: Sequence[tuple[str, str]]) -> list[SmokeCase]:
    """Every stack (or the template) with every combination of the answers; a name given twice has two values.

    No two applications have the same name, so that one workspace can hold them all.
    """
    values: dict[str, list[str]] = {}
    for name, value in settings:
        values.setdefault(name, []).append(value)
    combined = [tuple(zip(values, chosen, strict=True)) for chosen in itertools.product(*values.values())]
    sources: list[tuple[str, tuple[str, ...]]] = []
    sources += [(template, ("--template", template, "--trust"))] if template else []
    sources += [(stack, ("--stack", stack)) for stack in stacks]
    made: list[SmokeCase] = []
    named: Counter[str] = Counter()
    for (source, words), answers in itertools.product(sources, combined):
        app = dict(answers).get(NAME) or _app(source)
        folder = AppName(app).slug
        named[folder] += 1
        made.append(SmokeCase(source, words, answers, app if named[folder] == 1 else f"{app}-{named[folder]}"))
    return made


def smoke(
    runner: Runner,
    wanted: Sequence[SmokeCase],
    jobs: int,
    extra: Sequence[str] = (),
    said: Callable[[SmokeResult], None] = lambda tried: None,
    keep: Path | None = None,
    stack_of: Callable[[str], Stack | None] = lambda source: None,
) -> list[SmokeResult]:
    """Tries each case, `jobs` at once. Rows come in the order of the cases.

    `stack_of` gives the stack of a source whose applications must pass the commands of their own CI, too.
    `extra` words go to each create-app; `said` hears of each row when it is there. The applications and their logs are
    in the workspace `keep` afterwards, or without it gone.
    """

    def one(case: SmokeCase) -> SmokeResult:
        with _workspace(keep) as workspace:
            tried = _try(runner, case, extra, workspace, kept=keep is not None)
            stack = stack_of(case.source) if tried.exit_code == EXIT_DONE else None
            if stack is not None:
                tried = _with_ci(tried, ci_proof(runner.run, stack, workspace / AppName(case.app).slug))
        said(tried)
        return tried

    with ThreadPoolExecutor(jobs) as pool:
        try:
            return list(pool.map(one, wanted))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            runner.cancel()
            raise


def exit_code(rows: Iterable[SmokeResult]) -> int:
    """Done when every case is proven; unproven when all that is wrong is a missing tool; else failed."""
    codes = {row.exit_code for row in rows}
    if codes <= {EXIT_DONE}:
        return EXIT_DONE
    return EXIT_UNPROVEN if codes <= {EXIT_DONE, EXIT_UNPROVEN} else EXIT_FAILED


def _with_ci(tried: SmokeResult, proof: CiProof) -> SmokeResult:
    """A proven row with what its CI commands showed, which may end that."""
    seconds = round(tried.seconds + sum(step.seconds for step in proof.steps), 1)
    shown = replace(tried, ci=proof.steps, seconds=seconds)
    if not proof.why:
        return shown
    code, verdict = (EXIT_UNPROVEN, "unproven") if proof.unavailable else (EXIT_FAILED, "failed")
    return replace(shown, verdict=verdict, exit_code=code, why=proof.why)


def _app(source: str) -> str:
    """What the application of a stack or a template is called."""
    name = re.sub(r"[^a-z0-9]+", "-", Path(source).name.lower()).strip("-") or "app"
    return f"smoke-{name}"[:40].rstrip("-")


@contextmanager
def _workspace(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with Scratch("smoke") as folder:
        yield folder


def _try(runner: Runner, case: SmokeCase, extra: Sequence[str], workspace: Path, kept: bool) -> SmokeResult:
    began = time.monotonic()
    outcome = runner.run(Command((*case.argv, *extra), workspace, _NOBODY, LIMIT_S))
    seconds = time.monotonic() - began
    code = outcome.exit_code if outcome.exit_code is not None else EXIT_FAILED
    report = _report(outcome.output)
    results = {row["station"]: row["result"] for row in report.get("results", ())}
    path = Path(report["app"]["path"]) if "app" in report else workspace / case.app
    shown: dict[str, Any] = {}
    for result in results.values():
        shown |= result["evidence"]
    page = shown.get("page", {})
    return SmokeResult(
        case.source,
        case.options,
        str(report.get("verdict") or "not proven"),
        code,
        round(seconds, 1),
        {station: round(result["duration_s"], 1) for station, result in results.items()},
        int(shown.get("passed", 0)),
        str(page.get("unavailable") or ("shown" if page else "")),
        _size(path / name for name in shown.get("sha256", {})),
        _size(path / name for name in tree(path)) if path.is_dir() else 0,
        "" if code == EXIT_DONE else _why(report, outcome.output),
        str(path) if kept and path.is_dir() else "",
    )


def _report(output: str) -> dict[str, Any]:
    """The JSON document among what create-app printed; empty when there is none."""
    for start in re.finditer(r"^\{", output, re.MULTILINE):
        with suppress(ValueError):
            return dict(json.JSONDecoder().raw_decode(output[start.start() :])[0])
    return {}


def _why(report: Mapping[str, Any], output: str) -> str:
    """Why it is not proven: the first station that did not end well, in its own words."""
    for row in report.get("results", ()):
        if row["result"]["status"] != "done":
            return f"{row['station']}: {row['result']['message']}"
    said = report.get("error")
    lines = [line for line in output.splitlines() if line.strip()]
    return str(said.get("message", said) if isinstance(said, dict) else said or (lines[-1] if lines else "nothing"))


def _size(paths: Iterable[Path]) -> int:
    """Bytes of the files that are there; a link counts as none."""
    return sum(path.lstat().st_size for path in paths if path.is_file() and not path.is_symlink())
