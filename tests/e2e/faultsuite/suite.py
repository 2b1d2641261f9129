"""Breaks a copy of a proven application as people and time break it, lets mity heal it, and looks at what it did."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from filelock import FileLock

from harness import Done, Mity, git
from mity import templates
from mity.agents.routes import ROUTES
from mity.healing.model import ErrorType
from mity.stacks.catalog import Catalogue
from mity.system.runner import Runner
from mity.system.tool_cache import ToolCache
from mity.system.trees import digest, tree
from proven_apps import LIMIT

ALL = ("build", "test", "launch")
STACK = "python-fastapi"
NAME = "demo"
CATALOGUE = Catalogue([Path(templates.__path__[0])])
TESTS = ("tests/*", "*/tests/*", ".github/*", "Makefile", "conftest.py")
RUST = {"CARGO_HOME": "~/.cargo", "RUSTUP_HOME": "~/.rustup"}
Around = Callable[[Path], "contextlib.AbstractContextManager[Mapping[str, str]]"]

_SOME = """
import sys
from dataclasses import replace
from pathlib import Path
from mity.app import App
from mity.runs.report import report
app = App(Path(sys.argv[1]))
operation = app.prepare_heal("", "")
stations = sys.argv[2].split(",")
for name in stations:
    app.registry.get(name).dependencies = ()
