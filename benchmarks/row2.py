"""Row 2, cost of the factory: `mity create-app` against a shell script with the same commands typed by hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.by_hand import script
from benchmarks.env import plain_environment
from benchmarks.settings import Settings
from benchmarks.table import Line, Result
from benchmarks.timing import in_turn, middle, process, ratio
from mity.system.runner import Runner
from mity.system.tool_cache import ToolCache

APP = "shop"
GOALS = {"python-fastapi": 1.10}
GOAL = 1.05
GIT_CONFIG = "[user]\n\tname = Applier\n\temail = bench@example.com\n"


def measure(settings: Settings) -> Iterator[Result]:
    """Both from nothing to a proven, committed application; a first round of both fills the caches."""
    for stack in settings.stacks:
        yield _compare(settings, stack)


def _compare(settings: Settings, stack: str) -> Line:
    mity = settings.environments.mity()
    env = plain_environment(mity, *fetched(), HOME=str(home(settings)), GIT_CONFIG_NOSYSTEM="1", NO_COLOR="1")
    env = {name: value for name, value in env.items() if not name.startswith("XDG_")} | toolchains()
    cookiecutter = settings.environments.peer("cookiecutter") / "cookiecutter"
    create = [str(mity / "mity"), "create-app", APP, "--stack", stack]

    def by_hand(folder: Path) -> list[str]:
        (folder / "by-hand.sh").write_text(script(mity / "python", cookiecutter, stack, APP, env), encoding="utf-8")
        return ["bash", str(folder / "by-hand.sh")]

    work = {"mity": _timed(settings, env, lambda folder: create), "hand": _timed(settings, env, by_hand)}
    series = in_turn(settings.rounds(5), work)
    goal = GOALS.get(stack, GOAL)
    reference = f"by hand: {middle(series, 'hand'):.2f} s"
    return Line(
        2, f"create-app, {stack}", f"{middle(series, 'mity'):.2f} s", reference, ratio(series, "mity", "hand"), goal
    )


def _timed(settings: Settings, env: dict[str, str], words: Callable[[Path], list[str]]) -> Callable[[], float]:
    """Work in a new folder each time; making the script and clearing away are not timed."""

    def call() -> float:
        with settings.environments.scratch() as scratch:
            folder = Path(scratch)
            return process(words(folder), env, folder)()

    return call


def toolchains() -> dict[str, str]:
    """Where compilers lie that a user has in the home folder: another home must not hide them."""
    return {"RUSTUP_HOME": os.environ.get("RUSTUP_HOME") or str(Path("~/.rustup").expanduser())}


def fetched() -> list[Path]:
    """The folders of tools that `mity doctor --fix` brought for this user, such as a newer Maven."""
    return sorted(ToolCache(Runner()).folder.glob("*/bin"))


def home(settings: Settings) -> Path:
    """A home with a git identity and nothing else but the caches that both sides share."""
    home = settings.environments.folder / "home"
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text(GIT_CONFIG, encoding="utf-8")
    return home
