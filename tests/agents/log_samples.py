"""The recorded outputs of real tools, and the disguises that the same output wears in the wild.

Samples in the folder `documented` were not recorded: they are written after the message formats that a tool's
own sources and manuals give, because the tool (or its platform) cannot run where the samples are made.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

LOGS = Path(__file__).parents[1] / "samples" / "logs"
RECORDED = sorted(path.name for path in LOGS.glob("*.log"))
DOCUMENTED = sorted(f"documented/{path.name}" for path in (LOGS / "documented").glob("*.log"))
FAILURES = sorted(RECORDED + DOCUMENTED)
SUCCESSES = sorted(f"success/{path.name}" for path in (LOGS / "success").glob("*.log"))


def read(name: str) -> str:
    """The text of a recorded output."""
    return (LOGS / name).read_text(encoding="utf-8")


def rule_of(name: str) -> str:
    """The id of the row that a sample belongs to."""
    return name.removeprefix("documented/").removesuffix(".log")


def prefixed(prefix: str) -> Callable[[str], str]:
    """A disguise that puts `prefix` before every line."""
    return lambda text: "".join(f"{prefix}{line}\n" for line in text.splitlines())


def coloured(text: str) -> str:
    """Every line in red, with a window title and a redrawn progress line before it."""
    return "\x1b]0;build\x07" + "".join(f"\x1b[2K10%\r\x1b[1;31m{line}\x1b[0m\n" for line in text.splitlines())


def power_shell(text: str) -> str:
    """The first line as the text of an error record, the rest behind its block."""
    first, _, rest = text.partition("\n")
    block = f"""\
        node.exe : {first}
        At line:1 char:1
        + & "C:\\Program Files\\nodejs/node.exe" "C:\\app\\cli.js" build 2>&1
        + ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
            + CategoryInfo          : NotSpecified: ({first[:20]}:String) [], RemoteException
            + FullyQualifiedErrorId : NativeCommandError
        """
    return textwrap.dedent(block) + " \n" + rest


DISGUISES: dict[str, Callable[[str], str | bytes]] = {
    "coloured": coloured,
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "UTF-16 with BOM": lambda text: text.encode("utf-16"),
    "UTF-16 without BOM": lambda text: text.encode("utf-16-le"),
    "UTF-8 with BOM": lambda text: text.encode("utf-8-sig"),
    "docker": prefixed("#12 3.456 "),
    "GitHub Actions": prefixed("2026-07-28T19:53:48.9552189Z "),
    "concurrently": prefixed("[0] "),
    "git push": prefixed("remote: "),
    "PowerShell": power_shell,
}
