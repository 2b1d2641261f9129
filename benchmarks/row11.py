"""Row 11, a command step: what it takes over `sh -c` of the same line, and how doit, go-task, act and Prefect do."""

from __future__ import annotations

import shlex
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.env import SCRIPTS, plain_environment
from benchmarks.settings import Settings
from benchmarks.table import Line, Peer, Result, ms
from benchmarks.timing import in_turn, process, ratio

MANY = 100
OVER_S = 0.008
AHEAD_OF = ("act", "prefect")
LINE = "true"
Call = Callable[[], float]
_FIRST, _LAST = "first", "last"


def measure(settings: Settings) -> Iterator[Result]:
    """A process of each engine in turn, with a hundred commands between two that tell the time."""
    with settings.environments.scratch() as scratch:
        calls = _work(settings, Path(scratch))
        series = in_turn(settings.rounds(5), calls)
    took = {name: statistics.median(values) for name, values in series.items()}
    over = statistics.median(a - b for a, b in zip(series["mity"], series["sh -c"], strict=True))
    yield Line(11, "a command step", ms(took["mity"]), f"sh -c: {ms(took['sh -c'])}, over it in s", over, OVER_S)
    for name in [one for one in calls if one not in ("mity", "sh -c")]:
        if name in AHEAD_OF:
            share = ratio(series, "mity", name)
            yield Line(11, f"a command step against {name}", ms(took["mity"]), f"{name}: {ms(took[name])}", share, 1.0)
        else:
            yield Peer(11, name, f"a command `{LINE}`", ms(took[name]), took[name] / took["mity"])


def lines(folder: Path) -> list[str]:
    """The commands that an engine is to run one after another, each in a shell: the outer two tell the time."""
    stamp = folder / "stamp"
    stamp.write_text('date +%s%N > "$1"\n', encoding="utf-8")  # some engines have a use of their own for the percents
    told = [shlex.join(["sh", str(stamp), str(folder / name)]) for name in (_FIRST, _LAST)]
    return [told[0], *[LINE] * MANY, told[1]]


def between(argv: Sequence[str | Path], env: Mapping[str, str], cwd: Path, folder: Path) -> Call:
    """Work that runs an engine with the `lines` of a folder and returns the seconds of one command, by what they told.

    So how long the engine starts and ends, and how much that varies, does not count. Raises RuntimeError.
    """
    whole = process(argv, env, cwd)

    def call() -> float:
        told = [folder / name for name in (_FIRST, _LAST)]
        for path in told:
            path.unlink(missing_ok=True)
        whole()
        if missing := [path.name for path in told if not path.exists()]:
            raise RuntimeError(f"`{argv[0]}` never ran its {missing[0]} command")
        began, ended = (int(path.read_text(encoding="utf-8")) for path in told)
        return (ended - began) / 1e9 / (MANY + 1)

    return call


def _work(settings: Settings, scratch: Path) -> dict[str, Call]:
    places, calls = settings.environments, {}

    def add(name: str, make: Callable[[Path, list[str]], Sequence[str | Path]], **more: str) -> None:
        folder = scratch / name.replace(" ", "")
        folder.mkdir()
        argv = make(folder, lines(folder))
        calls[name] = between(argv, plain_environment(HOME=str(folder), **more), folder, folder)

    add("mity", lambda folder, given: [places.mity() / "mity", "run", _flow(folder, given), "--quiet"])
    add("sh -c", lambda folder, given: ["sh", _script(folder, given)])
    add("doit", lambda folder, given: [places.peer("doit") / "doit", "-f", _tasks(folder, given)])
    python = places.peer("prefect") / "python"
    add("prefect", lambda folder, given: [python, SCRIPTS / "prefect_commands.py", *given], **_PREFECT)
    if (task := places.go_program("go-task")) is not None:
        add("go-task", lambda folder, given: [task / "task", "--taskfile", _taskfile(folder, given)])
    if (act := places.go_program("act")) is not None:
        add("act", lambda folder, given: [act / "act", "push", *_ACT, "--directory", _repository(folder, given)])
    return calls


_PREFECT = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # its 20 are too few on a busy machine
}
"""A flow starts a server of its own; nothing is sent anywhere."""
_ACT = ("-P", "ubuntu-latest=-self-hosted", "--quiet")
"""On this machine, without a container."""


def _flow(folder: Path, given: list[str]) -> Path:
    steps = "".join(f"  - {{name: s{number}, command: '{line}'}}\n" for number, line in enumerate(given))
    return _written(folder / "flow.yaml", f"name: flow\nsteps:\n{steps}")


def _script(folder: Path, given: list[str]) -> Path:
    return _written(folder / "all.sh", "".join(f"sh -c {shlex.quote(line)}\n" for line in given))


def _tasks(folder: Path, given: list[str]) -> Path:
    tasks = f"def task_s():\n    for n, line in enumerate({given!r}):\n        before = [f's:{{n - 1}}'] if n else []\n"
    return _written(
        folder / "dodo.py", f"{tasks}        yield {{'name': str(n), 'actions': [line], 'task_dep': before}}\n"
    )


def _taskfile(folder: Path, given: list[str]) -> Path:
    """With a shell of its own for each line: go-task has one built in, which starts nothing for `true`."""
    commands = "".join(f"      - sh -c {shlex.quote(line)}\n" for line in given)
    text = f"version: '3'\nsilent: true\ntasks:\n  default:\n    cmds:\n{commands}"
    return _written(folder / "Taskfile.yml", text)


def _repository(folder: Path, given: list[str]) -> Path:
    """A repository with a job of so many `run` steps."""
    project = folder / "act"
    flow = project / ".github" / "workflows" / "flow.yaml"
    flow.parent.mkdir(parents=True)
    steps = "".join(f"      - run: {line}\n        shell: sh\n" for line in given)
    _written(flow, f"on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n{steps}")
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "a"]):
        process(["git", *words], plain_environment(HOME=str(folder)), project)()
    return project


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
