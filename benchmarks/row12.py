"""Row 12, the page: its list of 10,000 runs as it is asked for first, and an event until a hundred watchers have it."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.env import SCRIPTS, plain_environment
from benchmarks.row10 import fill
from benchmarks.settings import Settings
from benchmarks.table import Line, Result, ms
from benchmarks.timing import in_turn, middle, ratio

LISTED, LIST_S = 10_000, 0.3
WATCHERS, OF_ONE_SESSION, DELAY_S = 100, 50, 0.1
ITEMS, BUSY = 400, 6_000
MANY, SLOWED = 500, 1.02
_PACED = "sleep 0.006"
"""With what mity itself takes for a step, a hundred items a second: two events in the journal each."""
_FLOW = (
    "name: flow\nparameters: {{all: {{type: list}}}}\n"
    "steps:\n  - {{name: many, for_each: '${{{{ parameters.all }}}}', as: one, command: '{command}'}}\n"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is served: how to reach it, and its process."""

    port: int
    token: str
    process: subprocess.Popen[str]

    def get(self, path: str, cookie: str = "") -> http.client.HTTPResponse:
        """An answer, read to its end. Raises OSError."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def cookie(self) -> str:
        """A new session."""
        return (self.get(f"/enter?token={self.token}").getheader("set-cookie") or "").partition(";")[0]


@contextmanager
def served(mity: Path, folder: Path, env: Mapping[str, str]) -> Iterator[Page]:
    """`mity serve` of a workspace, ended at the end. Raises RuntimeError when it does not begin."""
    argv = [str(mity), "serve", "--port", "0"]
    process = subprocess.Popen(argv, cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r":(\d+)/enter\?token=(\S+)", line)
        if not found:
            raise RuntimeError(f"`mity serve` said {line!r}")
        yield Page(int(found[1]), found[2], process)
    finally:
        process.terminate()
        process.wait()


def measure(settings: Settings) -> Iterator[Result]:
    """The list of a server that was just started, again and again; then a run that others watch."""
    mity = settings.environments.mity("web,otel") / "mity"
    count = LISTED // 10 if settings.quick else LISTED
    with settings.environments.scratch() as scratch:
        folder, env = Path(scratch), plain_environment(HOME=scratch)
        fill(mity, env, folder, count)
        cold = _first_list(mity, folder, env, count)
        took = statistics.median(_first_list(mity, folder, env, count) for _ in range(settings.rounds(9)))
    what = f"first list of {count:,} runs"
    yield Line(12, what, ms(took), f"in s; when nothing was ever listed {ms(cold)}", took, LIST_S)
    with settings.environments.scratch() as scratch:
        for path, name in (("events", "a reader of the stream"), ("live", "a page")):
            yield from _delays(settings, mity, Path(scratch), path, name)
        yield from _slowed(settings, mity, Path(scratch))


def _delays(settings: Settings, mity: Path, scratch: Path, path: str, name: str) -> Iterator[Result]:
    items = ITEMS // 4 if settings.quick else ITEMS
    rounds = range(settings.rounds(3))
    seen = [_watched(mity, scratch, "sleep 0.02", items, path, WATCHERS) for _ in rounds]
    delay, late = (statistics.median(one[key] for one in seen) / 1e3 for key in ("median_ms", "p95_ms"))
    reference = f"{WATCHERS} of them; 95 %: {ms(late)}, in s"
    yield Line(12, f"from the journal to {name}", ms(delay), reference, delay, DELAY_S)
    wrong = sum(one["wrong"] for one in seen)
    yield Line(12, f"of these with lost or doubled events, {name}", f"{wrong:.0f}", "none", wrong, 0, exact=True)


def _first_list(mity: Path, folder: Path, env: Mapping[str, str], count: int) -> float:
    with served(mity, folder, env) as page:
        cookie = page.cookie()
        began = time.perf_counter()
        answer = page.get("/", cookie)
        took = time.perf_counter() - began
        if answer.status != 200:
            raise RuntimeError(f"the list of {count} runs is {answer.status}")
        return took


def _watched(
    mity: Path, scratch: Path, command: str, items: int, path: str, count: int, *, idle: bool = False
) -> dict[str, float]:
    """What so many watchers of one run saw, none included, and the seconds that it took, `took_s`.

    `idle` ones take no time of the processor that anything else wants, as if they were on other machines.
    """
    folder = Path(tempfile.mkdtemp(dir=scratch))
    env = plain_environment(HOME=str(folder))
    (folder / "flow.yaml").write_text(_FLOW.format(command=command), encoding="utf-8")
    words = [str(mity), "run", "flow.yaml", "--quiet", f"--param=all={json.dumps(list(range(items)))}"]
    with served(mity, folder, env) as page:
        cookies = [page.cookie() for _ in range(-(-count // OF_ONE_SESSION))]
        began = time.perf_counter()
        run = subprocess.Popen(words, cwd=folder, env=env, stdout=subprocess.DEVNULL)
        name = _begun(folder, run)
        if not count:
            _over(folder, name, run)
            return {"took_s": time.perf_counter() - began}
        ends: list[float] = []

        def over() -> dict[str, list[float]]:
            events = _over(folder, name, run)
            ends.append(time.perf_counter())
            return events

        told = {"port": page.port, "path": f"/runs/{name}/{path}", "cookies": cookies, "count": count, "idle": idle}
        seen = watching(told, over)
        return {**seen, "took_s": ends[0] - began}


def _slowed(settings: Settings, mity: Path, scratch: Path) -> Iterator[Result]:
    """A minute of a run, with 200 events a second, while nobody watches and while very many do."""
    items = BUSY // 10 if settings.quick else BUSY
    wrong: list[float] = []

    def run(count: int) -> float:
        seen = _watched(mity, scratch, _PACED, items, "events", count, idle=True)
        wrong.append(seen.get("wrong", 0.0))
        return seen["took_s"]

    series = in_turn(settings.rounds(3), {"alone": lambda: run(0), "watched": lambda: run(MANY)}, warm_up=False)
    alone, watched = (f"{middle(series, name):.1f} s" for name in ("alone", "watched"))
    yield Line(12, f"a run while {MANY} watch", watched, f"nobody: {alone}", ratio(series, "watched", "alone"), SLOWED)
    yield Line(
        12, f"of {MANY} those with lost or doubled events", f"{sum(wrong):.0f}", "none", sum(wrong), 0, exact=True
    )


def watching(told: Mapping[str, Any], over: Any) -> dict[str, float]:
    """What `peers/watchers.py` saw of a run; `over` waits for its end and returns its events. Raises RuntimeError."""
    argv = [sys.executable, str(SCRIPTS / "watchers.py"), json.dumps(told)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(argv, **pipes) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdout.readline()
        process.stdin.write(json.dumps(over()) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
    if not line:
        raise RuntimeError("the watchers broke off")
    seen: dict[str, float] = json.loads(line)
    return seen


def _begun(folder: Path, run: subprocess.Popen[bytes]) -> str:
    while run.poll() is None:
        for journal in (folder / ".mity" / "logs").glob("*.journal.jsonl"):
            return journal.name.removesuffix(".journal.jsonl")
        time.sleep(0.01)
    raise RuntimeError(f"the run ended with {run.returncode} before anybody watched it")


def _over(folder: Path, name: str, run: subprocess.Popen[bytes]) -> dict[str, list[float]]:
    """The numbers and times of a run's durable events, once it is over. Raises RuntimeError."""
    if run.wait():
        raise RuntimeError(f"the run ended with {run.returncode}")
    rows = []
    for path in sorted((folder / ".mity" / "logs").glob(f"{name}.events-*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    events = [row for row in rows if "document" not in row]
    return {"seqs": [row["seq"] for row in events], "times": [_seconds(row["time"]) for row in events]}


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
