"""mity diagnose"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from mity.cli import completing
from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.terminal import say, warn
from mity.errors import UsageError
from mity.plugins import installed_plugins
from mity.system.files import current_folder
from mity.text.visible import uncoloured

if TYPE_CHECKING:
    from mity.healing.log_reader import LogReader

_OURS = "mity.agents:register"
_PATIENCE_S = 2.0
_END = 16 << 20  # bytes of either end of a long log


@click.command("diagnose")
@click.argument("files", nargs=-1)
@click.option("--stack", default="", shell_complete=completing.stacks, help="The stack the log comes from, when known.")
@click.option("--exit-code", type=int, default=None, help="How the command ended, when known.")
@json_option
def command(files: tuple[str, ...], stack: str, exit_code: int | None, as_json: bool) -> int:
    """Say what broke in each log FILE (- or nothing: standard input), who would repair it, and how."""
    reader = _log_reader()
    rows = [_diagnose(reader, name, stack, exit_code) for name in files or ("-",)]
    if as_json:
        print_json({"diagnoses": rows})
    else:
        for row in rows:
            _show(row)
    return 0


def _log_reader() -> LogReader:
    """mity's own where no other package has agents, without the rules, which take a second to import."""
    if installed_plugins("mity.agents") == [_OURS]:
        from mity.agents.log_reader import SHIPPED

        return SHIPPED
    from mity.app import App

    return App(current_folder()).agents.log_reader


def _diagnose(reader: LogReader, name: str, stack: str, exit_code: int | None) -> dict[str, Any]:
    try:
        with _told_after(_PATIENCE_S, name):
            text = _both_ends(sys.stdin.buffer) if name == "-" else _log(Path(name))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read the log {name}: {getattr(error, 'strerror', '') or error}") from error
    diagnosis = reader.classify(text, stack=stack, exit_code=exit_code)
    if diagnosis is None:
        return {
            "file": name,
            "error_type": None,
            "evidence": [],
            "places": [],
            "subject": "",
            "specialist": None,
            "fix": None,
            **({} if text.strip() else {"empty": True}),
        }
    who = reader.routes.get(diagnosis.error_type, reader.coordinator)
    fix = reader.advise(diagnosis) or None
    places = _places(text.decode("utf-8", "replace"))
    return {"file": name, **diagnosis.to_json(), "places": places, "specialist": who, "fix": fix}


def _places(text: str) -> list[str]:
    """The tests that failed and where, or else the first place in the current folder that the log is about."""
    from mity.stacks.failing import in_output, told  # not needed where nothing failed
    from mity.stacks.places import place

    here = current_folder()
    return list(told(in_output(text, here))) or list(filter(None, [place(text, here)]))


def _log(path: Path) -> bytes:
    """The log in a file or a pipe. Raises OSError, ValueError."""
    if path.is_char_device() or path.is_block_device():
        raise ValueError("it is a device")
    with path.open("rb") as file:
        return _both_ends(file)


@contextmanager
def _told_after(seconds: float, name: str) -> Iterator[None]:
    """Says that a log is still being read, or that nobody writes it, when that takes longer than some seconds."""
    what = "standard input" if name == "-" else name
    said = f"mity: still reading {what}, until whoever writes it ends (Ctrl-C: give up)"
    timer = threading.Timer(seconds, warn, [said])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _both_ends(file: BinaryIO) -> bytes:
    """What a file holds; of one that is too long to be kept, its beginning and its end."""
    head = file.read(_END)
    if file.seekable():
        file.seek(max(len(head), file.seek(0, os.SEEK_END) - _END))
        return head + file.read(_END)
    tail: list[bytes] = [b"", b""]
    while part := file.read(_END):
        tail = [tail[1], part]
    return head + b"".join(tail)[-_END:]


def _show(row: dict[str, Any]) -> None:
    if row["error_type"] is None:
        say(f"{row['file']}: {'there is nothing in it' if row.get('empty') else 'nothing failed here'}")
        return
    about = f" ({row['subject']})" if row["subject"] else ""
    say(f"{row['file']}: ", end="")
    say(row["error_type"], bold=True, end="")
    say(about)
    for line in (*row["places"], *row["evidence"]):
        say(f"  │ {uncoloured(line.rstrip())}")
    say(f"  {row['specialist']}: {row['fix'] or 'no fix is known for it'}")
