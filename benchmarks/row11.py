"""Row 11, a command step: what it takes over `sh -c` of the same line, and how doit, go-task, act and Prefect do."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.env import SCRIPTS, plain_environment
from benchmarks.settings import Settings
from benchmarks.table import Line, Peer, Result, ms
from benchmarks.timing import in_turn, process

FEW, MANY = 1, 101
OVER_S = 0.008
AHEAD_OF = ("act", "prefect")
LINE = "true"
Calls = dict[str, Callable[[], float]]


def measure(settings: Settings) -> Iterator[Result]:
    """Whole processes of 1 and of 101 commands in turn; the difference by 100 is a command without the start."""
    with settings.environments.scratch() as scratch:
        works = {count: _work(settings, Path(scratch) / str(count), count) for count in (FEW, MANY)}
        calls = {f"{name} {count}": call for count, work in works.items() for name, call in work.items()}
        series = in_turn(settings.rounds(5), calls)
    names = list(works[FEW])
    each = {name: _each(series[f"{name} {FEW}"], series[f"{name} {MANY}"]) for name in names}
    took = {name: statistics.median(values) for name, values in each.items()}
    over = statistics.median(a - b for a, b in zip(each["mity"], each["sh -c"], strict=True))
    yield Line(11, "a command step", ms(took["mity"]), f"sh -c: {ms(took['sh -c'])}, over it in s", over, OVER_S)
    for name in names[1:]:
        if name in AHEAD_OF:
            share = compared(each["mity"], each[name])
            yield Line(11, f"a command step against {name}", ms(took["mity"]), f"{name}: {ms(took[name])}", share, 1.0)
        else:
            yield Peer(11, name, f"a command `{LINE}`", ms(took[name]), took[name] / took["mity"])


def compared(ours: list[float], theirs: list[float]) -> float:
    """What is ours over what is theirs, by the medians of the rounds.

    Infinite where theirs is no time, since its start varied more than its commands took: then nothing was shown.
    """
    took = statistics.median(theirs)
    return statistics.median(ours) / took if took > 0 else math.inf


def _each(few: list[float], many: list[float]) -> list[float]:
    return [(b - a) / (MANY - FEW) for a, b in zip(few, many, strict=True)]


def _work(settings: Settings, folder: Path, count: int) -> Calls:
    """A process of each engine that runs so many commands one after another, each in a shell of its own."""
    folder.mkdir()
    places, env = settings.environments, plain_environment(HOME=str(folder))
    steps = "".join(f"  - {{name: s{number}, command: '{LINE}'}}\n" for number in range(count))
    (folder / "flow.yaml").write_text(f"name: flow\nsteps:\n{steps}", encoding="utf-8")
    (folder / "all.sh").write_text(f"sh -c {LINE}\n" * count, encoding="utf-8")
    tasks = f"def task_s():\n    for n in range({count}):\n        before = [f's:{{n - 1}}'] if n else []\n"
    tasks += f"        yield {{'name': str(n), 'actions': ['{LINE}'], 'task_dep': before}}\n"
    (folder / "dodo.py").write_text(tasks, encoding="utf-8")
    found: Calls = {
        "mity": process([places.mity() / "mity", "run", "flow.yaml", "--quiet"], env, folder),
        "sh -c": process(["sh", "all.sh"], env, folder),
        "doit": process([places.peer("doit") / "doit"], env, folder),
        "prefect": _prefect(settings, env, folder, count),
    }
    if (go := places.go_program("go-task")) is not None:
        # a shell of its own for each line: go-task has one built in, which starts nothing for `true`
        lines = "".join(f"      - sh -c {LINE}\n" for _ in range(count))
        (folder / "Taskfile.yml").write_text(f"version: '3'\nsilent: true\ntasks:\n  default:\n    cmds:\n{lines}")
        found["go-task"] = process([go / "task"], env, folder)
    if (go := places.go_program("act")) is not None:
        found["act"] = _act(go / "act", env, folder, count)
    return found


def _prefect(settings: Settings, env: dict[str, str], folder: Path, count: int) -> Callable[[], float]:
    """A flow with a server of its own, which every process of it starts; nothing is sent anywhere."""
    quiet = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_LOGGING_LEVEL": "ERROR", "DO_NOT_TRACK": "1"}
    quiet["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "120"  # its 20 are too few on a busy machine
    python = settings.environments.peer("prefect") / "python"
    return process([python, SCRIPTS / "prefect_commands.py", str(count), LINE], {**env, **quiet}, folder)


def _act(program: Path, env: dict[str, str], folder: Path, count: int) -> Callable[[], float]:
    """A job of so many `run` steps on this machine, without a container."""
    project = folder / "act"
    flow = project / ".github" / "workflows" / "flow.yaml"
    flow.parent.mkdir(parents=True)
    steps = f"      - run: {LINE}\n        shell: sh\n" * count
    flow.write_text(f"on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n{steps}", encoding="utf-8")
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "a"]):
        process(["git", *words], env, project)()
    return process([program, "push", "-P", "ubuntu-latest=-self-hosted", "--quiet"], env, project)
