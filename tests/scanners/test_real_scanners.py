"""Real scanners on planted problems and on their clean twins, without any network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ci_tools import go_program
from harness import Mity, git
from receivers import answering

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
GITLEAKS = "github.com/zricethezav/gitleaks/v8@v8.30.1"
TOKEN = "ghp_" + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"
SETTINGS = '[secure]\noff = {gitleaks = "it has a test of its own"}\n'
PLANTED = {
    "app.py": 'import subprocess\n\npassword = "hunter2-very-secret"\nsubprocess.call(input(), shell=True)\n',
    "token.cfg": f"[forge]\ntoken = {TOKEN}\n",
    "Dockerfile": "FROM debian:12\nRUN sudo true\n",
    ".github/workflows/ci.yml": "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
    "      - run: echo ${{ github.event.pull_request.title }}\n",
    "ruff.toml": "",
}
CLEAN = {
    "app.py": "import json\n\nprint(json.dumps({}))\n",
    "token.cfg": "[forge]\ntoken_env = FORGE\n",
    "Dockerfile": "FROM debian:12.5\nUSER 65534\n",
    ".github/workflows/ci.yml": "name: ci\non: push\npermissions: {}\n"
    "concurrency: {group: a, cancel-in-progress: true}\njobs:\n  a:\n    name: a\n    runs-on: ubuntu-24.04\n"
    "    timeout-minutes: 5\n    steps:\n      - run: echo hello\n",
    "ruff.toml": "",
}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in {**files, ".mity/config.toml": SETTINGS}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def found(report: dict[str, Any], severity: str = "high") -> set[tuple[str, str]]:
    rows = report["security"]["findings"]
    return {(one["path"], one["rule"]) for one in rows if one["severity"] == severity}


def test_what_was_planted_is_found_and_clean_twins_are_clean(mity: Mity) -> None:
    write(mity.workspace, PLANTED)
    done = mity("secure", "--json")
    workflow = ".github/workflows/ci.yml"
    assert done.code == 1, done.text
    assert found(done.json) >= {
        *(("app.py", "Secret Keyword"), ("app.py", "B602"), ("token.cfg", "GitHub Token"), ("Dockerfile", "DL3004")),
        *((workflow, "zizmor/dangerous-triggers"), (workflow, "zizmor/template-injection")),
    }
    shell = next(one for one in done.json["security"]["findings"] if one["rule"] == "B602")
    assert (shell["tools"], shell["line"]) == (["bandit", "ruff-security"], 4)
    assert TOKEN not in done.text and "hunter2" not in done.text
    write(mity.workspace, CLEAN)
    done = mity("secure", "--json")
    verdicts = {one["scanner"]: one["verdict"] for one in done.json["security"]["scanners"]}
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    names = ("bandit", "detect-secrets", "hadolint", "ruff-security", "zizmor")
    assert verdicts == {**dict.fromkeys(names, "clean"), "gitleaks": "off"}


def test_a_dockerfile_and_code_that_cannot_be_read_are_no_clean_ones(mity: Mity) -> None:
    write(mity.workspace, {"Dockerfile": "FRUM debian\n", "app.py": "def (:\n"})
    done = mity("secure", "--json")
    verdicts = {one["scanner"]: one["verdict"] for one in done.json["security"]["scanners"]}
    assert (done.code, verdicts["hadolint"], verdicts["bandit"]) == (4, "could not look", "could not look"), done.text


def test_packages_of_python_by_an_advisory_service_of_ones_own(mity: Mity) -> None:
    write(mity.workspace, {"requirements.txt": "left-pad==1.0\n"})
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2"}]}]
    affected = {"package": {"name": "left-pad", "ecosystem": "PyPI"}, "versions": ["1.0"], "ranges": ranges}
    vuln = {"id": "TEST-1", "summary": "it pads on the wrong side", "affected": [affected]}
    service = {"PIP_AUDIT_VULNERABILITY_SERVICE": "osv"}
    with answering(200, {"vulns": [vuln]}) as url:
        done = mity("secure", "--json", env={**service, "PIP_AUDIT_OSV_URL": url})
    (one,) = done.json["security"]["findings"]
    shown = ("TEST-1", "left-pad 1.0", "requirements.txt", "upgrade left-pad to 1.2")
    assert (done.code, (one["rule"], one["evidence"], one["path"], one["fix"])) == (1, shown), done.text
    with answering(200, {}) as url:
        assert mity("secure", env={**service, "PIP_AUDIT_OSV_URL": url}).code == 0
    with answering(503, {}) as url:
        done = mity("secure", env={**service, "PIP_AUDIT_OSV_URL": url})
    assert (done.code, "pip-audit: could not look" in done.text) == (4, True)


def test_packages_of_npm_by_a_registry_of_ones_own(mity: Mity) -> None:
    listed = {"": {"dependencies": {"left": "1.0.0"}}, "node_modules/left": {"version": "1.0.0"}}
    lock = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": listed}
    package = {"name": "app", "version": "1.0.0", "dependencies": {"left": "1.0.0"}}
    write(mity.workspace, {"package.json": json.dumps(package), "package-lock.json": json.dumps(lock)})
    advisory = {"id": 1, "url": "https://example.org/advisories/GHSA-test", "title": "it leaks", "severity": "critical"}
    advisory |= {"vulnerable_versions": "<2.0.0", "cwe": [], "cvss": {"score": 9.8, "vectorString": None}}
    with answering(200, {"left": [advisory]}) as url:
        done = mity("secure", "--json", env={"npm_config_registry": url})
    (one,) = done.json["security"]["findings"]
    assert (done.code, one["rule"], one["severity"], one["path"]) == (1, "GHSA-test", "critical", "package-lock.json")
    with answering(200, {}) as url:
        assert mity("secure", "-q", env={"npm_config_registry": url}).code == 0
    with answering(405, {}) as url:
        done = mity("secure", env={"npm_config_registry": url})
    assert (done.code, "npm got no answer" in done.text) == (4, True)


def test_a_secret_that_is_only_in_the_history(mity: Mity) -> None:
    program = Path(go_program(GITLEAKS))
    mity.env["PATH"] = f"{program.parent}:{mity.env['PATH']}"
    (mity.workspace / "a.cfg").write_text(f"token = {TOKEN}\n")
    git(mity.workspace, "init", "--quiet")
    author = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    git(mity.workspace, "add", "--all")
    git(mity.workspace, *author, "commit", "--quiet", "--message", "begin")
    done = mity("secure", "--json")
    (one,) = done.json["security"]["findings"]
    assert (done.code, one["tools"], one["place"]) == (1, ["detect-secrets", "gitleaks"], "a.cfg:1:9"), done.text
    (mity.workspace / "a.cfg").write_text("token_env = FORGE\n")
    git(mity.workspace, *author, "commit", "--quiet", "--all", "--message", "hide it")
    assert mity("secure", "-q").code == 0
    done = mity("secure", "--history", "--json")
    (one,) = done.json["security"]["findings"]
    assert (done.code, one["tools"], "in commit" in one["evidence"]) == (1, ["gitleaks-history"], True)
    assert TOKEN not in done.text
