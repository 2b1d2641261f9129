"""launch is a good neighbour, and believes only an answer from a socket of the application itself."""

from __future__ import annotations

import http.server
import json
import os
import signal
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from harness import Mity
from misbehaving_app import alive, misbehaving, repair, run_ids, statuses, until, word_of, words


class Healthy(http.server.BaseHTTPRequestHandler):
    """A foreign server that answers just what mity waits for."""

    def do_GET(self) -> None:
        body = json.dumps({"status": "ok", "foreign": True}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def foreign(port: int) -> Iterator[http.server.HTTPServer]:
    """A server of somebody else on the port."""
    server = http.server.HTTPServer(("127.0.0.1", port), Healthy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def ask(url: str) -> dict[str, object]:
    """The JSON at the URL."""
    with urllib.request.urlopen(url, timeout=5) as answer:
        data = json.loads(answer.read())
    assert isinstance(data, dict)
    return data


def launched(mity: Mity) -> dict[str, object]:
    """The evidence of launch."""
    evidence = {row["station"]: row["result"]["evidence"] for row in mity.log()["results"]}["launch"]
    assert isinstance(evidence, dict)
    return evidence


def test_a_foreign_server_on_the_preferred_port_is_left_alone_and_not_mistaken(mity: Mity) -> None:
    with foreign(8766):
        done = misbehaving(mity, "demo", "--keep-running", "--json")
        assert done.code == 0, done.text
        running = done.json["app"]["running"]
        try:
            assert launched(mity)["port"] != 8766
            assert "foreign" not in str(launched(mity)["body"])
            assert launched(mity)["listening_pid"] == running["pid"]
            assert ask("http://127.0.0.1:8766/health")["foreign"] is True
            assert ask(running["url"] + "health") == {"status": "ok"}
        finally:
            os.kill(running["pid"], signal.SIGTERM)
    until(lambda: not alive([running["pid"]]))


def test_keep_running_tells_where_it_is_and_how_to_stop_it(mity: Mity) -> None:
    done = mity.light("demo", "--keep-running")
    assert done.code == 0, done.text
    running = next(row["result"]["outputs"]["running"] for row in mity.log()["results"] if row["station"] == "launch")
    pid = int(running["pid"])
    assert psutil.Process(pid).create_time() == running["started"]
    assert f"{running['url']} (pid {pid})" in done.out
    stop = f"kill {pid}"
    assert stop in done.out
    assert ask(running["url"] + "health")["status"] == "ok"
    subprocess.run(stop.split(), check=True)
    until(lambda: not alive([pid]))


def test_a_kept_application_with_a_child_survives_a_resume_of_its_run(mity: Mity) -> None:
    settings = mity.home / "gitconfig"
    identity = settings.read_text()
    settings.write_text("")
    done = misbehaving(mity, "demo", "--keep-running", "--json", launch="child")
    assert done.code == 3, done.text
    running = done.json["app"]["running"]
    family = [running["pid"], launched(mity)["listening_pid"]]
    assert family[0] != family[1]
    try:
        settings.write_text(identity)
        assert mity("resume", "--choose", "retry").code == 0
        assert alive(family) == family
        assert ask(running["url"] + "health")["status"] == "ok"
    finally:
        for pid in family:
            os.kill(int(str(pid)), signal.SIGKILL)


def test_an_application_that_ends_at_once_is_asked_about_with_its_last_lines(mity: Mity) -> None:
    done = misbehaving(mity, launch="dies")
    assert done.code == 3, done.text
    assert "exited with 1" in done.text
    assert "settings.toml: no such key: colour" in done.text
    repair(mity)
    assert mity("resume", "--choose", "retry").code == 0


def test_an_answer_with_another_content_is_not_healthy(mity: Mity) -> None:
    done = misbehaving(mity, launch="wrong")
    assert done.code == 3, done.text
    assert "/health did not answer as expected within 2 s" in " ".join(done.text.split())


def test_an_application_that_ignores_term_is_not_proven(mity: Mity) -> None:
    done = misbehaving(mity, "demo", "--on-escalate", "skip", launch="stubborn")
    assert done.code == 4, done.text
    log = mity.log()
    assert statuses(log)["launch"] == "skipped"
    assert "did not stop within 5 s of SIGTERM" in json.dumps(log)


def test_the_answer_of_a_foreign_socket_on_the_same_port_is_not_believed(mity: Mity) -> None:
    """The application listens on ::1, a foreign server answers at 127.0.0.1 on the very same port."""
    process = mity.start(*words(launch="six"))
    (port,) = word_of(mity, "port")
    with foreign(int(port)):
        process.communicate(timeout=30)
    assert process.returncode == 3
    assert statuses(mity.log())["launch"] == "needs_input"


def test_nothing_is_left_listening_after_a_run(mity: Mity) -> None:
    assert misbehaving(mity).code == 0
    port = int(str(launched(mity)["port"]))
    with socket.socket() as probe:
        probe.settimeout(1)
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert run_ids(mity)
