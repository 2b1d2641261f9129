"""The sandbox around what is not ours: what is let through, who ends what runs in it, what is told of it."""

from __future__ import annotations

import http.server
import os
import pwd
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from harness import LIGHT, Mity
from mity.command import Command
from mity.confinement import FILES, Confinement, Mode, Network
from mity.system.process_tree import end_all, marked
from mity.system.runner import Runner
from mity.system.sandbox.choose import Sandbox
from mity.system.sandbox.port import SandboxError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the mechanisms of Linux")
HOOK = """
import os, pathlib
pathlib.Path(WHERE).write_text("planted")
"""
ASK = (
    "import urllib.request as u; print(u.urlopen(u.Request({url!r}, headers={{'X': 'y'}}), timeout=5).read().decode())"
)


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers everything with the path that was asked for."""

    def do_GET(self) -> None:
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *words: object) -> None: ...


@pytest.fixture
def port() -> Iterator[int]:
    """A web server on loopback."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def asked(folder: Path, url: str, *hosts: str) -> str:
    """What a confined program gets from an address."""
    within = Confinement("a test", (folder,), network=Network.NAMED, hosts=hosts)
    argv = (sys.executable, "-c", ASK.format(url=url))
    return Runner().run(Command(argv, folder, timeout=30, confinement=within)).output


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_named_service_of_this_machine_is_reached_and_no_other(tmp_path: Path, port: int) -> None:
    assert asked(tmp_path, f"http://127.0.0.1:{port}/here", f"127.0.0.1:{port}") == "/here\n"
    assert "refused" in asked(tmp_path, f"http://127.0.0.1:{port}/here", "127.0.0.1:9").lower()


@pytest.mark.slow
def test_a_host_is_reached_through_the_proxy_by_its_name_alone(tmp_path: Path, port: int) -> None:
    """The name is resolved outside; the address of another one is not on the list."""
    within = Confinement("a test", (tmp_path,), network=Network.NAMED, hosts=(f"localhost:{port}", "*.example:80"))
    program = (
        "import socket; s = socket.create_connection(('127.0.0.1', 3128)); "
        "s.sendall(b'GET http://{0}/x HTTP/1.1\\r\\nHost: {0}\\r\\n\\r\\n'); print(s.makefile('rb').read())"
    )
    said = {}
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", "localhost:1", "example:80", "not-a.example.org:80"):
        argv = (sys.executable, "-c", program.format(host))
        said[host] = Runner().run(Command(argv, tmp_path, timeout=30, confinement=within)).output
    assert "200 OK" in said.pop(f"localhost:{port}")
    assert all("403 Forbidden" in text for text in said.values()), said


def test_a_secret_that_is_named_is_handed_on(tmp_path: Path) -> None:
    within = Confinement("a test", (tmp_path,), variables=frozenset({"MODEL_API_KEY"}))
    env = {"MODEL_API_KEY": "one", "OTHER_API_KEY": "two"}
    argv = ("sh", "-c", 'echo "$MODEL_API_KEY,$OTHER_API_KEY"')
    assert Runner().run(Command(argv, tmp_path, env, 30, confinement=within)).output == "one,\n"


def test_a_program_that_is_not_there_is_told_as_without_a_sandbox(tmp_path: Path) -> None:
    done = Runner().run(Command(("no-such-program",), tmp_path, confinement=Confinement("a test")))
    assert done.not_found and "no-such-program" in done.summary


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_at_its_time_limit_all_that_it_started_ends(tmp_path: Path) -> None:
    stubborn = "trap '' TERM; (setsid env -i /bin/sleep 48.12 &); /bin/sleep 48.12; /bin/sleep 48.12"
    runner = Runner()
    runner.grace_s = 0.3
    command = Command(("sh", "-c", stubborn), tmp_path, timeout=0.7, confinement=Confinement("a test", (tmp_path,)))
    done = runner.run(command)
    assert done.timed_out and done.held is not None and FILES in done.held.holds
    assert not [one for one in psutil.process_iter(["cmdline"]) if "48.12" in (one.info["cmdline"] or ())]


