"""The shell script that a person would type instead of `mity create-app`."""

from __future__ import annotations

import json
import shlex
import socket
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.env import SCRIPTS

WATCH_S = 2  # as long as mity watches an application before it asks a second time
POLL_S = 0.05  # as mity waits between two looks at an application that starts


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def recipe_words(mity_python: Path, stack: str, app: str, port: int) -> list[str]:
    """The command that prints, as JSON, what the installed mity would run for a stack."""
    return [str(mity_python), "-P", str(SCRIPTS / "recipes.py"), stack, app, str(port)]


def script(mity_python: Path, cookiecutter: Path, stack: str, app: str, env: Mapping[str, str]) -> str:
    """The script; it works in the current folder and makes the application `app` there.

    The commands are those that the installed mity would run under `env`. Raises CalledProcessError.
    """
    port = free_port()
    words = recipe_words(mity_python, stack, app, port)
    done = subprocess.run(words, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return "\n".join(_lines(json.loads(done.stdout), cookiecutter, app, port)) + "\n"


def _lines(plan: Mapping[str, Any], cookiecutter: Path, app: str, port: int) -> Iterator[str]:
    yield "set -e"
    yield shlex.join([str(cookiecutter), "--no-input", plan["template"], f"app_name={app}"])
    yield f"cd {shlex.quote(app)}"
    for command in plan["commands"]:
        line = _in_its_place(command)
        if command["verb"] == "launch":
            yield f"{line} > launch.log 2>&1 &"
            yield "app=$!"
            url = f"http://127.0.0.1:{port}{plan['health']}"
            yield f"until curl --fail --silent --output /dev/null {shlex.quote(url)}; do"
            yield f"  kill -0 $app; sleep {POLL_S}"
            yield "done"
            yield f"sleep {WATCH_S}; curl --fail --silent --output /dev/null {shlex.quote(url)}"
            yield "kill $app; wait $app || true; rm launch.log"
        else:
            yield line
    yield "git init --quiet --initial-branch main"
    yield "git add --all"
    yield f"git commit --quiet --message {shlex.quote(f'Create {app}')}"


def _in_its_place(command: Mapping[str, Any]) -> str:
    """The command as typed in the application's folder, with its own environment and from its own folder."""
    given = [f"{name}={value}" for name, value in command["env"].items()]
    line = shlex.join([*(["env", *given] if given else []), *command["argv"]])
    if command["cwd"] == ".":
        return line
    run = "exec " if command["verb"] == "launch" else ""
    return f"(cd {shlex.quote(command['cwd'])} && {run}{line})"
