"""What mity keeps is its owner's alone, whatever the umask, and nothing of it or of `ps` holds a secret."""

from __future__ import annotations

import base64
import functools
import http.server
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from small_project import SmallProject

from harness import Mity, git
from mity.changes.snapshot import HEAL_GIT, Snapshots
from mity.redaction import Redactor
from mity.system.capture import Capture
from mity.system.files import ignored_folder, private_file, private_folder, write_atomic
from mity.system.remote import without_user
from rows import each

SECRET = "c0rrect-h0rse"


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Files are made for everybody's eyes, as on a careless machine."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(*roots: Path) -> list[str]:
    """What others may read or list below some folders."""
    paths = [path for root in roots for path in (root, *root.rglob("*"))]
    return [str(path) for path in paths if not path.is_symlink() and path.stat().st_mode & 0o077]


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_all_that_a_run_keeps_is_private_and_what_was_open_is_narrowed(mity: Mity) -> None:
    mine = mity.workspace / ".mity"
    left = mity.workspace / ".mity-staging-0001-create-app-dead"
    for folder in (mine / "logs", mine / "locks", mity.home / "cache" / "mity" / "locks", left):
        folder.mkdir(parents=True)
        folder.chmod(0o777)
    (left / "cookiecutter.yaml").write_text(f"api_token: {SECRET}\n")
    assert mity.light("demo", "--json").code == 0
    assert open_to_others(mine / "logs", mine / "locks", mity.home / "cache" / "mity" / "locks") == []
    assert not left.exists(), "the answers of a killed run do not stay"


def test_snapshots_are_private_and_put_back_what_they_hold(tmp_path: Path, open_umask: None) -> None:
    (tmp_path / ".env").write_text(f"TOKEN={SECRET}\n")
    (tmp_path / ".env").chmod(0o600)
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(3 << 20)
    snapshots = Snapshots(tmp_path, ())
    state = snapshots.take()
    assert open_to_others(tmp_path / HEAL_GIT) == []
    for name in (".env", "large.bin"):
        (tmp_path / name).unlink()
        assert snapshots.put_back(name, state.files[name])
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "large.bin").stat().st_size == 3 << 20


def test_healing_keeps_its_memory_to_itself(tmp_path: Path, open_umask: None) -> None:
    SmallProject(tmp_path, {"build": "echo x > made; cat missing 2>/dev/null || true"}, artefacts=["made"]).run("build")
    assert open_to_others(tmp_path / ".mity" / "logs", tmp_path / ".mity" / "locks") == []


@each("mask", [0o000, 0o022, 0o077])
def test_each_kind_of_store_is_private(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        private_folder(tmp_path / "a")
        ignored_folder(tmp_path / "b")
        write_atomic(tmp_path / "c", b"x", private=True)
        os.close(private_file(tmp_path / "d"))
        capture = Capture(Redactor(), lambda line: None, tmp_path / "logs" / "e.log")
        capture.line("x\n")
        capture.close()
        write_atomic(tmp_path / "public", b"x")
    finally:
        os.umask(before)
    assert open_to_others(*(tmp_path / name for name in ("a", "b", "c", "d", "logs"))) == []
    assert stat.S_IMODE((tmp_path / "public").stat().st_mode) == 0o666 & ~mask


@each(
    ("given", "clean", "user", "password"),
    [
        ("https://joe:s3cret@host/x.git", "https://host/x.git", "joe", "s3cret"),
        ("https://joe:a%2Fb%40c@host/x", "https://host/x", "joe", "a/b@c"),
        ("https://ghs_token@host:8443/x", "https://host:8443/x", "ghs_token", ""),
        ("HTTPS://joe:s3cret@host", "HTTPS://host", "joe", "s3cret"),
        ("https://a:b:c@d@host/x", "https://host/x", "a", "b:c@d"),
        ("https://host/x@y", "https://host/x@y", None, None),
        ("ssh://git:s3cret@host/x", "ssh://git@host/x", None, None),
        ("git@host:owner/x.git", "git@host:owner/x.git", None, None),
        ("/a/folder@home", "/a/folder@home", None, None),
        ("https://joe:x%0Apassword=y@host/", "https://host/", "joe", "xpassword=y"),
    ],
)
def test_user_info_goes_at_the_entry(given: str, clean: str, user: str | None, password: str | None) -> None:
    address, told = without_user(given)
    assert address == clean
    assert (told.get("MITY_GIT_USER"), told.get("MITY_GIT_PASSWORD")) == (user, password)
    assert not any(secret in value for name, value in told.items() if "GIT_CONFIG" in name for secret in ("s3cret",))


class Guarded(http.server.SimpleHTTPRequestHandler):
    """Files for those who know the password."""

    def do_GET(self) -> None:
        wanted = "Basic " + base64.b64encode(f"joe:{SECRET}".encode()).decode()
        if self.headers.get("Authorization") == wanted:
            super().do_GET()
            return
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.mark.slow
def test_a_private_template_is_fetched_without_its_password_in_any_list_or_store(mity: Mity, tmp_path: Path) -> None:
    made = tmp_path / "template"
    made.mkdir()
    git(made, "init", "--quiet", "-b", "main")
    (made / "cookiecutter.json").write_text('{"app_name": "Demo", "app_slug": "demo"}')
    (made / "{{cookiecutter.app_slug}}").mkdir()
    (made / "{{cookiecutter.app_slug}}" / "a.txt").write_text("{{cookiecutter.app_name}}\n")
    git(made, "add", "--all")
    git(made, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "x")
    git(made, "update-server-info")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Guarded, directory=str(made / ".git")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seen: set[str] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            for process in psutil.process_iter(["cmdline"]):
                words = " ".join(process.info["cmdline"] or ())
                if SECRET in words and "create-app" not in words:
                    seen.add(words)

    looking = threading.Thread(target=look)
    looking.start()
    address = f"http://joe:{SECRET}@127.0.0.1:{server.server_port}/"
    ended = mity("create-app", "demo", "--template", address, "--json")
    done.set()
    looking.join()
    server.shutdown()
    assert (mity.workspace / "demo" / "a.txt").is_file(), ended.text
    assert seen == set()
    stores = [path for root in (mity.workspace, mity.home) for path in root.rglob("*") if path.is_file()]
    assert [path for path in stores if SECRET.encode() in path.read_bytes()] == []
    assert SECRET not in ended.text
