"""Lists and long runs in a real browser: they follow what happens, keep what was opened, and know keys."""

from __future__ import annotations

import re

import pytest
from browsing import CHROMIUM, watched
from playwright.sync_api import Browser, Page, expect

from harness import Mity
from page import at, define, newest, serving, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.rotation("stories", of=3),
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not on PATH"),
]
ITEMS = """
name: items
stages:
  - name: many
    steps:
      - name: each
        for_each: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
        as: item
        command: 'echo "item $ITEM"; while [ "$ITEM" = 14 ] && [ ! -e go ]; do sleep 0.1; done'
        env: {ITEM: "${{ item }}"}
  - name: last
    steps:
      - {name: confirm, type: checkpoint, message: 'All of them?'}
"""


def test_a_list_follows_runs_that_others_start(browser: Browser, mity: Mity) -> None:
    define(mity, ITEMS, "items")
    define(mity, "name: check\nsteps: [{name: types, command: 'exit 1'}]\n", "check")
    with serving(mity) as site:
        context = browser.new_context()
        page = context.new_page()
        errors = watched(page)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "seen=" in request.url else None)
        page.goto(site.link)
        expect(page.locator("#rows")).to_contain_text("No run yet")
        assert mity("run", "check").code == 1
        expect(page.locator("#rows .mark.failed").first).to_be_visible(timeout=15_000)
        run = mity.start("run", "items", "--quiet")
        expect(page.locator("#rows .mark.running")).to_be_visible(timeout=15_000)
        (mity.workspace / "go").touch()
        assert run.wait(60) == 3
        run.communicate()
        expect(page.locator("#rows")).to_contain_text("waiting for checkpoint", timeout=15_000)
        page.get_by_label("State").select_option("failed")
        expect(page.locator("#rows")).to_contain_text("1 run")
        assert "state=failed" in page.url, "the address is one to hand on"
        page.reload()
        expect(page.get_by_label("State")).to_have_value("failed")
        expect(page.locator("#rows tbody tr")).to_have_count(1)
        asked.clear()
        page.wait_for_timeout(5000)
        assert 1 <= len(asked) <= 4, "one page asks every two seconds, however often it was told of changes"
        assert all("state=failed" in url for url in asked)
        page.get_by_label("Search").fill("nothing of this name")
        expect(page.locator("#rows")).to_contain_text("No run fits")
        page.get_by_role("link", name="Show all").click()
        expect(page.locator("#rows tbody tr")).to_have_count(2)
        assert errors == []
        context.close()


def test_a_long_loop_is_folded_and_stays_open_while_it_goes_on(browser: Browser, mity: Mity) -> None:
    define(mity, ITEMS, "items")
    run = mity.start("run", "items", "--quiet")
    until(lambda: list((mity.workspace / ".mity" / "logs").glob("*.json")))
    with serving(mity) as site:
        context = browser.new_context()
        page = context.new_page()
        errors = watched(page)
        page.goto(site.link)
        page.goto(f"http://127.0.0.1:{site.port}{at(newest(mity))}")
        rest = page.locator("#steps details")
        expect(page.locator("#steps > ul > li", has_text="each[13]")).to_be_visible(timeout=30_000)
        expect(rest.locator("summary").first).to_have_text("13 done, 2 to come", timeout=30_000)
        rest.locator("summary").first.click()
        expect(page.get_by_role("link", name="each[3]")).to_be_visible()
        page.get_by_text("Graph of items").click()
        box = page.locator("#graph rect").first
        expect(box).to_have_attribute("fill", "#cfe2ff")
        (mity.workspace / "go").touch()
        expect(page.locator("#asked")).to_contain_text("All of them?", timeout=30_000)
        expect(rest.locator("summary").first).to_have_text("16 done")
        expect(page.get_by_role("link", name="each[3]")).to_be_visible()  # it is still open
        expect(box).to_have_attribute("fill", "#cdeccf")
        page.get_by_label("Search what all steps printed").fill("ITEM 7")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("1 line")
        page.get_by_role("link", name="each[6]").click()
        expect(page.locator("main")).to_contain_text("1: item 7")
        assert errors == []
        context.close()
    assert run.wait(30) == 3
    run.communicate()


def test_all_is_done_by_keys_alone(browser: Browser, mity: Mity) -> None:
    define(mity, ITEMS, "items")
    (mity.workspace / "go").touch()
    assert mity("run", "items").code == 3
    with serving(mity) as site:
        context = browser.new_context()
        page = context.new_page()
        page.goto(site.link)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, newest(mity))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("items")
        tab_to(page, "Approve")
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown == "solid", "who uses keys sees where they are"
        page.keyboard.press("Space")
        expect(page.locator("#state")).to_contain_text("completed", timeout=30_000)
        expect(page.locator("#asked")).to_have_text(re.compile(r"^\s*$"))
        context.close()


def tab_to(page: Page, text: str) -> None:
    """Goes on by Tab until what has the focus says `text`."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip() == text:
            return
    raise AssertionError(f"no key leads to {text!r}")