def test_what_a_killed_mity_left_in_a_sandbox_is_found_and_ended(tmp_path: Path) -> None:
    runner = Runner()
    runner.run_id = f"left@{tmp_path.name}"
    within = Confinement("a test", (tmp_path,))
    with (tmp_path / "out").open("wb") as output:
        process = runner.start(Command(("sh", "-c", "sleep 48.13; echo"), tmp_path, confinement=within), output)
    while not any(one.cmdline() == ["sleep", "48.13"] for one in marked(runner.run_id)) and process.running():
        time.sleep(0.01)
    found = marked(runner.run_id)
    assert any(one.cmdline() == ["sleep", "48.13"] for one in found)
    end_all(found)
    process.popen.wait(5)
    process.release()
    assert not marked(runner.run_id)


@pytest.mark.slow
def test_a_sandbox_that_is_required_and_not_to_be_had_is_one_sentence(tmp_path: Path, mity: Mity) -> None:
    """bubblewrap is there and may not make namespaces, as in many containers."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "bwrap").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "bin" / "bwrap").chmod(0o755)
    done = mity.light("demo", "--sandbox", "required", env={"PATH": f"{tmp_path / 'bin'}:{mity.env['PATH']}"})
    assert done.code == 1 and not (mity.workspace / "demo").exists()
    assert "a sandbox is required for what is not ours, and " in done.text and "install bubblewrap" in done.text
    assert len(done.err.strip().splitlines()) == 1


def test_without_a_mechanism_it_is_refused_or_told(tmp_path: Path) -> None:
    command = Command(("true",), tmp_path, confinement=Confinement("a test"))
    runner = Runner()
    runner.sandbox = Sandbox(find=lambda run: None)
    done = runner.run(command)
    assert done.ok and done.held is not None and done.held.by == "none" and "everything" in done.held.open
    runner.sandbox = Sandbox(Mode.REQUIRED, find=lambda run: None)
    for refused in (lambda: runner.run(command), lambda: runner.sandbox.check(runner.run)):
        with pytest.raises(SandboxError, match="nothing on this machine holds one"):
            refused()


def with_hook(folder: Path, where: Path) -> Path:
    """The light template with a hook that writes outside of the project."""
    shutil.copytree(LIGHT, folder)
    (folder / "hooks").mkdir(exist_ok=True)
    (folder / "hooks" / "post_gen_project.py").write_text(HOOK.replace("WHERE", repr(str(where))))
    return folder


@pytest.mark.parametrize("below", [".", "tools/a home"])
def test_the_home_that_is_given_is_the_one_within_also_below_that_of_the_user(tmp_path: Path, below: str) -> None:
    theirs, given = Path(pwd.getpwuid(os.getuid()).pw_dir), tmp_path / "given"
    given.mkdir()
    (given / "login").write_text("mine")
    within = Confinement("a test", (tmp_path,), home=given)
    command = Command(("sh", "-c", 'cat "$HOME/login"'), tmp_path, {"HOME": str(theirs / below)}, confinement=within)
    assert Runner().run(command).output == "mine"


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "planted"), [("off", True), ("auto", False), ("required", False)])
def test_the_hooks_of_a_template_of_others_write_in_the_project_alone(
    mity: Mity, tmp_path: Path, mode: str, planted: bool
) -> None:
    where = mity.home / ".bashrc"
    template = with_hook(tmp_path / "template", where)
    done = mity("create-app", "demo", "--template", str(template), "--trust", "--sandbox", mode)
    assert where.exists() == planted, done.text
    if mode == "auto":  # a folder that does not matter is written into, and it goes with the sandbox
        evidence = next(row for row in mity.log()["results"] if row["station"] == "scaffold")["result"]["evidence"]
        assert evidence["sandbox"]["by"] == "bubblewrap" and evidence["sandbox"]["not_held"] == {}


@pytest.mark.slow
def test_settings_that_came_with_a_project_do_not_open_the_sandbox(mity: Mity, tmp_path: Path) -> None:
    (mity.workspace / ".mity").mkdir()
    (mity.workspace / ".mity" / "config.toml").write_text('[sandbox]\nmode = "off"\nhosts = ["example.com"]\n')
    where = mity.home / ".bashrc"
    template = with_hook(tmp_path / "template", where)
    done = mity("trust", ".", "--dry-run")
    assert "what is not ours runs without a sandbox" in done.text and "the host example.com" in done.text
    done = mity("create-app", "demo", "--template", str(template))
    assert done.code != 0 and not where.exists()


def test_a_mode_that_there_is_not_is_named(mity: Mity) -> None:
    done = mity("stacks", env={"MITY_SANDBOX": "maybe"})
    assert (done.code, "'maybe' is no mode of the sandbox: auto, required, off" in done.text) == (2, True)
