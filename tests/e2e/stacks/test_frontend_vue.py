"""The frontend-vue stack for real: made, built, tested, launched, looked at in a browser, then broken on purpose."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness import git
from node_stacks import check_kill_without_network, check_pages, content, node
from proven_apps import LIMIT, Factory, edit
from shared_apps import Proven

STACK = "frontend-vue"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group(STACK),
]
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
ESLINT = ("node_modules/eslint/bin/eslint.js", "--max-warnings", "0")
API = (
    *("node_modules/openapi-typescript/bin/cli.js", "openapi.json", "--empty-objects-unknown"),
    *("--output=src/api/schema.d.ts", "--check"),
)
PRETTIER = ("node_modules/prettier/bin/prettier.cjs", "--check")
TYPES = ("node_modules/vue-tsc/bin/vue-tsc.js", "-b")
VITE = ("node_modules/vite/bin/vite.js", "build")
VITEST = ("node_modules/vitest/vitest.mjs", "run", "--reporter=dot", "--bail=1")


def test_it_is_proven_from_scaffold_to_commit(factory: Factory, app: Path) -> None:
    check_pages(factory, app, r"dist/index\.html", r"dist/assets/index-[\w-]+\.js")


def test_its_own_checks_are_content_and_leave_nothing_behind(factory: Factory, broken: Path) -> None:
    content(factory, broken, API, (*ESLINT, "."), (*PRETTIER, "--log-level", "warn", "."), TYPES, VITE)
    assert git(broken, "status", "--porcelain") == ""


@pytest.mark.rotation("kill of npm without network", of=2)
def test_a_second_one_needs_no_network_and_a_killed_install_is_taken_up(
    proven: Proven, another: Factory, tmp_path: Path
) -> None:
    check_kill_without_network(another, STACK, tmp_path)


SERVE = (*VITEST, "tests/serve")
APP = (*VITEST, "src/App.test.ts")
EDIT = (*VITEST, "src/components/EditPage.test.ts")
PAGES = (*VITEST, "src/resources/pages.test.ts")
BOUNDARY = (*VITEST, "src/components/ErrorBoundary.test.ts")


@pytest.mark.rotation(f"broken on purpose: {STACK}", of=3)
@pytest.mark.parametrize(
    ("name", "old", "new", "check", "said"),
    [
        ("server/app.mjs", "protect(request, response, next)", "next()", SERVE, "nosniff"),
        ("server/app.mjs", " && !ofApi(path))", ")", SERVE, "has nothing at /api"),
        ("serve.mjs", 'process.once("SIGTERM", stop)', "void stop", SERVE, "SIGTERM"),
        ("src/api/answers.ts", "if (!response.ok)", "if (!response)", (*VITEST, "tests/client"), "carries the problem"),
        ("src/resources/versions.ts", '{ "If-Match": etag }', "{}", (*VITEST, "versions"), "names the state"),
        ("src/resources/resource.ts", "checkUnchanged(shown", "void (shown", PAGES, "deletes nothing"),
        ("src/resources/resource.ts", "queryClient.setQueryData(", "void (", EDIT, "before it is read again"),
        ("src/query.ts", "throwOnError: isNothingShown", "throwOnError: false", PAGES, "when it cannot be loaded"),
        ("src/components/ListPage.vue", "? refetch() : undefined", "? undefined : undefined", PAGES, "deletes nothing"),
        ("src/components/EditPage.vue", '@reload="refetch"', '@reload="back"', PAGES, "somebody else was faster"),
        ("openapi.json", '"status": { "type": "integer" }', '"status": {}', API, "not up-to-date"),
        ("src/features/registry.ts", "found.has(feature.name)", "false", (*VITEST, "tests/registry"), "two features"),
        ("src/stores/navigation.ts", "target.value === path", "path", (*VITEST, "src/stores"), "overtaken"),
        ("src/start.ts", "report(error);", "", (*VITEST, "src/start.test.ts"), "a setting is wrong"),
        ("src/start.ts", "app.config.errorHandler = report;", "", (*VITEST, "src/start.test.ts"), "no boundary took"),
        ("src/router.ts", "navigation.fail(", "void (", APP, "offers to try again"),
        ("src/router.ts", "navigation.begin(", "void (", APP, "is busy"),
        ("src/App.vue", ':key="route.path"', 'key="page"', APP, "anew for each address"),
        ("src/components/AppLayout.vue", 'href="#content"', 'href="#nowhere"', APP, "skip-link"),
        ("src/components/AppLayout.vue", "?.focus()", "?.click()", APP, "focus"),
        ("src/components/AppLayout.vue", "from !== START_LOCATION && ", "", APP, "leaves the focus alone"),
        ("src/components/AppPage.vue", "document.title =", "void", APP, "shows its start page"),
        ("src/components/AppPage.vue", '<h1 tabindex="-1">{{ title }}</h1>', "<p>{{ title }}</p>", APP, "heading"),
        ("src/components/ErrorMessage.vue", "<ElAlert", '<ElAlert\n    role="none"', APP, "alert"),
        ("src/components/ErrorBoundary.vue", "failure.value = { error };", "", BOUNDARY, "in place of what failed"),
        ("src/components/ErrorBoundary.vue", "!instance?.$.isUnmounted", "true", BOUNDARY, "after its component went"),
        ("src/composables/useAbortSignal.ts", "controller.abort()", "{}", BOUNDARY, "end with its component"),
        ("src/config.ts", "readonly apiUrl: string", "readonly apiUrl: number", TYPES, "TS2322"),
        ("src/App.vue", "navigation.busy", "navigation.bussy", TYPES, "TS2551"),
        ("src/App.vue", ":features :busy", ":busy", TYPES, "TS2345"),
        ("src/pages/HomePage.vue", "<p v-else>\n", '<p v-else>\n<img src="/a.png" />\n', ESLINT, "alt-text"),
        ("src/pages/HomePage.vue", ' :key="to"', "", ESLINT, "vue/require-v-for-key"),
        ("src/pages/NotFoundPage.vue", "AppPage title", "OtherPage title", ESLINT, "vue/no-undef-components"),
        ("src/report.ts", "error: unknown", "error: any", ESLINT, "no-explicit-any"),
        ("src/report.ts", "  console", "     console", PRETTIER, "src/report.ts"),
    ],
)
def test_what_is_broken_is_found(
    factory: Factory, broken: Path, name: str, old: str, new: str, check: tuple[str, ...], said: str
) -> None:
    edit(broken, name, old, new)
    # Nobody waits long for what is not going to come.
    edit(broken, "src/test/setup.ts", "asyncUtilTimeout: 10_000", "asyncUtilTimeout: 4_000")
    done = node(factory, broken, *check, *([name] if check in (ESLINT, PRETTIER) else []), NODE_ENV="test")
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


def test_a_feature_that_is_none_is_found(factory: Factory, broken: Path) -> None:
    (broken / "src/features/notes").mkdir()
    (broken / "src/features/notes/feature.ts").write_text("export const wrong = 1;\n")
    done = node(factory, broken, *VITEST, "tests/registry", NODE_ENV="test")
    assert done.returncode != 0
    assert "src/features/notes/feature.ts has no default export" in done.stderr


def add_notes(app: Path) -> None:
    """Adds the feature of the README, word by word."""
    readme = (app / "README.md").read_text(encoding="utf-8")
    feature, api, page = re.findall(r"```(?:ts|vue)\n(.*?)```", readme, re.DOTALL)
    folder = app / "src/features/notes"
    folder.mkdir()
    for name, text in (("feature.ts", feature), ("api.ts", api), ("NotesPage.vue", page)):
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.rotation("examples of readmes", of=2)
def test_the_example_of_the_readme_is_whole_and_shown(factory: Factory, broken: Path, tmp_path: Path) -> None:
    add_notes(broken)
    content(factory, broken, (*ESLINT, "."), (*PRETTIER, "--log-level", "warn", "."), TYPES)
    edit(broken, "src/features/notes/NotesPage.vue", "</template>\n", "</template>\n\n<style>\nli {\n}\n</style>\n")
    content(factory, broken, (*VITE, "--outDir=reports/other"))
    root = broken / "reports/other"
    assert list(root.glob("assets/NotesPage-*.js")), "a page has a chunk of its own"
    if BROWSER is None:
        pytest.skip("no Chromium on PATH")
    (root / "api").mkdir()
    (root / "api/notes").write_text('["first", "<b>second"]')
    shown, wrong = look(factory, broken, root, "/notes", tmp_path)
    assert re.search(r"<h1[^>]*>Notes</h1></div><ul><li>first</li><li>&lt;b&gt;second</li></ul>", shown), shown
    assert re.search(r'<a[^>]* href="/notes"[^>]* aria-current="page"', shown), shown
    assert wrong == []


def test_a_bad_setting_ends_the_build_by_name(factory: Factory, broken: Path) -> None:
    done = node(factory, broken, *VITE, VITE_API_URL="nonsense")
    assert done.returncode != 0
    assert "bad setting: VITE_API_URL: neither a path" in done.stderr


@contextmanager
def served(factory: Factory, app: Path, root: Path, log: Path) -> Iterator[str]:
    """The application as its server serves it: its address."""
    env = {**factory.mity.env, "STATIC_ROOT": str(root), "PORT": "0"}
    with log.open("w") as output:
        server = subprocess.Popen(["node", "serve.mjs"], cwd=app, env=env, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while not log.read_text():
            assert time.monotonic() < deadline
            assert server.poll() is None
            time.sleep(0.05)
        yield f"http://127.0.0.1:{json.loads(log.read_text().splitlines()[0])['port']}"
    finally:
        server.terminate()
        assert server.wait(timeout=30) == 0


def look(factory: Factory, app: Path, root: Path, path: str, folder: Path) -> tuple[str, list[str]]:
    """What a browser makes of a page: its root element, without Vue's comments, and everything that went wrong."""
    assert BROWSER
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
    argv = [BROWSER, *flags.split(), "--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000", "--dump-dom"]
    argv += [f"--user-data-dir={folder / 'profile'}"]
    log = folder / "serve.log"
    with served(factory, app, root, log) as address:
        done = subprocess.run([*argv, address + path], capture_output=True, text=True, timeout=LIMIT)
        asked = [json.loads(line) for line in log.read_text().splitlines()]
    wrong = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    wrong += [f"{entry['status']} {entry['path']}" for entry in asked if entry.get("status", 0) >= 400]
    shown = re.search(r'<div id="app"[^>]*>(.*)</div>', done.stdout, re.DOTALL)
    return (re.sub(r"<!--.*?-->", "", shown[1]) if shown else ""), wrong


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on PATH")
def test_a_browser_shows_where_there_is_no_page(factory: Factory, app: Path, tmp_path: Path) -> None:
    shown, wrong = look(factory, app, app / "dist", "/no/page", tmp_path)
    assert "There is no page at" in shown
    assert wrong == []
