"""The page of a launched application, as a browser shows it: part of the proof where there is a browser."""

from __future__ import annotations

import dataclasses
from typing import Any

from mity.command import Outcome
from mity.services.services import Services
from mity.stacks.model import Page
from mity.system.browser import find_browser, look
from mity.system.devtools import BrowserError
from mity.system.health import HOST
from mity.system.service import Service
from mity.text.records import dataclass, field


@dataclass(frozen=True, slots=True)
class View:
    """What was seen: evidence for the log, words for the message, problems that make the launch fail."""

    evidence: dict[str, Any] = field(default_factory=dict)
    message: str = ""
    problems: tuple[str, ...] = ()

    @property
    def problem(self) -> str:
        """What is wrong, in a clause; empty when nothing is."""
        if not self.problems:
            return ""
        more = f" and {len(self.problems) - 1} more" if len(self.problems) > 1 else ""
        return f"the page is broken: {self.problems[0]}{more}"

    def added_to(self, outcome: Outcome) -> Outcome:
        """The outcome with the browser's complaints at the end of its output, for the diagnosis."""
        lines = "".join(f"[page] {problem}\n" for problem in self.problems)
        return dataclasses.replace(outcome, output=f"{outcome.output.rstrip()}\n{lines}")


def check_page(services: Services, service: Service, page: Page) -> View:
    """Looks at the page of a running application. Without a browser the view says so and is no failure."""
    browser = find_browser()
    if not browser:
        return _unseen("no Chromium or Chrome is here to look at the page with")
    url = f"http://{HOST}:{service.port}{page.path}"
    services.note(f"looking at {url}")
    try:
        seen = look(services.runner, browser, url, page)
    except (BrowserError, OSError) as error:
        return _unseen(f"{browser} could not be used: {error}")
    shown = f"its page '{_short(seen.title)}' is shown"
    return View({"page": {**seen.to_json(), "browser": browser}}, shown, tuple(seen.problems))


def _unseen(why: str) -> View:
    return View({"page": {"unavailable": why}}, f"its page was not looked at ({why})")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
