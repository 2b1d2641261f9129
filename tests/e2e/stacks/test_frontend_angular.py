"""The frontend-angular stack for real: made, built, tested, launched, looked at in a browser, then broken."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest

from harness import git
from node_stacks import check_kill_without_network, check_pages, content
from proven_apps import Factory, edit
from shared_apps import Proven

STACK = "frontend-angular"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group(STACK),
]
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
NG = ("node", "node_modules/@angular/cli/bin/ng.js")
NG_TEST = (*NG, "test", "--no-watch", "--no-progress")
BUILD = (*NG, "build", "--no-progress")
VITEST = ("node", "node_modules/vitest/vitest.mjs", "run")
NGC = ("node", "node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js", "-p", "tsconfig.spec.json", "--noEmit")
TSC = ("node", "node_modules/typescript/bin/tsc", "-p", "tsconfig.node.json")
ESLINT = ("node", "node_modules/eslint/bin/eslint.js", "--max-warnings", "0", ".")
PRETTIER = ("node", "node_modules/prettier/bin/prettier.cjs", "--check", ".")


def test_it_is_proven_from_scaffold_to_commit(factory: Factory, app: Path) -> None:
    check_pages(factory, app, r"dist/browser/index\.html", r"dist/browser/main-[A-Z0-9]{8}\.js")


def test_its_own_checks_are_content_and_leave_nothing_behind(factory: Factory, broken: Path) -> None:
    content(factory, broken, *(words[1:] for words in (ESLINT, PRETTIER, NGC, TSC)))
    assert git(broken, "status", "--porcelain") == ""


@pytest.mark.rotation("kill of npm without network", of=2)
def test_a_second_one_needs_no_network_and_a_killed_install_is_taken_up(
    proven: Proven, another: Factory, tmp_path: Path
) -> None:
    check_kill_without_network(another, STACK, tmp_path)


def failed(app: Path, report: str) -> set[str]:
    """The names of the tests that failed, without those of their groups."""
    cases = ElementTree.parse(app / "reports" / report).iter("testcase")
    return {case.get("name", "").rpartition(" > ")[2] for case in cases if case.find("failure") is not None}


SERVER = [
    ("server/app.mjs", "protect(request, response, next)", "next()", "protects the answer to /healthz"),
    ("server/app.mjs", "!named && ", "", "has nothing at /missing.js"),
    ("server/app.mjs", '{"status":"ok"}', '{"status":"up"}', "says that it is healthy"),
    ("server/app.mjs", " && !ofApi(path))", ")", "has nothing at /api"),
    ("server/app.mjs", "!odd ? path", "true ? path", "refuses the path /x/.."),
    ("server/app.mjs", "entry.isFile()", "true", "has nothing at /link.txt"),
    (
        "server/app.mjs",
        "`$1${nonce}$2`",
        "`$1none$2`",
        "gives each page a nonce of its own, which its policy allows",
    ),
    ("server/protection.mjs", '"script-src": ["\'self', '"script-src": ["\'unsafe-inline', "protects the answer to /"),
    ("serve.mjs", 'process.once("SIGTERM", stop)', "void stop", "ends well on SIGTERM, whoever is still connected"),
]


@pytest.mark.rotation(f"broken on purpose: {STACK}", of=3)
@pytest.mark.parametrize(("name", "old", "new", "said"), SERVER)
def test_what_is_broken_in_the_server_is_found(
    factory: Factory, broken: Path, name: str, old: str, new: str, said: str
) -> None:
    edit(broken, name, old, new)
    done = factory.run(broken, *VITEST, "serve")
    assert done.returncode != 0
    assert said in failed(broken, "server.xml"), done.stdout


# Faults that do not meet, so that all of them are found in one go.
APPLICATION = [
    ("src/app/app.html", '(click)="skipToContent($event)"', "", "has a link that skips to the content, wherever it is"),
    (
        "src/app/app.ts",
        "?? main).focus()",
        "?? main).click()",
        "goes to a feature, with focus and title on the new page",
    ),
    ("src/app/app.ts", "unexpected.set(undefined)", "unexpected()", "is told of until another page is shown"),
    ("src/app/errors/app-error-handler.ts", "report(error)", "void report", "is reported and told of: event"),
    (
        "src/app/errors/navigation-errors.ts",
        "=== 404",
        "=== 405",
        "is a page that does not exist when the API answers 404",
    ),
    ("src/app/start.ts", 'setAttribute("role", "alert")', "normalize()", "says so when a setting is wrong"),
    ("src/app/shell/scheme.ts", "localStorage.setItem(KEPT, other);", "", "is remembered by the browser"),
    ("src/resources/versions.ts", '"If-Match"', '"If-None"', "deletes nothing that somebody else changed meanwhile"),
    ("src/app/lists/pager.ts", "part.offset + part.limit", "part.offset + 1", "comes in parts"),
    ("src/app/resource/removing.ts", "`Deleted: ${what}`", '""', "deletes it after asking, and goes to the list"),
    (
        "src/app/forms/resource-form.ts",
        "control.markAsTouched();",
        "",
        "stays until all is well, and says what is not as it is typed",
    ),
    (
        "src/app/forms/reference-field.ts",
        "requireSelection",
        "",
        "takes no text that is none of the choices of a field",
    ),
    ("src/app/lists/search-box.ts", "text.trim()", "text", "searches from the start of the list"),
]


def test_what_is_broken_in_the_application_is_found(factory: Factory, broken: Path) -> None:
    for name, old, new, _ in APPLICATION:
        edit(broken, name, old, new)
    done = factory.run(broken, *NG_TEST)
    assert done.returncode != 0
    assert {said for *_, said in APPLICATION} - failed(broken, "app.xml") == set(), done.stdout + done.stderr


def test_what_is_inaccessible_is_found_by_axe(factory: Factory, broken: Path) -> None:
    edit(broken, "src/app/shell/page.ts", '<h1 tabindex="-1">{{ heading() }}</h1>', '<h1 tabindex="-1">{{ "" }}</h1>')
    done = factory.run(broken, *NG_TEST, "--filter", "lists its features")
    assert done.returncode != 0
    assert "empty-heading" in done.stdout + done.stderr


def test_what_is_broken_in_types_and_templates_is_found(factory: Factory, broken: Path) -> None:
    edit(broken, "src/app/app.html", "entry.label", "entry.lable")
    edit(broken, "src/app/pages/home-page.ts", "[heading]=", "[title]=")
    edit(broken, "src/app/shell/error-message.ts", "known()?.message ??", "known()!.message ??")
    done = factory.run(broken, *NGC)
    assert done.returncode != 0
    for said in ("'lable' does not exist", "Required input 'heading'", "NG8102"):
        assert said in done.stdout + done.stderr, done.stdout + done.stderr


def test_what_is_bad_style_is_found(factory: Factory, broken: Path) -> None:
    edit(broken, "src/app/pages/not-found-page.ts", "<p>There", '<img src="a.png" /><p>There')
    edit(broken, "src/app/pages/home-page.ts", "<li>", '<li (click)="entries.length">')
    edit(broken, "src/app/errors/report.ts", "error: unknown", "error: any")
    edit(broken, "src/main.ts", "void start();", "start();")
    edit(broken, "src/app/app.ts", 'selector: "app-root"', 'selector: "root"')
    edit(broken, "serve.mjs", "error instanceof BadSetting", "error == BadSetting")
    done = factory.run(broken, *ESLINT)
    assert done.returncode != 0
    for said in (
        "template/alt-text",
        "template/click-events-have-key-events",
        "no-explicit-any",
        "no-floating-promises",
        "component-selector",
        "eqeqeq",
    ):
        assert said in done.stdout, done.stdout + done.stderr
    done = factory.run(broken, *PRETTIER)
    assert done.returncode != 0
    assert "src/app/pages/not-found-page.ts" in done.stdout + done.stderr


def add_example(app: Path) -> None:
    """The feature that the README shows."""
    blocks = re.findall(r"```ts\n(.*?)```", (app / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    features = app / "src/features"
    (features / "notes").mkdir()
    for name, text in zip(["registry.ts", "notes/notes.routes.ts", "notes/notes-page.ts"], blocks, strict=True):
        (features / name).write_text(text, encoding="utf-8")


def test_a_registry_that_differs_from_the_folders_is_found(factory: Factory, broken: Path) -> None:
    (broken / "src/features/notes").mkdir()
    done = factory.run(broken, *VITEST, "registry")
    assert done.returncode != 0
    assert failed(broken, "server.xml") == {"lists every folder of features, and nothing else"}


class Api(BaseHTTPRequestHandler):
    """An API with two notes, on another origin."""

    def do_GET(self) -> None:
        body = json.dumps(["A first note", "<b>A second</b>"]).encode()
        self.send_response(200 if self.path == "/v1/notes" else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Nothing."""


