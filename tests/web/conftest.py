"""What the stories of the page share: one browser for each module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browsing import CHROMIUM, QUIET

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # which takes a third of a second to load

    with sync_playwright() as one:
        made = one.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield made
        made.close()
