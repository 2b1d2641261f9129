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

from harness import Mity

# suites of many whole runs: they would take most of the minute that the default run may take
SLOW = (
    *("tests/agents/coding/", "tests/e2e/", "tests/package/"),
    *("tests/cli/test_heal.py", "tests/cli/test_smoke.py", "tests/cli/test_templates.py"),
    "tests/features/test_free_text.py",
    *("tests/system/test_page_check.py", "tests/system/test_dependency_cache.py", "tests/system/test_toolchains.py"),
    "tests/templates/test_template_linters.py",
)

NEVER_USUAL = (*(path for path in SLOW if path.endswith("/")), "tests/mutation/", "tests/wild/")

IN_TURNS = tuple(
    f"tests/{name}/" for name in ("fleet", "issues", "mcp", "notify", "reviews", "telemetry", "triggers", "web")
)
"""Whose slow tests take turns as one group, unless they say so themselves."""

MEMORY = Path("/dev/shm")
NEEDED = 4 << 30  # bytes; a run leaves a tenth of that, and pytest keeps three
_NUMBERS = itertools.count()
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER

pytest_plugins = ("rotation", "time_limit", "skips", "light_app")

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


def usual(config: pytest.Config) -> bool:
    """Whether this run takes the tests without a marker, as `pytest` does by itself."""
    words = config.getini("addopts")
    return bool(config.option.markexpr == words[words.index("-m") + 1])


@pytest.fixture(autouse=True, scope="session")
def own_state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keeps consents that are given within this process out of the user's own state."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Lets the usual run write in memory where there is plenty: thousands of journals are written through to disk."""
    if not usual(config) or not MEMORY.is_dir() or not hasattr(os, "statvfs"):
        return
    found = os.statvfs(MEMORY)
    if found.f_bavail * found.f_frsize > NEEDED and not found.f_flag & getattr(os, "ST_NOEXEC", 0):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves unread, in the usual run, the folders in which it has no test, unless the command line names them."""
    if not usual(config) or f"{collection_path.relative_to(config.rootpath).as_posix()}/" not in NEVER_USUAL:
        return None
    named = [config.invocation_params.dir / word.partition("::")[0] for word in config.args]
    return None if any(collection_path in (path, *path.parents) for path in named) else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the slow suites but for tests of theirs that have a mark of their own; real stacks may take longer."""
    root = Path(__file__).parents[1]
    for item in items:
        other = any(item.get_closest_marker(name) for name in ("stacks", "agents", "forge"))
        if item.path.relative_to(root).as_posix().startswith(SLOW) and not other:
            item.add_marker(pytest.mark.slow)
        unplaced = item.get_closest_marker("slow") and not item.get_closest_marker("rotation")
        if unplaced and item.path.relative_to(root).as_posix().startswith(IN_TURNS):
            item.add_marker(pytest.mark.rotation("around the engine", of=3))
        if item.get_closest_marker("stacks") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(600))  # real installs, on a machine that may be busy


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
