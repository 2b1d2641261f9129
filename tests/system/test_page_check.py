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
KILL = """        if self.path == "/":
            import contextlib, os, pathlib, signal, threading
            run, parents, words, ours = os.environ["MITY_MARK"].split(":")[0], {}, {}, set()
            for proc in pathlib.Path("/proc").glob("[0-9]*"):
                with contextlib.suppress(OSError):
                    parents[proc.name] = (proc / "stat").read_text().rpartition(")")[2].split()[1]
                    words[proc.name] = (proc / "cmdline").read_text()
                    seen = (proc / "environ").read_text()
                    ours |= {proc.name} if "MITY_BROWSER_IN=" in seen and f"={run}:" in seen else set()
            for _ in range(4):
                ours |= {pid for pid, parent in parents.items() if parent in ours}
            for pid in ours:
                if "--type=renderer" in words.get(pid, "") or not RENDERER_ONLY:
                    threading.Timer(0.3, os.kill, [int(pid), signal.SIGKILL]).start()
"""
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
        (f"{GOOD}<script>for (;;) {{}}</script>", "the browser did not answer"),
        (f'{GOOD}<script>location = "chrome://crash"</script>', "chrome://crash"),
        (f"{GOOD}<script>setTimeout(() => alert('stop'), 50)</script>", "the page stopped with a dialog: stop"),
        (f"{GOOD}<style>#root {{ opacity: 0 }}</style>", "nothing of it can be seen"),
        (f"{GOOD}<style>#root {{ visibility: hidden }}</style>", "stayed empty"),
        (f"{GOOD}<style>#root {{ display: none }}</style>", "nothing of it can be seen"),
        (f"{GOOD}<style>#root {{ color: white; background: white }}</style>", "nothing of it can be seen"),
        (f"{GOOD}<style>#root {{ position: absolute; left: -9999px }}</style>", "nothing of it can be seen"),
        (f"{GOOD}<style>#root {{ font-size: 0 }}</style>", "nothing of it can be seen"),
        (f"{GOOD}<style>#root {{ clip-path: inset(50%) }}</style>", "nothing of it can be seen"),
    ],
)
def test_a_page_that_answers_200_but_is_broken_is_a_failure(mity: Mity, tmp_path: Path, page: str, said: str) -> None:
    code, result = launch(mity, template(tmp_path / "t", page))
    assert code == 3, result
    assert said in result["asked"]


@needs_browser
def test_an_error_counts_until_two_seconds_after_loading(mity: Mity, tmp_path: Path) -> None:
    late = f"{GOOD}<script>setTimeout(() => {{ throw new Error('too late') }}, 1500)</script>"
    code, result = launch(mity, template(tmp_path / "t", late), MITY_WATCH_S="")
    assert (code, "Error: too late" in result["asked"]) == (3, True), result


@needs_browser
@pytest.mark.parametrize(
    ("renderer", "said"), [("True", "the page crashed the browser's renderer"), ("False", "the browser ended with")]
)
def test_a_browser_that_dies_on_the_page_is_a_failure(mity: Mity, tmp_path: Path, renderer: str, said: str) -> None:
    folder = template(tmp_path / "t", GOOD)
    server = folder / "{{cookiecutter.app_slug}}" / "server.py"
    kill = KILL.replace("RENDERER_ONLY", renderer)
    server.write_text(server.read_text().replace('        if self.path == "/":\n', kill, 1))
    code, result = launch(mity, folder, MITY_WATCH_S="2")
    assert (code, said in result["asked"]) == (3, True), result


@pytest.mark.parametrize("browser", ["/nowhere/chromium", shutil.which("false") or "false"])
def test_without_a_browser_that_works_it_says_so_and_goes_on(mity: Mity, tmp_path: Path, browser: str) -> None:
    code, result = launch(mity, template(tmp_path / "t", "<p>never seen</p>"), MITY_BROWSER=browser)
    assert code == 0, result
    assert "its page was not looked at" in result["message"]
    assert result["evidence"]["page"]["unavailable"]