log = app.run(replace(operation, parameters={"stations": stations}))
sys.exit(report(log, Path())["exit_code"])
"""
_BYSTANDER = "import socket, time; s = socket.create_server(('127.0.0.1', 0)); time.sleep(600)"


@dataclass(frozen=True)
class Fault:
    """One way in which an application breaks, and what must become of it.

    `break_` gets the folder of a proven, committed application; what it does is committed as a user would.
    `error_type` and `specialist` are those of the first diagnosis; `rule` is the rule whose fix was kept. All three are
    "" where the stack's own commands get over the fault and nothing is to be healed. `healed` False means that a person
    must be asked, with a question that matches the regex `cause`. `touches` are globs: after healing these files differ
    and no others, by default none. `stations` limits what is run, as a resume does (the
    environment is made again only by `build`); `environment` says that .venv must be there when it is broken. `env` and
    `around`, a context manager that may yield more of it, give the variables that healing is started with. `stack` is
    the kind of application; `needs` are the tools without which the fault cannot be tried.
    """

    name: str
    break_: Callable[[Path], None]
    error_type: str = ""
    specialist: str = ""
    healed: bool = True
    cause: str = ""
    rule: str = ""
    touches: tuple[str, ...] = ()
    stations: tuple[str, ...] = ALL
    environment: bool = False
    env: Mapping[str, str] = field(default_factory=dict)
    around: Around | None = None
    stack: str = STACK
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """What mity did about a fault."""

    fault: Fault
    done: Done
    log: Mapping[str, Any]
    touched: tuple[str, ...]
    tests_changed: tuple[str, ...]
    repository_changed: bool
    bystander_lives: bool
    seconds: float

    @property
    def sessions(self) -> list[Mapping[str, Any]]:
        """The healing of each station that needed some."""
        return [row["result"]["healing"] for row in self.log["results"] if row["result"].get("healing")]

    @property
    def proven(self) -> bool:
        """Whether every station that was asked for passed in the end."""
        asked = [row["result"] for row in self.log["results"] if row["station"] in self.fault.stations]
        return len(asked) == len(self.fault.stations) and all(result["success"] for result in asked)

    @property
    def first(self) -> tuple[str, str]:
        """Class and specialist of the first diagnosis."""
        for session in self.sessions:
            for attempt in session["attempts"]:
                return attempt["diagnosis"]["error_type"], attempt["specialist"]
            if session["unresolved"]:
                kind = session["unresolved"]["error_type"]
                return kind, ROUTES[ErrorType(kind)]
        return "", ""

    @property
    def kept(self) -> list[str]:
        """The rules whose fixes were kept, in their order."""
        return [a["rule"] for session in self.sessions for a in session["attempts"] if a["verdict"] == "kept"]

    @property
    def story(self) -> str:
        """Everything a person would read: the question, its cause, what was tried, and the diagnoses."""
        lines = [f"exit {self.done.code}: {self.log.get('error') or self.log['state']}"]
        for row in self.log["results"]:
            question = row["result"].get("needs_input") or row["result"].get("question")
            lines.append(f"{row['station']}: {row['result']['message']}")
            if question:
                lines += [*question["cause"], *question["tried"]]
        for session in self.sessions:
            for attempt in session["attempts"]:
                lines.append(f"  {attempt['diagnosis']['rule']} → {attempt['rule']}: {attempt['fix']}")
                lines.append(f"  {attempt['verdict']}: {attempt['why']}\n{attempt['diff'][:1500]}")
            if session["unresolved"]:
                lines.append(f"  unresolved {session['unresolved']['rule']} {session['unresolved']['evidence']}")
            lines += [f"  advice: {text}" for text in session["advice"]]
        return "\n".join(lines)

    def row(self) -> dict[str, Any]:
        """One line of the table."""
        kind, specialist = self.first
        fault = self.fault
        return {
            "fault": fault.name,
            "class": "right" if kind == fault.error_type else f"{kind or 'none'}, not {fault.error_type or 'none'}",
            "specialist": "right" if specialist == fault.specialist else f"{specialist}, not {fault.specialist}",
            "end": "healed" if self.proven else "escalated",
            "expected": "healed" if fault.healed else "escalated",
            "by": ", ".join(self.kept),
            "touched": ", ".join(self.touched),
            "seconds": round(self.seconds, 1),
        }


class Breaker:
    """Where faults are tried: one proven application of each stack, and a copy of it for each fault.

    `folder` is shared by all workers of a session; an application is made when the first fault needs it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._home = folder / "home"
        self._home.mkdir(exist_ok=True)

    def proven(self, stack: str) -> Path:
        """The proven application of a stack that faults are tried on copies of."""
        shelf = self._folder / stack
        shelf.mkdir(exist_ok=True)
        with FileLock(self._folder / f"{stack}.lock"):
            if not (shelf / "ready").exists():
                prove(shelf, self._home, stack)
                (shelf / "ready").touch()
        return shelf / NAME

    def admit(self, fault: Fault, folder: Path) -> Path:
        """A broken copy in `folder`, the breakage committed. What is generated is left behind."""
        app = folder / NAME
        generated = CATALOGUE.get(fault.stack).stack.ignore if fault.stack != STACK else (".venv",)
        left = shutil.ignore_patterns(*generated, "logs")
        shutil.copytree(self.proven(fault.stack), app, symlinks=True, ignore=left)
        if fault.environment:
            install(app, self._env())
        fault.break_(app)
        git(app, "add", "--all")
        git(app, "-c", "user.name=U", "-c", "user.email=u@example.com", "commit", "--quiet", "--allow-empty", "-m", "x")
        return app

    def treat(self, fault: Fault, app: Path) -> Seen:
        """Heals the copy."""
        before, head = self._state(fault, app), _repository(app)
        with _bystander(app) as bystander, (fault.around or _nothing)(app) as extra:
            began = time.monotonic()
            done = self._heal(fault, app, {**fault.env, **extra})
            seconds = time.monotonic() - began
            lives = bystander.poll() is None
        after = self._state(fault, app)
        touched = tuple(sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p)))
        logs = app / ".mity" / "logs"
        documents = sorted(logs.glob("*.json")) if logs.is_dir() else []
        assert documents, f"no log was written:\n{done.text}"
        log = json.loads(documents[-1].read_text(encoding="utf-8"))
        tests = tuple(p for p in touched if any(fnmatch(p, glob) for glob in TESTS))
        return Seen(fault, done, log, touched, tests, _repository(app) != head, lives, seconds)

    def _heal(self, fault: Fault, app: Path, extra: Mapping[str, str]) -> Done:
        words = [sys.executable, "-m", "mity", "heal", str(app), "--trust", "--json"]
        if fault.stations != ALL:
            words = [sys.executable, "-c", _SOME, str(app), ",".join(fault.stations)]
        done = subprocess.run(
            words,
            cwd=app.parent,
            env={**self._env(), **extra},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def _env(self) -> dict[str, str]:
        return environment(Mity(self._home, self._home))

    def _state(self, fault: Fault, app: Path) -> dict[str, tuple[str, int]]:
        """Digest and mode of every file outside generated folders."""
        ignore = (*CATALOGUE.get(fault.stack).stack.ignore, ".mity")
        paths = [app / str(path) for path in tree(app, ignore)]
        return {str(p.relative_to(app)): (_content(p), p.lstat().st_mode) for p in paths}


def prove(workspace: Path, home: Path, stack: str = STACK) -> Path:
    """Makes the proven application that faults are tried on; Python's with uv."""
    mity = Mity(workspace, home)
    started = mity.start("create-app", NAME, "--stack", stack, env=environment(mity))
    out, err = started.communicate(timeout=LIMIT)
    assert started.returncode == 0, out + err
    return workspace / NAME


def environment(mity: Mity) -> dict[str, str]:
    """The harness's environment, with the cache of uv that other sessions filled, and no index of anybody's."""
    cache = os.environ.get("UV_CACHE_DIR") or str(Path("~/.cache/uv").expanduser())
    # Tools that mity fetched for this user are used, not fetched anew for the harness's home folder.
    fetched = sorted(str(path) for path in ToolCache(Runner()).folder.glob("*/bin"))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"], *fetched])
    kept = {name: value for name, value in mity.env.items() if name != "PYTHONSAFEPATH"}
    # rustup finds its toolchains, cargo its packages, in the home folder that the harness hides.
    rust = {name: os.environ.get(name) or str(Path(place).expanduser()) for name, place in RUST.items()}
    return {**kept, "UV_CACHE_DIR": cache, "PATH": path, **rust}


def install(app: Path, env: Mapping[str, str]) -> None:
    """Makes the application's environment as its README says."""
    subprocess.run(["make", "--silent", "setup", f"PYTHON={_python()}"], cwd=app, env=env, check=True, timeout=120)


def edit(app: Path, path: str, *pairs: tuple[str, str]) -> None:
    """Replaces texts that must be there in a file of the application."""
    file = app / path
    text = file.read_bytes().decode("utf-8")
    for old, new in pairs:
        assert old in text, f"{path} has no {old!r}"
        text = text.replace(old, new, 1)
    file.write_bytes(text.encode("utf-8"))


def write(app: Path, path: str, text: str) -> None:
    """Writes a file of the application, folders and all."""
    (app / path).parent.mkdir(parents=True, exist_ok=True)
    (app / path).write_bytes(text.encode("utf-8"))


def _python() -> str:
    return getattr(sys, "_base_executable", sys.executable)


def _content(path: Path) -> str:
    return str(path.readlink()) if path.is_symlink() else digest(path)


def _repository(app: Path) -> tuple[str, str, str]:
    if not (app / ".git").exists():
        return "", "", ""
    return git(app, "rev-parse", "HEAD"), git(app, "diff", "--cached", "--stat"), git(app, "stash", "list")


@contextlib.contextmanager
def _nothing(app: Path) -> Iterator[Mapping[str, str]]:
    yield {}


@contextlib.contextmanager
def _bystander(app: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the user's in the application's folder, which must outlive every healing."""
    process = subprocess.Popen([sys.executable, "-c", _BYSTANDER], cwd=app, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
