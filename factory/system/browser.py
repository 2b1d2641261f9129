"""A page as a browser shows it: is there something in it, what went wrong, what was asked for."""

from __future__ import annotations

import json
import os
import shutil
import time
from typing import Any

from mity.stacks.model import Page
from mity.system.devtools import BrowserError, DevTools, started
from mity.system.health import watch_s
from mity.system.runner import Runner
from mity.text.records import dataclass, field

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_MAC = tuple(f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ("Google Chrome", "Chromium"))
_QUIET_S = 0.3
_SHOWN = 500
_LOOK = """(selector => { const e = document.querySelector(selector);
  return e && {children: e.childElementCount, text: e.innerText, title: document.title}; })"""


@dataclass(slots=True)
class Seen:
    """What a page showed: the text of its root element, its title, and everything that went wrong."""

    url: str
    filled: bool = False
    text: str = ""
    title: str = ""
    requests: int = 0
    problems: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The page as evidence."""
        return {
            "url": self.url,
            "title": self.title,
            "text": self.text[:_SHOWN],
            "requests": self.requests,
            "problems": self.problems,
        }


def find_browser() -> str:
    """The program of a browser that can be driven; empty when there is none. `$MITY_BROWSER` wins."""
    if os.name != "posix":
        return ""
    named = os.environ.get("MITY_BROWSER", "")
    found = (shutil.which(name) for name in ((named,) if named else (*_NAMES, *_MAC)))
    return next(filter(None, found), "")


def look(runner: Runner, browser: str, url: str, page: Page) -> Seen:
    """Opens `url` and waits until `page` is shown and has been watched for a while, or its time is over.

    A browser that ends or hangs on the page is a problem of the page. Raises BrowserError, OSError for one that cannot
    even be started.
    """
    with started(runner, browser) as wire:
        target = wire.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        wire.session = wire.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Inspector"):
            wire.call(f"{domain}.enable", {})
        watch = _Watch(Seen(url), wire)
        wire.on_event = watch.hear
        try:
            _visit(wire, watch, url, page)
        except BrowserError as error:
            watch.seen.problems.append(str(error))
    return watch.seen


def _visit(wire: DevTools, watch: _Watch, url: str, page: Page) -> None:
    """Shows the page and gathers what is wrong with it. Raises BrowserError."""
    wire.call("Page.navigate", {"url": url}, page.timeout)
    seen, deadline = watch.seen, time.monotonic() + page.timeout + watch_s()
    while time.monotonic() < deadline and not watch.settled(page):
        wire.wait(0.05)
        watch.take(page, deadline)
    if not seen.filled:
        seen.problems.append(f"the element {page.root} stayed empty for {page.timeout:g} s")
    elif page.contains not in seen.text:
        seen.problems.append(f"the element {page.root} does not show '{page.contains}'")
    elif not _visible(wire, page):
        seen.problems.append(f"the element {page.root} has content, and nothing of it can be seen")


def _visible(wire: DevTools, page: Page) -> bool:
    """Whether the page looks different when its root element is made transparent."""
    pictures = []
    for style in ("", "e.style.setProperty('opacity', '0', 'important');"):
        code = f"{{ const e = document.querySelector({json.dumps(page.root)}); e.scrollIntoView(); {style} }}"
        wire.call("Runtime.evaluate", {"expression": code}, page.timeout)
        pictures.append(wire.call("Page.captureScreenshot", {"format": "png"}, page.timeout).get("data"))
    return pictures[0] != pictures[1]


class _Watch:
    """Gathers what the page does, and knows when it has come to rest."""

    def __init__(self, seen: Seen, wire: DevTools) -> None:
        self.seen = seen
        self._wire = wire
        self._open: dict[str, str] = {}
        self._loaded = float("inf")
        self._last = time.monotonic()

    def settled(self, page: Page) -> bool:
        """True when the page is shown, was watched for a while, and has asked for nothing for a moment."""
        shown, now = self.seen.filled and page.contains in self.seen.text, time.monotonic()
        return shown and now - self._loaded > watch_s() and not self._open and now - self._last > _QUIET_S

    def take(self, page: Page, deadline: float) -> None:
        """Reads what the root element shows now. Raises BrowserError when the page does not let it until `deadline`."""
        code = f"{_LOOK}({json.dumps(page.root)})"
        left = max(1.0, deadline - time.monotonic())
        answer = self._wire.call("Runtime.evaluate", {"expression": code, "returnByValue": True}, left)
        if found := answer.get("result", {}).get("value"):
            self.seen.filled = bool(found["children"] or found["text"].strip())
            self.seen.text, self.seen.title = found["text"].strip(), found["title"]

    def hear(self, method: str, data: dict[str, Any]) -> None:
        """Takes an event of the protocol. Raises BrowserError when the page has crashed."""
        if method == "Page.loadEventFired":
            self._loaded = time.monotonic()
        elif method == "Inspector.targetCrashed":
            raise BrowserError("the page crashed the browser's renderer")
        elif method == "Page.javascriptDialogOpening":
            self._problem(f"the page stopped with a dialog: {data.get('message', '')}")
            self._wire.send("Page.handleJavaScriptDialog", {"accept": True})
        elif method == "Network.requestWillBeSent":
            self._last = time.monotonic()
            self.seen.requests += 1
            self._open[data["requestId"]] = data["request"]["url"]
        elif method == "Network.loadingFinished":
            self._ended(data)
        elif method == "Network.responseReceived":
            status, url = data["response"]["status"], data["response"]["url"]
            # browsers ask for /favicon.ico on their own account
            self._problem(f"{status} {url}" if status >= 400 and not url.endswith("/favicon.ico") else "")
        elif method == "Network.loadingFailed":
            url = self._ended(data)
            if not data.get("canceled"):
                self._problem(f"{data.get('errorText', 'failed')} {url}")
        else:
            self._problem(_complaint(method, data))

    def _ended(self, data: dict[str, Any]) -> str:
        self._last = time.monotonic()
        return self._open.pop(data["requestId"], "")

    def _problem(self, text: str) -> None:
        if text and text not in self.seen.problems:
            self.seen.problems.append(text)


def _complaint(method: str, data: dict[str, Any]) -> str:
    """What a page's error says, with its place; empty for anything that is no error."""
    if method == "Runtime.exceptionThrown":
        thrown = data["exceptionDetails"]
        said = thrown.get("exception", {}).get("description") or thrown.get("text", "error")
        return f"{said.splitlines()[0]} ({thrown.get('url', '')}:{thrown.get('lineNumber', 0) + 1})"
    if method == "Runtime.consoleAPICalled" and data["type"] in ("error", "assert"):
        words = [str(item.get("description") or item.get("value", "")) for item in data["args"]]
        return f"console.{data['type']}: {' '.join(words)}"
    if method == "Log.entryAdded" and data["entry"]["level"] == "error" and data["entry"].get("source") != "network":
        return f"{data['entry']['text']} ({data['entry'].get('url', '')})"
    return ""
