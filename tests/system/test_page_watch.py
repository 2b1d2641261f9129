"""What of a page counts as shown and as gone wrong, as a browser tells it by the DevTools protocol."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from mity.stacks.model import Page
from mity.system.browser import Seen, find_browser, look
from mity.system.runner import Runner

BROWSER = f"""#!{sys.executable} -IS
import json, os, select, time
page, clear, rest, late = {{}}, False, b"", []
def say(message):
    os.write(4, json.dumps({{"sessionId": "s", **message}}).encode() + bytes(1))
while True:
    if not select.select([3], [], [], 0.05)[0]:
        while late and time.monotonic() > began + 0.5:
            say(late.pop())
        continue
    *whole, rest = (rest + os.read(3, 65536)).split(bytes(1))
    for asked in map(json.loads, whole):
        method, words, result = asked["method"], asked["params"], {{}}
        if method == "Target.createTarget":
            result = {{"targetId": "t"}}
        elif method == "Target.attachToTarget":
            result = {{"sessionId": "s"}}
        elif method == "Page.navigate":
            page = json.loads(words["url"])
            if page.get("dies"):
                raise SystemExit(7)
        elif method == "Runtime.evaluate" and "returnByValue" in words:
            shown = {{"children": page["children"], "text": page["text"], "title": "T"}} if "text" in page else None
            result = {{"result": {{"value": shown}}}}
        elif method == "Runtime.evaluate":
            clear = "opacity" in words["expression"]
        elif method == "Page.captureScreenshot":
            result = {{"data": "" if clear or page.get("hidden") else "all"}}
        say({{"id": asked["id"], "result": result}} if method != page.get("refuses") else
            {{"id": asked["id"], "error": {{"message": "not now"}}}})
        if method == "Page.navigate":
            began = time.monotonic()
            late = [{{"method": name, "params": data}} for name, data in page.get("late", [])]
            for name, data in page["events"]:
                say({{"method": name, "params": data}})
"""
"""A browser whose page is its address: what the root element shows, events at once and half a second late."""
LOADED = ("Page.loadEventFired", {})
ASKED = ("Network.requestWillBeSent", {"requestId": "1", "request": {"url": "http://a/x.js"}})
ENDED = ("Network.loadingFinished", {"requestId": "1"})


def failed(**data: Any) -> tuple[str, dict[str, Any]]:
    return ("Network.loadingFailed", {"requestId": "1", **data})


def answered(status: int, url: str) -> tuple[str, dict[str, Any]]:
    return ("Network.responseReceived", {"response": {"status": status, "url": url}})


def called(kind: str) -> tuple[str, dict[str, Any]]:
    return ("Runtime.consoleAPICalled", {"type": kind, "args": [{"value": "it"}, {"description": "broke"}]})


def logged(level: str, source: str) -> tuple[str, dict[str, Any]]:
    return ("Log.entryAdded", {"entry": {"level": level, "source": source, "text": "bad policy", "url": "u"}})


THROWN = ("Runtime.exceptionThrown", {"exceptionDetails": {"text": "Uncaught", "url": "a.js", "lineNumber": 4}})
TOLD = {"exception": {"description": "E: no\n  at x"}}
STOPPED = ("Page.javascriptDialogOpening", {"message": "stop"})
HARMLESS = (
    answered(404, "http://a/favicon.ico"),
    *(ASKED, failed(canceled=True)),
    *(called("log"), logged("warning", "security"), logged("error", "network")),
)
TROUBLE = (
    *(answered(400, "http://a/gone.js"), THROWN, ("Runtime.exceptionThrown", {"exceptionDetails": TOLD})),
    *(called("error"), called("assert"), logged("error", "security")),
)
ROWS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "shown": ({"text": "All is well"}, []),
    "shown as a picture": ({"text": "", "children": 1, "contains": ""}, []),
    "other text": ({"text": "Something else"}, ["the element body does not show 'well'"]),
    "empty": ({"text": " "}, ["the element body stayed empty for 0.5 s"]),
    "no such element": ({}, ["the element body stayed empty for 0.5 s"]),
    "hidden": ({"hidden": True}, ["the element body has content, and nothing of it can be seen"]),
    "dies": ({"dies": True}, ["the browser ended with 7: "]),
    "refuses": ({"refuses": "Page.captureScreenshot"}, ["the browser refused Page.captureScreenshot: not now"]),
    "what was asked for came": ({"events": [LOADED, ASKED, answered(200, "u"), ENDED]}, []),
    "refused": ({"events": [LOADED, ASKED, failed(errorText="net::ERR")]}, ["net::ERR http://a/x.js"]),
    "refused late": ({"events": [LOADED, ASKED], "late": [failed(errorText="net::ERR")]}, ["net::ERR http://a/x.js"]),
    "thrown once it is loaded": ({"events": [], "late": [THROWN, LOADED]}, ["Uncaught (a.js:5)"]),
    "crash": ({"events": [("Inspector.targetCrashed", {})]}, ["the page crashed the browser's renderer"]),
    "no trouble": ({"events": [LOADED, *HARMLESS]}, []),
    "much trouble": (
        {"events": [STOPPED, LOADED, *HARMLESS, *TROUBLE, *TROUBLE]},
        [
            "the page stopped with a dialog: stop",
            "400 http://a/gone.js",
            "Uncaught (a.js:5)",
            "E: no (:1)",
            "console.error: it broke",
            "console.assert: it broke",
            "bad policy (u)",
        ],
    ),
}


def test_what_a_page_shows_and_what_goes_wrong_on_it(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(BROWSER)
    browser.chmod(0o755)

    def see(asked: dict[str, Any]) -> Seen:
        page = {"text": "All is well", "children": 0, "events": [LOADED], **asked} if asked else {"events": [LOADED]}
        never = asked.get("contains", "well") not in str(page.get("text", ""))
        spec = Page(contains=asked.get("contains", "well"), timeout=0.5 if never else 20)
        return look(Runner(), str(browser), json.dumps(page), spec)

    with ThreadPoolExecutor(8) as pool:
        seen = dict(zip(ROWS, pool.map(see, [asked for asked, _ in ROWS.values()]), strict=True))
    assert {name: one.problems for name, one in seen.items()} == {name: found for name, (_, found) in ROWS.items()}
    assert (seen["shown"].to_json()["text"], seen["shown"].title) == ("All is well", "T")
    assert seen["what was asked for came"].requests == 1


def test_a_browser_that_is_named_is_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MITY_BROWSER", "/nowhere/chromium")
    assert find_browser() == ""
    monkeypatch.setenv("MITY_BROWSER", "true")
    assert find_browser().endswith("/true")
