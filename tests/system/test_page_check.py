"""The page of a launched application in a real browser; without a browser that is said and is no failure."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness import LIGHT, Mity
from mity.system.browser import find_browser

GOOD = '<div id="root"></div><script>document.getElementById("root").textContent = "All is well"</script>'
needs_browser = pytest.mark.skipif(not find_browser(), reason="no Chromium here")


def template(folder: Path, page: str) -> Path:
    """The light template with a page at /."""
    shutil.copytree(LIGHT, folder)
    stack = yaml.safe_load((folder / "stack.yaml").read_text())
    stack["page"] = {"root": "#root", "contains": "All is well", "timeout": 4}
    (folder / "stack.yaml").write_text(yaml.safe_dump(stack))
    server = folder / "{{cookiecutter.app_slug}}" / "server.py"
    text = server.read_text()
    answer = f"""        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write({("<title>Page</title>" + page)!r}.encode())
            return
"""
    head = "    def do_GET(self):\n"
    assert head in text
    server.write_text(text.replace(head, head + answer))
    return folder


def launch(mity: Mity, folder: Path, **env: str) -> tuple[int, dict[str, Any]]:
    done = mity("create-app", "demo", "--template", str(folder), "--trust", "--no-heal", "--json", env=env)
    result = {row["station"]: row["result"] for row in done.json["results"]}["launch"]
    return done.code, {**result, "asked": (done.json["needs_input"] or {}).get("question", "")}


@needs_browser
def test_a_page_that_shows_what_it_must_is_evidence(mity: Mity, tmp_path: Path) -> None:
    code, result = launch(mity, template(tmp_path / "t", GOOD))
    assert code == 0, result
    page = result["evidence"]["page"]
    assert (page["text"], page["title"], page["problems"]) == ("All is well", "Page", [])


@needs_browser
@pytest.mark.parametrize(
    ("page", "said"),
    [
        ('<div id="root"></div>', "the element #root stayed empty"),
        (GOOD.replace("All is well", "Something else"), "does not show 'All is well'"),
        (f"{GOOD}<script>nothing.at.all()</script>", "ReferenceError: nothing is not defined"),
        (f'{GOOD}<script>console.error("it broke")</script>', "console.error: it broke"),
        (f'{GOOD}<script src="/gone.js"></script>', "404 http://"),
    ],
)
def test_a_page_that_answers_200_but_is_broken_is_a_failure(mity: Mity, tmp_path: Path, page: str, said: str) -> None:
    code, result = launch(mity, template(tmp_path / "t", page))
    assert code == 3, result
    assert said in result["asked"]


@pytest.mark.parametrize("browser", ["/nowhere/chromium", shutil.which("false") or "false"])
def test_without_a_browser_that_works_it_says_so_and_goes_on(mity: Mity, tmp_path: Path, browser: str) -> None:
    code, result = launch(mity, template(tmp_path / "t", "<p>never seen</p>"), MITY_BROWSER=browser)
    assert code == 0, result
    assert "its page was not looked at" in result["message"]
    assert result["evidence"]["page"]["unavailable"]
