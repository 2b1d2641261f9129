"""What breaks in Electron applications and is a person's to decide, or this machine's to have."""

from __future__ import annotations

from mity.agents.fixes.node.node_report import from_rows
from mity.agents.node.messages import said
from mity.agents.node.packages import declared
from mity.healing.model import Proposal
from mity.healing.rules import FailureContext, Rule

_HELPER = "node_modules/electron/dist/chrome-sandbox"
_ROWS: tuple[tuple[str, str, str], ...] = (
    (
        r"Electron failed to install correctly|Failed to find Electron v",
        "the Electron binary is missing: an install script downloads it, and mity does not run install scripts",
        "node node_modules/electron/install.js",
    ),
    (
        r"Missing X server or \$DISPLAY|Unable to open X display|cannot open display|The platform failed to initialize",
        "there is no display: install a virtual one, which mity then uses for the launch",
        "sudo apt-get install xvfb",
    ),
    (
        r"SUID sandbox helper binary was found, but is not configured|Running as root without --no-sandbox"
        r"|No usable sandbox",
        "Electron's sandbox cannot start: set owner and mode of its helper, or run as an ordinary user",
        "sudo chown root {helper} && sudo chmod 4755 {helper}".replace("{helper}", _HELPER),
    ),
    (
        r"error while loading shared libraries: (?P<name>[^\s:]+)",
        "the system library {name} is missing: install the package that contains it",
        "ldd node_modules/electron/dist/electron",
    ),
    (
        r"electron-builder [^\n]*\n(?:[^\n]*\n){0,3}?"
        r"[^\n]*configuration(?:\.[\w.]+)? has an unknown property '(?P<key>[^']+)'",
        "electron-builder does not know the key '{key}': remove it, or move it to the right place",
        "git log -p -- electron-builder.yml",
    ),
    (
        r"Invalid configuration object\. electron-builder",
        "electron-builder's configuration does not match its schema: correct the entry in the message",
        "",
    ),
    (
        r"Cannot create symbolic link",
        "this user may not create symbolic links: allow it (developer mode), or turn code signing off",
        "",
    ),
    (
        r"because it is being used by another process|EBUSY: resource busy or locked",
        "a running copy of the application locks the output: close it, then try again",
        "",
    ),
    (
        r"Failed to load URL: https?://\S+ with error: ERR_\w+|ERR_CONNECTION_\w+ \(-?\d+\) loading '[^']+'",
        "no server answers for the window's page: start the renderer's server first, or load the built page",
        "npx --no-install electron-vite dev",
    ),
    (
        r"ERR_FILE_NOT_FOUND|Not allowed to load local resource|Unable to load preload script: (?P<script>\S+)",
        "the window loads a file that the build does not write: build, and compare the name with the files in out/",
        "npx --no-install electron-vite build",
    ),
    (
        r"No handler registered for '(?P<channel>[^']+)'",
        "the page calls '{channel}', which the main process does not handle: register a handler, or correct the name",
        "",
    ),
    (
        r"Attempted to register a second handler for '(?P<channel>[^']+)'",
        "two handlers are registered for '{channel}': remove one",
        "",
    ),
)  # fmt: skip


class ElectronReport(Rule):
    """A table, the first row that fits."""

    id = "electron-report"
    title = "report what Electron needs"

    def propose(self, failure: FailureContext) -> Proposal | None:
        return from_rows(_ROWS, said(failure)) if "electron" in declared(failure) else None
