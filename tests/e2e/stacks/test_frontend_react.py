"""The frontend-react stack for real: made, built, tested, launched, looked at in a browser, then broken on purpose."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness import git
from node_stacks import OFFLINE, check_kill_without_network, check_pages, content, node
from proven_apps import Factory, edit
from shared_apps import NAME, Proven

STACK = "frontend-react"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group(STACK),
]
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
VITEST = ("node_modules/vitest/vitest.mjs", "run", "--reporter=dot")
TSC = ("node_modules/@typescript/native/bin/tsc", "-b")
OXLINT = ("node_modules/oxlint/bin/oxlint", "--deny-warnings")
API = (
    *("node_modules/openapi-typescript/bin/cli.js", "openapi.json", "--empty-objects-unknown"),
    *("--output=src/api/schema.d.ts", "--check"),
)
PRETTIER = ("node_modules/prettier/bin/prettier.cjs", "--check", ".")


def test_it_is_proven_from_scaffold_to_commit(factory: Factory, app: Path) -> None:
    check_pages(factory, app, r"dist/index\.html", r"dist/assets/index-[\w-]+\.js")


def test_its_own_checks_are_content_and_leave_nothing_behind(factory: Factory, broken: Path) -> None:
    content(factory, broken, API, OXLINT, PRETTIER, TSC, ("node_modules/vite/bin/vite.js", "build"))
    assert git(broken, "status", "--porcelain") == ""


@pytest.mark.rotation("caches of mity", of=4)
def test_a_second_one_has_its_packages_from_the_first_one(proven: Proven, another: Factory) -> None:
    another("create-app", NAME, "--stack", STACK, **OFFLINE)
    [link, *_] = another.evidence()["build"]["commands"]
    assert "files linked from mity's cache" in link


@pytest.mark.rotation("kill of npm without network", of=2)
def test_a_second_one_needs_no_network_and_a_killed_install_is_taken_up(
    proven: Proven, another: Factory, tmp_path: Path
) -> None:
    check_kill_without_network(another, STACK, tmp_path)


@pytest.mark.rotation(f"broken on purpose: {STACK}", of=3)
@pytest.mark.parametrize(
    ("name", "old", "new", "check", "said"),
    [
        ("server/app.mjs", "protect(request, response, next)", "next()", (*VITEST, "serve"), "nosniff"),
        (
            "server/protection.mjs",
            '"script-src": ["\'self',
            '"script-src": ["\'unsafe-inline',
            (*VITEST, "serve"),
            "unsafe",
        ),
        ("server/app.mjs", '{"status":"ok"}', '{"status":"up"}', (*VITEST, "serve"), "healthy"),
        ("server/app.mjs", " && !ofApi(path))", ")", (*VITEST, "serve"), "has nothing at /api"),
        ("server/app.mjs", "!odd ? path", "true ? path", (*VITEST, "serve"), "refuses the path"),
        ("server/app.mjs", "entry.isFile()", "true", (*VITEST, "serve"), "link.txt"),
        ("server/app.mjs", "request.headers.range ?", "false ?", (*VITEST, "serve"), "part of a file"),
        ("serve.mjs", 'process.once("SIGTERM", stop)', "void stop", (*VITEST, "serve"), "SIGTERM"),
        ("src/api/answers.ts", "if (!response.ok)", "if (!response)", (*VITEST, "client"), "carries the problem"),
        (
            "src/api/client.ts",
            "AbortSignal.timeout(timeoutMs)",
            "new AbortController().signal",
            (*VITEST, "client"),
            "in time",
        ),
        ("src/resources/versions.ts", '{ "If-Match": etag }', "{}", (*VITEST, "versions"), "names the state"),
        ("src/resources/resource.ts", "checkUnchanged(shown", "void (shown", (*VITEST, "pages"), "deletes nothing"),
        ("openapi.json", '"status": { "type": "integer" }', '"status": {}', API, "not up-to-date"),
        ("src/components/Layout.tsx", 'href="#content"', 'href="#nowhere"', (*VITEST, "routes"), "skips to it"),
        ("src/components/Layout.tsx", "?.focus()", "?.click()", (*VITEST, "routes"), "focus"),
        ("src/components/Page.tsx", "document.title =", "void", (*VITEST, "routes"), "shows its start page"),
        ("src/components/Page.tsx", "<h1 tabIndex={-1}>{title}</h1>", "<p>{title}</p>", (*VITEST, "routes"), "heading"),
        ("src/components/ErrorMessage.tsx", "<Alert variant", "<Alert hidden variant", (*VITEST, "routes"), "alert"),
        ("src/features/registry.ts", "found.has(feature.name)", "false", (*VITEST, "registry"), "two features"),
        ("src/config.ts", "readonly apiUrl: string", "readonly apiUrl: number", TSC, "TS2322"),
        ("src/pages/HomePage.tsx", "<p>\n", '<p>\n          <img src="/a.png" />\n', OXLINT, "alt-text"),
        ("src/report.ts", "error: unknown", "error: any", OXLINT, "no-explicit-any"),
        ("src/report.ts", "  console", "     console", PRETTIER, "src/report.ts"),
    ],
)
def test_what_is_broken_is_found(
    factory: Factory, broken: Path, name: str, old: str, new: str, check: tuple[str, ...], said: str
) -> None:
    edit(broken, name, old, new)
    done = node(factory, broken, *check, NODE_ENV="test")
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


def test_a_feature_that_is_none_is_found(factory: Factory, broken: Path) -> None:
    (broken / "src/features/notes").mkdir()
    (broken / "src/features/notes/feature.ts").write_text("export const wrong = 1;\n")
    done = node(factory, broken, *VITEST, "registry", NODE_ENV="test")
    assert done.returncode != 0
    assert "src/features/notes/feature.ts has no default export" in done.stderr


@pytest.mark.rotation("examples of readmes", of=2)
def test_the_example_of_the_readme_is_whole(factory: Factory, broken: Path) -> None:
    blocks = dict(re.findall(r"```(tsx?)\n(.*?)```", (broken / "README.md").read_text(encoding="utf-8"), re.DOTALL))
    (broken / "src/features/notes").mkdir()
    (broken / "src/features/notes/feature.ts").write_text(blocks["ts"])
    (broken / "src/features/notes/NotesPage.tsx").write_text(blocks["tsx"])
    build = ("node_modules/vite/bin/vite.js", "build", "--outDir=reports/other")
    content(factory, broken, OXLINT, PRETTIER, TSC, build)
    assert list((broken / "reports/other/assets").glob("NotesPage-*.js")), "a page has a chunk of its own"


def test_a_bad_setting_ends_the_build_by_name(factory: Factory, broken: Path) -> None:
    done = node(factory, broken, "node_modules/vite/bin/vite.js", "build", VITE_API_URL="nonsense")
    assert done.returncode != 0
    assert "bad setting: VITE_API_URL: neither a path" in done.stderr


@contextmanager
def served(factory: Factory, app: Path, root: Path) -> Iterator[tuple[str, Path]]:
    """The application as its server serves it: its address, and the server's log."""
    log = root.parent / "serve.log"
    env = {**factory.mity.env, "STATIC_ROOT": str(root), "PORT": "0"}
    with log.open("w") as output:
        server = subprocess.Popen(["node", "serve.mjs"], cwd=app, env=env, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 30
        while not log.read_text():
            assert time.monotonic() < deadline
            assert server.poll() is None
            time.sleep(0.05)
        yield f"http://127.0.0.1:{json.loads(log.read_text().splitlines()[0])['port']}", log
    finally:
        server.terminate()
        assert server.wait(timeout=10) == 0


def look(factory: Factory, app: Path, root: Path, path: str, profile: Path) -> tuple[str, list[str]]:
    """What a browser makes of a page: the text of its root element, and everything that went wrong."""
    assert BROWSER
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
    argv = [BROWSER, *flags.split(), "--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000", "--dump-dom"]
    with served(factory, app, root) as (address, log):
        done = subprocess.run(
            [*argv, f"--user-data-dir={profile}", address + path],
            env=dict(os.environ),
            capture_output=True,
            text=True,
            timeout=120,
        )
        asked = [json.loads(line) for line in log.read_text().splitlines()]
    wrong = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    wrong += [f"{entry['status']} {entry['path']}" for entry in asked if entry.get("status", 0) >= 400]
    shown = re.search(r'<div id="root">(.*)</div>', done.stdout, re.DOTALL)
    return (re.sub(r"<[^>]+>", " ", shown[1]) if shown else ""), wrong


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on PATH")
@pytest.mark.parametrize(("path", "text"), [("/", "The application runs."), ("/no/page", "There is no page at")])
def test_a_browser_shows_the_page(factory: Factory, app: Path, tmp_path: Path, path: str, text: str) -> None:
    root = Path(shutil.copytree(app / "dist", tmp_path / "dist"))
    shown, wrong = look(factory, app, root, path, tmp_path / "profile")
    assert text in shown
    assert wrong == []


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on PATH")
def test_a_page_that_stays_empty_is_seen_by_a_browser(factory: Factory, app: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(app / "dist", tmp_path / "dist"))
    [script] = root.glob("assets/*.js")
    script.write_text('throw new Error("broken on purpose")')
    edit(tmp_path, "dist/index.html", "</head>", '<link rel="stylesheet" href="/gone.css"></head>')
    shown, wrong = look(factory, app, root, "/", tmp_path / "profile")
    assert shown == ""
    assert any("broken on purpose" in line for line in wrong)
    assert "404 /gone.css" in wrong
