"""`mity watch` in a process of its own: killed, doubled, stormed, interrupted, and delivered to."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import threading
import time
from urllib.parse import urlsplit

import psutil
import pytest
from delivering import SECRET, configure, define, deliver, github, served, until, waiting, watching

from harness import Mity

pytestmark = [pytest.mark.slow, pytest.mark.rotation("stories", of=3)]
ENV = {"HOOK_SECRET": SECRET}
SETTINGS = '[watch]\ngithub_secret_env = "HOOK_SECRET"\n'
PUSH = {"ref": "refs/heads/main", "after": "1" * 40, "repository": {"full_name": "o/r"}}
QUEUED = """
triggers: [{type: custom, name: work, parameters: {n: "${{ event.data.n }}"}}]
parameters: {n: {}}
steps:
  - {name: first, command: 'echo "${{ parameters.n }}" >> first'}
  - name: second
    command: |
      echo "${{ parameters.n }}" >> second
      if [ "${{ parameters.n }}" = 2 ] && [ ! -e go ]; then touch held; sleep 60; fi
  - {name: third, command: 'echo "${{ parameters.n }}" >> third'}
"""
PUSHED = """
triggers: [{type: webhook, name: push, filter: main}]
steps: [{name: note, command: 'echo "${{ event.data.commit }}" >> seen; env | grep -c HOOK_SECRET >> secrets || true'}]
"""


def lines(mity: Mity, name: str) -> list[str]:
    path = mity.workspace / name
    return path.read_text().splitlines() if path.exists() else []


def trusted(mity: Mity) -> None:
    assert mity("watch", "--once", "--trust").code == 0


def end_group(pid: int) -> None:
    """Kills a process and what it started, as a machine that goes down does."""
    parts = [*psutil.Process(pid).children(recursive=True), psutil.Process(pid)]
    for one in parts:
        one.kill()
    psutil.wait_procs(parts, timeout=5)


def test_a_kill_in_the_midst_of_the_queue_loses_nothing_and_doubles_nothing(mity: Mity) -> None:
    define(mity, "work", QUEUED)
    trusted(mity)
    for number in range(1, 5):
        mity("event", "work", "--data", f"n={number}")
    with watching(mity) as watch:
        assert until(lambda: (mity.workspace / "held").exists()), watch.text
        end_group(watch.process.pid)
    assert lines(mity, "third") == ["1"] and len(waiting(mity)) == 3
    (mity.workspace / "go").touch()
    done = mity("watch", "--once")
    assert done.code == 0, done.text
    assert lines(mity, "first") == ["1", "2", "3", "4"], "what had ended is not run again"
    assert lines(mity, "second") == ["1", "2", "2", "3", "4"], "the step that was killed is"
    assert lines(mity, "third") == ["1", "2", "3", "4"]
    assert waiting(mity) == [] and len(served(mity)) == 4
    runs = [row["jobs"][0]["run_id"] for row in served(mity)]
    assert len({*runs}) == 4 == len(list((mity.workspace / ".mity/logs").glob("*.json")))


def test_kills_at_any_moment_serve_each_event_once(mity: Mity) -> None:
    define(mity, "work", QUEUED)
    trusted(mity)
    (mity.workspace / "go").touch()
    for number in range(12):
        mity("event", "work", "--data", f"n={number}")
    for pause in (0.0, 0.02, 0.05, 0.11, 0.2):
        with watching(mity) as watch:
            time.sleep(pause)
            end_group(watch.process.pid)
    assert mity("watch", "--once").code == 0
    assert sorted({*lines(mity, "third")}, key=int) == [str(number) for number in range(12)]
    assert len(list((mity.workspace / ".mity/logs").glob("*.json"))) == 12, "one run for each event"
    ids = [row["id"] for row in served(mity)]
    assert len({*ids}) == 12


def test_an_interrupt_leaves_the_run_to_be_resumed_and_a_second_watcher_is_turned_away(mity: Mity) -> None:
    define(mity, "work", QUEUED)
    trusted(mity)
    mity("event", "work", "--data", "n=2")
    with watching(mity) as watch:
        assert until(lambda: (mity.workspace / "held").exists()), watch.text
        second = mity("watch", "--once")
        assert second.code == 5 and "another `mity watch` serves" in second.err, second.text
        watch.process.send_signal(signal.SIGINT)
        assert watch.process.wait(20) == 130, watch.text
        assert "1 events wait" in watch.text and "Traceback" not in watch.text
    (mity.workspace / "go").touch()
    with watching(mity) as watch:
        watch.says("custom work: work passed")
        assert lines(mity, "first") == ["2"] and lines(mity, "third") == ["2"]
        watch.process.send_signal(signal.SIGTERM)
        assert watch.process.wait(20) == 0, watch.text


def test_a_delivery_is_served_once_over_restarts_and_a_wrong_signature_never(mity: Mity) -> None:
    define(mity, "pushed", PUSHED)
    configure(mity, SETTINGS)
    trusted(mity)
    headers, body = github(PUSH, "push", "d-1")
    with watching(mity, "--port", "0", env=ENV) as watch:
        url = f"{watch.url}/hooks/github"
        assert deliver(url, github(PUSH, "push", "d-0", "guessed")[0], body) == 403
        assert deliver(url, headers, body) == 202
        assert deliver(url, headers, body) == 200, "while it waits or runs"
        watch.says("webhook push main: pushed passed")
        assert deliver(url, headers, body) == 200, "once it was served"
        end_group(watch.process.pid)
    with watching(mity, "--port", "0", env=ENV) as watch:
        url = f"{watch.url}/hooks/github"
        assert deliver(url, headers, body) == 200, "by another watcher"
        assert deliver(url, {**headers, "X-GitHub-Delivery": "d-2"}, body) == 200, "the same signed content"
        assert deliver(url, *github({**PUSH, "after": "2" * 40}, "push", "d-3")) == 202
        assert until(lambda: len(lines(mity, "seen")) == 2), watch.text
    assert lines(mity, "seen") == ["1" * 40, "2" * 40]
    assert lines(mity, "secrets") == ["0", "0"], "runs do not see the secret"
    assert SECRET not in (mity.workspace / ".mity/watch/served.jsonl").read_text()


def test_what_is_too_large_too_slow_or_no_delivery_is_refused_and_the_rest_goes_on(mity: Mity) -> None:
    define(mity, "pushed", PUSHED)
    configure(mity, SETTINGS)
    trusted(mity)
    with watching(mity, "--port", "0", env=ENV) as watch:
        place = urlsplit(watch.url)
        address = (str(place.hostname), int(place.port or 0))
        assert address[0] == "127.0.0.1"
        slow = [socket.create_connection(address) for _ in range(30)]
        for one in slow[:16]:
            one.sendall(b"POST /hooks/github HTTP/1.1\r\nContent-Le")
        connection = http.client.HTTPConnection(*address, timeout=20)
        assert until(lambda: _status(address, "POST", "/hooks/github", {"Content-Length": str(6 << 20)}) == 413)
        for one in slow:
            one.close()
        assert _status(address, "POST", "/hooks/github", {"Transfer-Encoding": "chunked"}) == 411
        assert _status(address, "POST", "/hooks/../../etc/passwd", {"Content-Length": "0"}) == 404
        assert _status(address, "DELETE", "/hooks/github", {}) == 501
        assert _status(address, "GET", "/health", {}) == 200
        connection.close()
        assert deliver(f"{watch.url}/hooks/github", *github(PUSH, "push", "d-1")) == 202
        watch.says("webhook push main: pushed passed")
        assert "Traceback" not in watch.text
    assert mity("watch", "--port", "0").code == 2, "the variable of the secret is not set"
    configure(mity, "")
    refused = mity("watch", "--port", "0", env=ENV)
    assert refused.code == 2 and "--port needs a secret" in refused.err


def _status(address: tuple[str, int], method: str, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(*address, timeout=20)
    try:
        connection.putrequest(method, path)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


@pytest.mark.parametrize("told", [True, False])
def test_a_storm_of_writes_is_one_run_and_own_writes_are_none(mity: Mity, told: bool) -> None:
    step = 'echo "${{ event.data.count }}" >> seen; for n in 1 2 3 4 5; do echo "$n $(date +%N)" > src/own$n.txt; done'
    define(
        mity,
        "changed",
        f"triggers: [{{type: file_changed, filter: 'src/**'}}]\nsteps: [{{name: a, command: '{step}'}}]\n",
    )
    (mity.workspace / "src" / "deep").mkdir(parents=True)
    trusted(mity)
    env = {} if told else {"PYTHONPATH": _without_watchfiles(mity), "PYTHONSAFEPATH": "1"}
    with watching(mity, env=env) as watch:
        time.sleep(1.5)

        def storm(part: int) -> None:
            for number in range(300):
                (mity.workspace / "src" / "deep" / f"{part} {number % 20}.txt").write_text(str(number))

        writers = [threading.Thread(target=storm, args=(part,)) for part in range(5)]
        for one in writers:
            one.start()
        for one in writers:
            one.join()
        watch.says("file_changed .*: changed passed", 40)
        time.sleep(4)
        assert watch.text.count("changed passed") <= 2, watch.text
        assert sum(int(line) for line in lines(mity, "seen")) >= 100
        before = len(lines(mity, "seen"))
        os.utime(mity.workspace / "src" / "own1.txt")
        time.sleep(2.5)
        assert len(lines(mity, "seen")) == before, "neither what the run wrote nor a touch is a change"
        (mity.workspace / "src" / "own1.txt").write_text("mine")
        assert until(lambda: len(lines(mity, "seen")) == before + 1), watch.text


def _without_watchfiles(mity: Mity) -> str:
    """A folder in which the library of the extra is one that does not load on this machine."""
    place = mity.home / "without" / "watchfiles"
    place.mkdir(parents=True)
    (place / "__init__.py").write_text("raise ImportError('made for another machine')\n")
    return str(place.parent)


def test_runs_of_one_group_wait_or_are_left_out_as_the_definition_says(mity: Mity) -> None:
    slow = "steps: [{name: a, command: 'touch begun; while [ ! -e go ]; do sleep 0.05; done'}]\n"
    group = "concurrency: {group: deploy, busy: %s}\n"
    define(mity, "slow", group % "wait" + slow)
    for name, busy in (("refuses", "refuse"), ("waits", "wait")):
        trigger = f"triggers: [{{type: custom, name: {name}}}]\n"
        define(mity, name, group % busy + trigger + f"steps: [{{name: a, command: touch {name}}}]\n")
    trusted(mity)
    other = mity.start("run", "slow", "--trust")
    assert until(lambda: (mity.workspace / "begun").exists())
    mity("event", "refuses")
    refused = mity("watch", "--once", "--json")
    assert refused.code == 5, refused.text
    assert "under way" in json.loads(refused.out.splitlines()[0])["said"]
    mity("event", "waits")
    with watching(mity) as watch:
        watch.says("waits for another run of group 'deploy'")
        assert not (mity.workspace / "waits").exists()
        (mity.workspace / "go").touch()
        watch.says("custom waits: waits passed")
    assert other.wait(20) == 0
    assert (mity.workspace / "waits").exists() and not (mity.workspace / "refuses").exists()


def test_a_definition_that_changes_while_it_is_watched_is_not_trusted_any_more(mity: Mity) -> None:
    define(mity, "work", "triggers: [{type: custom, name: work}]\nsteps: [{name: a, command: touch one}]\n")
    trusted(mity)
    with watching(mity) as watch:
        define(mity, "work", "triggers: [{type: custom, name: work}]\nsteps: [{name: a, command: touch two}]\n")
        mity("event", "work")
        watch.says("custom work: work nothing was run")
    assert not (mity.workspace / "one").exists() and not (mity.workspace / "two").exists()


def test_ends_of_runs_in_other_processes_are_told_at_once(mity: Mity) -> None:
    define(mity, "first", "steps: [{name: a, command: 'true'}]\n")
    define(
        mity, "after", "triggers: [{type: workflow_completed, name: first}]\nsteps: [{name: a, command: touch after}]\n"
    )
    trusted(mity)
    with watching(mity) as watch:
        time.sleep(1.2)
        assert mity("run", "first", "--trust").code == 0
        watch.says("workflow_completed first completed: after passed", 6)
