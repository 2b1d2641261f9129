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
        "the program Electron is not here: its package does not hold it, and mity runs no install script of a package",
        "node node_modules/electron/install.js",
    ),
    (
        r"Missing X server or \$DISPLAY|Unable to open X display|cannot open display|The platform failed to initialize",
        "there is no display: have a virtual one, and mity launches below it",
        "sudo apt-get install xvfb",
    ),
    (
        r"SUID sandbox helper binary was found, but is not configured|Running as root without --no-sandbox"
        r"|No usable sandbox",
        "Electron's sandbox cannot start: give its helper its owner and mode, or run as an ordinary user",
        "sudo chown root {helper} && sudo chmod 4755 {helper}".replace("{helper}", _HELPER),
    ),
    (
        r"error while loading shared libraries: (?P<name>[^\s:]+)",
        "the system library {name} is missing: install the package that holds it",
        "ldd node_modules/electron/dist/electron",
    ),
    (
        r"configuration(?P<place>(?:\.[\w.]+)?) has an unknown property '(?P<key>[^']+)'",
        "electron-builder does not know the key '{key}': take it out, or write it where it belongs",
        "git log -p -- electron-builder.yml",
    ),
    (
        r"Invalid configuration object\. electron-builder",
        "electron-builder's configuration is not as its schema wants: correct what the message names",
        "",
    ),
    (
        r"Cannot create symbolic link",
        "this user may make no symbolic links: allow it (developer mode), or switch code signing off",
        "",
    ),
    (
        r"because it is being used by another process|EBUSY: resource busy or locked",
        "a running copy of the application locks the output: close it, then try again",
        "",
    ),
    (
        r"Failed to load URL: https?://\S+ with error: ERR_\w+|ERR_CONNECTION_\w+ \(-?\d+\) loading '[^']+'",
        "nobody serves the page of the window: start the renderer's server first, or load the page that was built",
        "npx --no-install electron-vite dev",
    ),
    (
        r"ERR_FILE_NOT_FOUND|Not allowed to load local resource|Unable to load preload script: (?P<script>\S+)",
        "the window names a file that the build does not write: build, and compare the names with what is in out/",
        "npx --no-install electron-vite build",
    ),
    (
        r"No handler registered for '(?P<channel>[^']+)'",
        "the page calls '{channel}', which the main process does not answer: register it there, or correct the name",
        "",
    ),
    (
        r"Attempted to register a second handler for '(?P<channel>[^']+)'",
        "two places answer '{channel}': take one away",
        "",
    ),
)  # fmt: skip


class ElectronReport(Rule):
    """A table, the first row that fits."""

    id = "electron-report"
    title = "say what Electron lacks"

    def propose(self, failure: FailureContext) -> Proposal | None:
        return from_rows(_ROWS, said(failure)) if "electron" in declared(failure) else None
