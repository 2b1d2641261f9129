"""The electron-app stack for real: made, built, tested, run in its harness, then broken on purpose.

Electron's program itself is on no package registry; what mity does where it is there is tried with a stand-in.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from harness import git
from mity.stacks.resolve import resolve_commands
from mity.system.runner import Runner
from mity.system.service import HOST, Service, free_port
from node_stacks import check_kill_without_network, content, node
from npm_template import stack_of
from proven_apps import Factory, edit, missing
from shared_apps import Proven

STACK = "electron-app"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group(STACK),
]
BUILD = ("node_modules/electron-vite/bin/electron-vite.js", "build")
OXLINT = ("node_modules/oxlint/bin/oxlint", "--deny-warnings")
PRETTIER = ("node_modules/prettier/bin/prettier.cjs", "--check", ".")
TSC = ("node_modules/typescript/bin/tsc", "-b")
VITEST = ("node_modules/vitest/vitest.mjs", "run", "--reporter=dot")
MAIN = (*VITEST, "--project", "node")
PAGE = (*VITEST, "--project", "renderer")
NOTES = (
    "src/shared/notes/contract.ts",
    "src/main/features/notes/feature.ts",
    "src/renderer/features/notes/feature.ts",
    "src/renderer/features/notes/NotesPage.tsx",
)


def test_it_is_proven_but_never_called_launched(factory: Factory, app: Path) -> None:
    assert factory.mity.log()["verdict"] == "proven"
    evidence = factory.evidence()
    made = [item["path"] for item in evidence["build"]["artefacts"]]
    assert {"out/main/index.cjs", "out/preload/index.cjs", "out/renderer/index.html"} <= set(made)
    assert evidence["test"]["passed"] > 180
    assert (evidence["test"]["failed"], evidence["test"]["skipped"]) == (0, 0)
    launch = evidence["launch"]
    assert launch["harness"].endswith("in place of Electron")
    assert "in a harness, not launched" in factory.results()["launch"]["message"]
    assert {"status": "ok", "harness": True}.items() <= json.loads(launch["body"]).items()
    assert launch["listening_pid"] == launch["pid"], "no wrapper in between"
    assert not (app / "node_modules/electron/dist").exists(), "Electron was not downloaded"
    assert git(app, "rev-parse", "HEAD") == evidence["commit"]["commit"]


@pytest.mark.skipif(missing("chromium") != [], reason="no Chromium on PATH")
def test_a_browser_saw_what_main_answered(factory: Factory, app: Path) -> None:
    page = factory.evidence()["launch"]["page"]
    assert "The main process answers: version 0.1.0" in page["text"]
    assert page["problems"] == []


def test_its_own_checks_are_content_and_leave_nothing_behind(factory: Factory, broken: Path) -> None:
    content(factory, broken, OXLINT, PRETTIER, TSC)
    factory.well(broken, "node", "scripts/smoke.mjs")
    assert git(broken, "status", "--porcelain") == ""


@pytest.mark.rotation("kill of npm without network", of=2)
def test_a_second_one_needs_no_network_and_a_killed_install_is_taken_up(
    proven: Proven, another: Factory, tmp_path: Path
) -> None:
    check_kill_without_network(another, STACK, tmp_path, PRETTIER)


@pytest.mark.rotation(f"broken on purpose: {STACK}", of=3)
@pytest.mark.parametrize(
    ("name", "old", "new", "check", "said"),
    [
        ("src/main/policy.ts", "sandbox: true", "sandbox: false", (*MAIN, "policy"), "in a sandbox"),
        ("src/main/policy.ts", "script-src 'self'", "script-src 'unsafe-inline'", (*MAIN, "policy"), "runs no script"),
        ("src/main/policy.ts", 'protocol === "https:"', "true", (*MAIN, "policy"), "may not be opened outside"),
        ("src/main/policy.ts", "externalHosts.has(host)", "true", (*MAIN, "policy"), "evil.example"),
        ("src/main/policy.ts", "!isOwn(event.url, policy)", "false", (*MAIN, "policy"), "stays home"),
        ("src/main/policy.ts", "decide(false)", "decide(true)", (*MAIN, "policy"), "gets no permission"),
        ("src/main/ipc.ts", "frame.parent === null", "true", (*MAIN, "ipc"), "a frame in the page"),
        ("src/main/ipc.ts", "isOwn(frame.url)", "true", (*MAIN, "ipc"), "a strange page"),
        ("src/main/ipc.ts", "output.parse(await", "(await", (*MAIN, "ipc"), "what the contract does not say"),
        ("src/main/ipc.ts", "input.safeParse(given)", "input.safeParse({ text: 'a' })", (*MAIN, "ipc"), "not valid"),
        ("src/main/pages.ts", "...HEADERS, ", "", (*MAIN, "pages"), "come with their policy"),
        ("src/main/pages.ts", "originOf(url) === originOf(HOME)", "true", (*MAIN, "pages"), "another host"),
        ("src/main/health.ts", '"window", "renderer"', '"window"', (*MAIN, "health"), "until the page stands"),
        ("src/main/store.ts", "await rename(beside, path)", "await 0", (*MAIN, "store"), "for the next start"),
        ("src/main/store.ts", "last = done", "void done", (*MAIN, "store"), "loses no update"),
        ("src/main/start.ts", 'process.once("SIGTERM", stop)', "void stop", (*MAIN, "start"), "ends on SIGTERM"),
        ("src/main/start.ts", "app.requestSingleInstanceLock()", "true", (*MAIN, "start"), "runs once"),
        ("src/main/start.ts", "app.enableSandbox();", "", (*MAIN, "start"), "hardens whatever page"),
        ("src/main/window.ts", "...SAFE_PREFERENCES,", "sandbox: false,", (*MAIN, "start"), "sandbox is not true"),
        ("electron-builder.yml", "runAsNode: false", "runAsNode: true", (*MAIN, "packaging"), "every fuse"),
        ("electron-builder.yml", "asar: true", "azar: true", (*MAIN, "packaging"), "unknown property 'azar'"),
        (
            "src/renderer/pages/HomePage.tsx",
            "rendered({})",
            "info({})",
            (*PAGE, "-t", "that it stands"),
            "that it stands",
        ),
        ("src/renderer/desktop.ts", "!read.data.ok", "false", (*PAGE, "desktop"), "what the main process says"),
        ("src/renderer/report.ts", "error: unknown", "error: any", OXLINT, "no-explicit-any"),
        ("src/shared/contract.ts", 'from "./schema"', 'from "zod"', OXLINT, "keeps to the CSP"),
        ("src/renderer/report.ts", "/** Tells", 'import "electron";\n/** Tells', OXLINT, "by contracts only"),
        ("src/main/system.ts", "version: versions.app", "version: 1", TSC, "TS2322"),
        ("src/main/system.ts", "  info:", "    info:", PRETTIER, "src/main/system.ts"),
    ],
)
def test_what_is_broken_is_found(
    factory: Factory, broken: Path, name: str, old: str, new: str, check: tuple[str, ...], said: str
) -> None:
    edit(broken, name, old, new)
    done = node(factory, broken, *check, NODE_ENV="test")
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


@contextmanager
def harness(factory: Factory, app: Path, log: Path, **env: str) -> Iterator[str]:
    """The built application in its harness: its address. It must end well on SIGTERM."""
    full = {**factory.mity.env, "PORT": "0", **env}
    with log.open("w") as output:
        process = subprocess.Popen(["node", "scripts/harness.mjs"], cwd=app, env=full, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while "started in the harness" not in log.read_text():
            assert time.monotonic() < deadline, log.read_text()
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        told = [json.loads(line) for line in log.read_text().splitlines()]
        port = next(entry["port"] for entry in told if entry["message"] == "started in the harness")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        assert process.wait(timeout=10) == 0, log.read_text()


def refused(factory: Factory, app: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """What the harness says of an application that it must not run."""
    full = {**factory.mity.env, "PORT": "0", **env}
    words = ("node", "scripts/harness.mjs")
    done = subprocess.run(words, cwd=app, env=full, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done.stdout + done.stderr
    return done


def ask(address: str, channel: str, given: dict[str, Any]) -> Any:
    """What main answers a page of its own."""
    body = json.dumps({"channel": channel, "input": given, "path": "/"}).encode()
    request = urllib.request.Request(f"{address}/@harness/invoke", data=body, headers={"Origin": address})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)["value"]


@pytest.mark.rotation("examples of readmes", of=2)
def test_the_example_of_the_readme_is_whole_and_keeps_its_data(factory: Factory, broken: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```tsx?\n(.*?)```", (broken / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    for name, block in zip(NOTES, blocks, strict=True):
        (broken / name).parent.mkdir(parents=True, exist_ok=True)
        (broken / name).write_text(block, encoding="utf-8")
    content(factory, broken, OXLINT, PRETTIER, TSC, BUILD, (*MAIN, "features"))
    data = {"APP_DATA": str(tmp_path / "data")}
    with harness(factory, broken, tmp_path / "log", **data) as address:
        assert ask(address, "notes:list", {}) == {"ok": True, "value": []}
        added = ask(address, "notes:add", {"text": " ünï "})
        assert added["value"]["text"] == "ünï"
        assert ask(address, "notes:add", {"text": "ünï"})["error"]["code"] == "conflict"
        assert ask(address, "notes:add", {"text": ""})["error"]["issues"][0]["path"] == "text"
    with harness(factory, broken, tmp_path / "log", **data) as address:
        assert ask(address, "notes:list", {})["value"] == [added["value"]]


def test_a_contract_that_nobody_answers_ends_the_start(factory: Factory, broken: Path) -> None:
    place = broken / "src/shared/notes/contract.ts"
    place.parent.mkdir()
    place.write_text('import { defineContract } from "../contract";\n\nexport default defineContract("notes", {});\n')
    content(factory, broken, BUILD)
    done = refused(factory, broken)
    assert "no feature in src/main/features answers for the contract notes" in done.stderr


@pytest.mark.rotation(f"broken on purpose: {STACK}", of=3)
@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("src/main/window.ts", "...SAFE_PREFERENCES,", "contextIsolation: false,", "contextIsolation is not true"),
        ("src/main/ipc.ts", "isOwn(frame.url)", "true", "main answers a page that is not its own"),
        (
            "src/preload/index.ts",
            "contextBridge.exp",
            'process.getBuiltinModule("fs");\ncontextBridge.exp',
            "process is not",
        ),
        ("src/preload/index.ts", '"desktop"', '"other"', "offers no desktop.system.info"),
    ],
)
def test_the_harness_refuses_what_is_not_safe(
    factory: Factory, broken: Path, name: str, old: str, new: str, said: str
) -> None:
    edit(broken, name, old, new)
    content(factory, broken, BUILD)
    done = refused(factory, broken)
    assert said in done.stderr


def test_a_bad_setting_ends_the_start_by_name(factory: Factory, app: Path) -> None:
    done = refused(factory, app, EXTERNAL_HOSTS="https://x.example")
    assert done.stderr.splitlines() == ["bad setting: EXTERNAL_HOSTS: not host names, separated by commas"]


STAND_IN = """#!/usr/bin/env node
// Where Electron's program would be: runs the built main process, and is its page after a moment.
const Module = require("node:module");
const { writeFileSync } = require("node:fs");
import(`${process.cwd()}/scripts/harness/electron.mjs`).then(({ makeElectron }) => {
  const harness = makeElectron({ appName: "demo", version: "0.1.0", exit: (code) => process.exit(code) });
  const load = Module._load;
  Module._load = (name, ...rest) => (name === "electron" ? harness.electron : load(name, ...rest));
  writeFileSync(process.env.SEEN, JSON.stringify([process.env.DISPLAY, ...process.argv.slice(2)]));
  require(`${process.cwd()}/out/main/index.cjs`);
  const frame = { url: "app://renderer/", parent: null };
  setTimeout(() => harness.invoke("system:rendered", {}, frame), 1000);
});
"""
DISPLAY = """#!/bin/sh
[ "$1" = --version ] && { echo xvfb-run 1.0; exit; }
[ "$1" = -a ] && shift
DISPLAY=:99 "$@"
"""


@pytest.mark.skipif(os.name != "posix", reason="the stand-ins are scripts")
def test_where_electron_is_there_it_is_what_is_launched(factory: Factory, broken: Path, tmp_path: Path) -> None:
    program, display = broken / "node_modules/electron/dist/electron", tmp_path / "bin/xvfb-run"
    for path, script in ((program, STAND_IN), (display, DISPLAY)):
        path.parent.mkdir()
        path.write_text(script)
        path.chmod(0o755)
    stack, port, seen = stack_of(STACK), free_port(), tmp_path / "seen"
    assert stack.health is not None
    tools = {"node": "node", "xvfb-run": str(display)}
    try:
        found = resolve_commands(
            stack,
            "launch",
            broken,
            tools,
            {"host": HOST, "port": str(port)},
            lambda marker: (broken / marker.file).exists(),
        ).with_env({"SEEN": str(seen)})
        assert (found.harness, found.page) == ("", False)
        service = Service(Runner(), found.commands[0], port, tmp_path / "log")
        answer = service.wait_healthy(stack.health)
        stopped = service.stop()
        assert answer is not None, service.output()
    finally:
        shutil.rmtree(program.parent)
    assert json.loads(answer.body) == {"status": "ok", "renderer": "rendered", "missing": [], "problems": []}
    assert answer.after_s > 1, "not before the page stands"
    assert stopped
    assert json.loads(seen.read_text()) == [":99", ".", "--no-sandbox"]
    assert '"message":"stopping","signal":"SIGTERM"' in service.output()
