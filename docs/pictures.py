"""Makes the pictures of the README from real runs in a real terminal (needs tmux): `python docs/pictures.py`.

Those of docs/page.md are made by tests:
`MITY_PICTURE=$PWD/docs/page.png pytest -m slow tests/web/test_browser.py -k two`,
`MITY_PICTURE=$PWD/docs/page-workspaces.png pytest -m slow tests/web/test_browser.py -k several`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
WIDTH, HEIGHT = 104, 44
PROMPT = "mity-picture-done"


def tmux(*words: str) -> str:
    """What a tmux command prints."""
    return subprocess.run(["tmux", "-L", "mity", *words], check=True, capture_output=True, text=True).stdout


def shoot(command: str, shown: str, folder: Path, target: Path) -> None:
    """Types `command` into a fresh terminal, waits for its end and saves what stands there as SVG."""
    shell = f"PATH={Path(sys.executable).parent}:$PATH; cd {folder}; clear; {command}; echo {PROMPT}; sleep 60"
    tmux("new-session", "-d", "-s", "picture", "-x", str(WIDTH), "-y", str(HEIGHT), "bash", "-c", shell)
    try:
        screen = ""
        for _ in range(600):
            time.sleep(0.2)
            screen = tmux("capture-pane", "-e", "-p", "-t", "picture")
            if PROMPT in screen:
                break
    finally:
        tmux("kill-session", "-t", "picture")
    text = screen.replace(str(folder), "~/work").split(PROMPT)[0].rstrip()
    console = Console(width=WIDTH, record=True, file=(folder / "shown").open("w"), force_terminal=True)
    console.print(Text.from_ansi(f"$ {shown}\n{text}"))
    picture = console.export_svg(title="mity")
    target.write_text(re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL), encoding="utf-8")  # no foreign hosts


def main() -> None:
    """Every picture."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        create = "mity create-app shop --stack python-fastapi"
        shoot(create, create, folder, HERE / "create-app.svg")
        grow = "mity add-feature todo --field title:str,max=200 --field due:date,optional --app shop"
        shoot(grow, grow, folder, HERE / "add-feature.svg")
        source = folder / "shop" / "src" / "shop" / "main.py"
        source.write_text(source.read_text(encoding="utf-8").replace("import logging\n", "", 1), encoding="utf-8")
        heal = "mity heal shop"
        shoot(heal, heal, folder, HERE / "heal.svg")


if __name__ == "__main__":
    main()