@contextmanager
def api() -> Iterator[str]:
    """The address of an API."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()


@contextmanager
def served(factory: Factory, app: Path, log: Path, **settings: str) -> Iterator[str]:
    """The address of the application as its server serves it."""
    env = {**factory.mity.env, "PORT": "0", **settings}
    with log.open("w") as output:
        server = subprocess.Popen(["node", "serve.mjs"], cwd=app, env=env, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 30
        while not log.read_text():
            assert time.monotonic() < deadline
            assert server.poll() is None
            time.sleep(0.05)
        yield f"http://127.0.0.1:{json.loads(log.read_text().splitlines()[0])['port']}"
    finally:
        server.terminate()
        assert server.wait(timeout=10) == 0


def look(address: str, profile: Path) -> tuple[str, list[str]]:
    """What a browser makes of a page: its elements, and what its console says."""
    assert BROWSER
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
    argv = [BROWSER, *flags.split(), "--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000", "--dump-dom"]
    done = subprocess.run([*argv, f"--user-data-dir={profile}", address], capture_output=True, text=True, timeout=120)
    return done.stdout, [line for line in done.stderr.splitlines() if ":CONSOLE" in line]


@pytest.mark.rotation("examples of readmes", of=2)
def test_the_example_of_the_readme_is_whole(factory: Factory, broken: Path, tmp_path: Path) -> None:
    add_example(broken)
    for words in (ESLINT, PRETTIER, NGC, (*VITEST, "registry"), (*NG_TEST, "--filter", "can be loaded")):
        done = factory.run(broken, *words)
        assert done.returncode == 0, (words, done.stdout + done.stderr)
    done = factory.run(broken, *BUILD, "--output-path=reports/other")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "notes-routes" in done.stdout, "its pages have a chunk of their own"
    if BROWSER is None:
        return
    with (
        api() as address,
        served(factory, broken, tmp_path / "log", STATIC_ROOT="reports/other/browser", API_URL=address) as root,
    ):
        page, wrong = look(f"{root}/notes", tmp_path / "profile")
    assert wrong == []
    assert "<title>Notes · demo</title>" in page
    assert re.search(r"<li>A first note</li>.*<li>&lt;b&gt;A second&lt;/b&gt;</li>", page, re.DOTALL), page


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on PATH")
def test_a_page_that_is_not_there_is_told_of_in_a_browser(factory: Factory, app: Path, tmp_path: Path) -> None:
    with served(factory, app, tmp_path / "log") as root:
        page, wrong = look(f"{root}/no/page", tmp_path / "profile")
    assert wrong == []
    assert "There is no page at this address." in page
