"""The outer edge: whatever happens inside becomes one clear message and the right exit code."""

from __future__ import annotations

import _thread
import errno
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

import click

from mity import __version__
from mity.cli.group import mity
from mity.cli.streams import give_up_stdout, lenient
from mity.errors import EXIT_BUG, EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED, EXIT_USAGE, MityError
from mity.text.interrupts import without_interrupts

_AGAIN_S = 0.02
_MEMORY = "raise the limit (`ulimit -v`) or end something else; `mity resume` goes on with a run that was under way"
_OUTPUT = (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EAGAIN, errno.EFBIG, errno.EDQUOT, errno.ENXIO, errno.EINVAL)


def run(words: Sequence[str]) -> int:
    """Runs the command line `words` and returns the exit code. Nothing is raised, no traceback is shown."""
    with lenient():
        return _run(words, "--json" in words)


def _run(words: Sequence[str], as_json: bool) -> int:
    try:
        _listen()
        _settle_path()
        code = mity.main(args=list(words), prog_name="mity", standalone_mode=False)
        sys.stdout.flush()
        return int(code or EXIT_DONE)
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _fail("interrupted; `mity resume` goes on with a run that was under way", EXIT_INTERRUPTED, as_json)
    except click.ClickException as error:
        hint = f" (see `{error.ctx.command_path} --help`)" if isinstance(error, click.UsageError) and error.ctx else ""
        return _fail(" ".join(error.format_message().split()) + hint, EXIT_USAGE, as_json)
    except MityError as error:
        text = str(error) if error.has_places else f"mity: {error}"
        return _end(text, error.exit_code, as_json, lines=error.several_lines, **error.details())
    except BrokenPipeError:
        give_up_stdout()
        return EXIT_DONE
    except MemoryError:
        return _fail("there was not enough memory; " + _MEMORY, EXIT_FAILED, as_json)
    except OSError as error:
        if error.filename is not None or error.errno not in _OUTPUT:
            return _bug(words, as_json)
        give_up_stdout()
        return _fail(f"cannot write the output: {error.strerror}", EXIT_FAILED, as_json=False)
    except Exception:  # noqa: BLE001 - the one place where a bug in mity itself ends
        return _bug(words, as_json)


def _settle_path() -> None:
    """Takes relative and empty folders out of PATH, for mity and whatever it starts.

    By `./node_modules/.bin` each project would bring its own git, sandbox or browser, before anybody trusted it.
    """
    if (given := os.environ.get("PATH")) is not None:
        kept = [folder for folder in given.split(os.pathsep) if os.path.isabs(folder)]  # noqa: PTH117 - quicker to load
        os.environ["PATH"] = os.pathsep.join(kept) or os.defpath


def _listen() -> None:
    """A request to end, or a terminal that closes, ends mity as Ctrl-C does."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    sys.unraisablehook = _unraisable


def _unraisable(problem: sys.UnraisableHookArgs) -> None:
    """An interrupt that fell into a destructor, where Python drops it, comes again a moment later."""
    if problem.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(problem)
        return
    import threading

    again = threading.Timer(_AGAIN_S, _interrupt_main)
    again.daemon = True
    again.start()


def _interrupt_main() -> None:
    import threading

    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)  # it also ends a sleep
    else:
        _thread.interrupt_main()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _fail(message: str, code: int, as_json: bool) -> int:
    return _end(f"mity: {message}", code, as_json)


def _end(text: str, code: int, as_json: bool, *, lines: bool = False, **more: Any) -> int:
    """Tells how mity ended, to a person and to a script. What it needs is imported here, as help does without."""
    with without_interrupts():
        from mity.cli.terminal import warn
        from mity.redaction import Redactor

    text = Redactor(os.environ).text(text)
    warn(text, lines=lines)
    if as_json:
        _print_json({"error": text.removeprefix("mity: "), "exit_code": code, **more})
    return code


def _print_json(data: dict[str, Any]) -> None:
    """Prints the error for a script, where somebody reads it."""
    import json

    try:
        print(json.dumps(data))
        sys.stdout.flush()
    except (OSError, ValueError):
        give_up_stdout()


def _bug(words: Sequence[str], as_json: bool) -> int:
    return _fail(f"this is a bug in mity; please report it with the file {_bug_report(words)}", EXIT_BUG, as_json)


def _bug_report(words: Sequence[str]) -> str:
    import re
    import tempfile
    import traceback

    from mity.redaction import MASK, Redactor

    where = f"mity {__version__}, Python {sys.version}, {sys.platform}"
    said = re.sub(r"://[^/?#\s]*@", f"://{MASK}@", " ".join(words))
    text = f"{where}\nmity {said}\n\n{traceback.format_exc()}"
    handle, path = tempfile.mkstemp(prefix="mity-bug-", suffix=".txt", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as report:
        report.write(Redactor(os.environ).text(text))
    return path
