"""The page in a real browser: followed live, steered, by two at once, on a phone, in the dark, and for everybody."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

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
LIVE = """
name: live
title: Prepare a release
parameters:
  version: {type: string, description: the number of the release}
stages:
  - name: checks
    parallel: true
    steps:
      - {name: lint, command: 'for i in 1 2 3 4 5 6 7 8; do echo "checked file $i"; sleep 0.5; done'}
      - {name: unit, command: 'for i in 1 2 3 4 5 6; do echo "test $i passed"; sleep 0.5; done'}
  - name: release
    steps:
      - {name: confirm, type: checkpoint, message: 'Release ${{ parameters.version }}?'}
      - {name: publish, command: 'echo "$V" > published', env: {V: "${{ parameters.version }}"}}
"""


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core from npm; empty where npm or its registry is not there."""
    folder = tmp_path_factory.mktemp("axe")
    if not shutil.which("npm"):
        return ""
    words = ["npm", "pack", "axe-core@4", "--silent"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=60)
    for archive in folder.glob("*.tgz"):
        with tarfile.open(archive) as file:
            script = file.extractfile("package/axe.min.js")
            return script.read().decode() if script else ""
    assert done.returncode, done.stderr
    return ""


def suits_everybody(page: Page, site: str, places: Sequence[str], axe: str) -> None:
    """No page is wider than the screen, and none keeps anybody out, as far as axe can tell."""
    for place in places:
        page.goto(site + place)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{place} is {wide} px too wide"
        if axe:
            page.evaluate(axe)
            found = page.evaluate("axe.run().then(done => done.violations.map(one => one.id + ': ' + one.help))")
            assert found == [], place


def test_a_run_is_started_watched_and_approved_by_two(browser: Browser, mity: Mity) -> None:
    define(mity, LIVE, "live")
    with serving(mity) as site:
        first, second = browser.new_context(), browser.new_context()
        one, other = first.new_page(), second.new_page()
        errors = watched(one) + watched(other)
        seen: list[str] = []
        one.on("request", lambda request: seen.append(request.headers.get("referer", "")))
        one.goto(site.link)
        assert "token" not in one.url
        one.get_by_role("link", name="Workflows").click()
        one.get_by_role("link", name="live", exact=True).click()
        one.get_by_label("version (needed)").fill("1.2.0 <b>")
        one.get_by_role("button", name="Start").click()
        expect(one.locator("#steps")).to_contain_text("checked file 3", timeout=30_000)
        expect(one.locator("#steps .mark.running").first).to_be_visible()
        if target := os.environ.get("MITY_PICTURE"):
            one.set_viewport_size({"width": 1100, "height": 900})
            one.screenshot(path=target)
        other.goto(site.link)
        other.get_by_role("link", name=newest(mity)).click()
        for page in (one, other):
            expect(page.locator("#asked")).to_contain_text("Release 1.2.0 <b>?", timeout=30_000)
        other.get_by_label("Changes that are to be made").fill("half a thought")
        assert one.locator("#events li").count() == len(set(one.locator("#events li").all_inner_texts()))
        one.get_by_role("button", name="Approve").click()
        for page in (one, other):
            expect(page.locator("#state")).to_contain_text("completed", timeout=30_000)
            expect(page.locator("#asked")).to_have_text(re.compile(r"^\s*$"))
        assert (mity.workspace / "published").read_text() == "1.2.0 <b>\n"
        assert not [text for text in seen if "token" in text]
        assert errors == []
        first.close()
        second.close()


def test_a_page_follows_its_run_over_the_end_of_its_server(browser: Browser, mity: Mity) -> None:
    define(mity, LIVE, "live")
    with serving(mity) as site:
        port = site.port
        context = browser.new_context()
        page = context.new_page()
        page.goto(site.link)
        page.goto(f"http://127.0.0.1:{port}/workflows/live")
        page.get_by_label("version (needed)").fill("2")
        page.get_by_role("button", name="Start").click()
        expect(page.locator("#steps .mark.running").first).to_be_visible(timeout=30_000)
        site.process.kill()
        site.process.wait()
    until(lambda: mity.log()["state"] == "waiting_for_checkpoint", 40)
    with serving(mity, "--port", str(port)):
        expect(page.locator("#asked")).to_contain_text("Release 2?", timeout=60_000)
        texts = page.locator("#events li").all_inner_texts()
        assert len(texts) == len(set(texts))
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it_on_a_phone(browser: Browser, mity: Mity, axe: str, scheme: str) -> None:
    define(mity, LIVE.replace("sleep 0.5", "true"), "live")
    assert mity("run", "live", "--param", "version=3").code == 3
    run = newest(mity)
    with serving(mity) as site:
        context = browser.new_context(
            viewport={"width": 360, "height": 740},
            color_scheme="dark" if scheme == "dark" else "light",
            bypass_csp=True,  # for the script of axe alone; the other stories hold the page to its policy
        )
        page = context.new_page()
        page.goto(site.link)
        places = (
            "/",
            at(run),
            at(run, "step", step="lint"),
            "/workflows",
            "/workflows/live",
            "/statistics",
            "/triggers",
        )
        suits_everybody(page, f"http://127.0.0.1:{site.port}", (*places, f"/compare?a={run}&b={run}"), axe)
        page.goto(f"http://127.0.0.1:{site.port}{at(run)}")
        state, asked, acts = (page.locator(one).bounding_box() for one in ("#state", "#asked h2", "#acts"))
        assert state and asked and acts
        assert state["y"] < asked["y"] < 370 < acts["y"], "what a person came for is in the first half of the screen"
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (dark == "rgb(255, 255, 255)") is (scheme == "light")
        context.close()


