"""Messages on the desktop of whoever started the run: by the program for that which the system has."""

from __future__ import annotations

import html
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence

from mity.command import Command, Run
from mity.errors import ToolError
from mity.text.records import dataclass

_LIMIT_S = 5.0
_MOST_LINES = 6
"""Lines of a notice: desktops show few, and the newest say how the run stands."""
_APPLE = ("on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run")
_WINDOWS = (
    "Add-Type -AssemblyName System.Windows.Forms; $n = New-Object System.Windows.Forms.NotifyIcon; "
    "$n.Icon = [System.Drawing.SystemIcons]::Information; $n.Visible = $true; "
    "$n.ShowBalloonTip(10000, $env:MITY_NOTICE_TITLE, $env:MITY_NOTICE_TEXT, 'Info'); "
    "Start-Sleep -Seconds 3; $n.Dispose()"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be shown: plain text, of a run that needs attention where it is `bad`."""

    title: str
    text: str
    bad: bool


def _freedesktop(program: str, notice: Notice) -> Command:
    """By the D-Bus of the session. The body is markup there, and so is escaped."""
    icon = "dialog-warning" if notice.bad else "dialog-information"
    words = ("--app-name=mity", f"--icon={icon}", "--", notice.title, html.escape(notice.text, quote=False))
    return Command((program, *words), timeout=_LIMIT_S)


def _apple(program: str, notice: Notice) -> Command:
    script = (word for line in _APPLE for word in ("-e", line))
    return Command((program, *script, "--", notice.title, notice.text), timeout=_LIMIT_S)


def _windows(program: str, notice: Notice) -> Command:
    """The texts go by the environment, so that none of them is read as code."""
    env: Mapping[str, str] = {"MITY_NOTICE_TITLE": notice.title, "MITY_NOTICE_TEXT": notice.text}
    return Command((program, "-NoProfile", "-NonInteractive", "-Command", _WINDOWS), env=env, timeout=2 * _LIMIT_S)


_Way = tuple[str, Callable[[str, Notice], Command]]
_OTHERS: _Way = ("notify-send", _freedesktop)
_WAYS: Mapping[str, _Way] = {"darwin": ("osascript", _apple), "win32": ("powershell", _windows)}


class ByDesktop:
    """Shows messages on this desktop; `platform` is Python's word for the system."""

    def __init__(self, run: Run, platform: str = sys.platform) -> None:
        self._run = run
        self._name, self._command = _WAYS.get(platform, _OTHERS)

    def send(self, title: str, lines: Sequence[str], *, bad: bool) -> bool:
        """Shows it. Raises ToolError where the system has no program for it, or nobody to show it."""
        program = shutil.which(self._name)
        if program is None:
            get = ": install libnotify (Debian: apt install libnotify-bin)" if self._name == _OTHERS[0] else ""
            raise ToolError(f"{self._name} is not on PATH{get}")
        done = self._run(self._command(program, Notice(title, "\n".join(lines[-_MOST_LINES:]), bad)))
        if not done.ok:
            said = " ".join(done.tail(1))
            raise ToolError(f"{self._name} could not show it: {said}" if said else done.summary)
        return True
