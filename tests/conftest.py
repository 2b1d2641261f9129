"""Fixtures: a workspace of one's own, and mity in it."""

from __future__ import annotations

import ctypes
import gc
import itertools
import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import COMMON, Mity
from tables import common

_NUMBERS = itertools.count()
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER

pytest_plugins = ("slow_suites", "in_memory", "rotation", "time_limit", "skips", "light_app")

# where bytecode is not kept, each of hundreds of processes would compile mity again, and pytest every test
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# `python3` is that of the tests, as in CI: a version manager's shim in its place takes a tenth of a second each time
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

os.environ["MITY_WATCH_S"] = "0.1"  # hundreds of launches; what needs the usual time says so

gc.disable()  # until all tests are collected: nothing of what is made by then goes

# a shell starts its background jobs with these ignored, and children would inherit that
for _number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.default_int_handler if _number is signal.SIGINT else signal.SIG_DFL)


@pytest.fixture(autouse=True, scope="session")
def own_state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keeps consents that are given within this process out of the user's own state; says what workers share."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    os.environ[COMMON] = str(common(tmp_path_factory))


def pytest_collection_finish() -> None:
    """Takes thousands of tests and modules out of the collector's sight, which would look at all of them many times."""
    gc.freeze()
    gc.set_threshold(20_000, *gc.get_threshold()[1:])  # the usual 700 is for small programs, and costs a thirtieth
    gc.enable()


@pytest.fixture
def own_orphans() -> Iterator[None]:
    """On Linux orphans become children of this process, which sees their end at once; init may take seconds for it.

    Only for tests that end processes themselves: a mity of its own process would wait for orphans that are ours then.
    """
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else lambda option, value: None
    prctl(_SUBREAPER, 1)
    yield
    prctl(_SUBREAPER, 0)


@pytest.fixture
def own_signals() -> Iterator[None]:
    """For a test that runs the command line in this process: signal handlers and hooks are as before afterwards."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    hook = sys.unraisablehook
    yield
    sys.unraisablehook = hook
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own; numbered as pytest does it, each would begin with a list of thousands of others."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    return tmp_path_factory.mktemp(f"{name}{next(_NUMBERS)}", numbered=False)


@pytest.fixture
def unconfined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a sandbox, for a test of what mity does where a machine has none; to be used before `mity`."""
    monkeypatch.setenv("MITY_SANDBOX", "off")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def mity(workspace: Path, tmp_path: Path) -> Mity:
    """mity as a user runs it, in an empty workspace."""
    home = tmp_path / "home"
    home.mkdir()
    return Mity(workspace, home)