def test_it_can_be_read_without_scripts(browser: Browser, mity: Mity, tmp_path: Path) -> None:
    define(mity, LIVE.replace("sleep 0.5", "true"), "live")
    mity("run", "live", "--param", "version=3")
    with serving(mity) as site:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(site.link)
        page.get_by_label("Search").fill("live")
        page.get_by_role("button", name="Filter").click()
        page.get_by_role("link", name=newest(mity)).click()
        expect(page.locator("#asked")).to_contain_text("Release 3?")
        page.get_by_role("button", name="Reject").click()
        until(lambda: mity.log()["state"] != "waiting_for_checkpoint")
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_several_workspaces_are_seen_and_steered(browser: Browser, mity: Mity, axe: str, scheme: str) -> None:
    shops = {name: Mity(mity.home / "work" / name, mity.home) for name in ("billing", "shop", "warehouse")}
    for one in shops.values():
        one.workspace.mkdir(parents=True)
        define(one, LIVE.replace("sleep 0.5", "true"), "live")
    define(shops["billing"], "name: check\nsteps: [{name: types, command: 'exit 1'}]\n", "check")
    assert shops["billing"]("run", "check").code == 1
    for name, version in (("billing", "4.0.1"), ("shop", "1.1.0")):
        assert shops[name]("run", "live", "--param", f"version={version}").code == 3
    assert shops["shop"]("approve", newest(shops["shop"])).code == 0
    assert shops["shop"]("resume").code == 0
    with serving(mity, *(str(one.workspace) for one in shops.values()), "--port", "0") as site:
        context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        errors = watched(page)
        page.goto(site.link)
        page.get_by_role("link", name="warehouse", exact=True).first.click()
        page.get_by_role("link", name="Workflows").click()
        define(shops["warehouse"], LIVE, "live")
        page.get_by_role("link", name="live", exact=True).click()
        page.get_by_label("version (needed)").fill("2.0.0")
        page.get_by_role("button", name="Start").click()
        expect(page.locator("#steps")).to_contain_text("checked file 2", timeout=30_000)
        page.get_by_role("link", name="Workspaces").click()
        busy = page.get_by_role("region", name="Workspaces").get_by_role("row").filter(has_text="warehouse")
        expect(busy.get_by_role("cell").nth(3)).to_have_text(newest(shops["warehouse"]))
        if (target := os.environ.get("MITY_PICTURE")) and scheme == "light":
            page.set_viewport_size({"width": 1100, "height": 720})
            page.screenshot(path=target)
        page.locator("select[name=workspace]").select_option(label="billing")
        rows = page.get_by_role("region", name="Runs").get_by_role("row")
        expect(rows).to_have_count(3)
        page.get_by_label("State").select_option("failed")
        expect(rows).to_have_count(2)
        billing = page.get_by_role("region", name="Workspaces").get_by_role("row").filter(has_text="billing")
        billing.get_by_role("cell").nth(2).get_by_role("link").click()
        expect(page.locator("#asked")).to_contain_text("Release 4.0.1?")
        page.get_by_role("button", name="Approve").click()
        expect(page.locator("#state")).to_contain_text("completed", timeout=30_000)
        assert (shops["billing"].workspace / "published").read_text() == "4.0.1\n"
        assert not (shops["warehouse"].workspace / "published").exists()
        assert errors == []
        base = page.url.partition("/runs/")[0].removeprefix(f"http://127.0.0.1:{site.port}")
        places = ("/", "/statistics", base, f"{base}/workflows", f"{base}/statistics", f"{base}/runs/absent")
        context.close()
        context = browser.new_context(
            viewport={"width": 360, "height": 740},
            color_scheme="dark" if scheme == "dark" else "light",
            bypass_csp=True,
        )
        page = context.new_page()
        page.goto(site.link)
        suits_everybody(page, f"http://127.0.0.1:{site.port}", places, axe)
        context.close()
        plain = browser.new_context(java_script_enabled=False, color_scheme="dark" if scheme == "dark" else "light")
        page = plain.new_page()
        page.goto(site.link)
        page.locator("select[name=workspace]").select_option(label="shop")
        page.get_by_role("button", name="Filter").click()
        expect(page.get_by_role("region", name="Runs").get_by_role("row")).to_have_count(2)
        page.get_by_role("region", name="Runs").get_by_role("link").first.click()
        expect(page.locator("#state")).to_contain_text("completed")
        plain.close()
