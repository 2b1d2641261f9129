"""mity secure: what scanners found as one list, judged by one gate, and what it means that one could not look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness import Mity
from rows import in_turns
from scanner_scripts import Scripts, result, sarif
from schemas import SARIF, complaints

TOKEN = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
LEAK = {
    "RuleID": "github-pat",
    "Description": "a token, of GitHub",
    "StartLine": 2,
    "StartColumn": 10,
    "File": "app.cfg",
}
SECRET = {"type": "GitHub Token", "filename": "app.cfg", "hashed_secret": "e175", "line_number": 2}


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    return {one["scanner"]: one["verdict"] for one in report["security"]["scanners"]}


def test_a_clean_project_is_proven(mity: Mity, scripts: Scripts) -> None:
    done = mity("secure")
    assert (done.code, "proven" in done.out, "no findings" in done.out) == (0, True, True), done.text
    report = mity("secure", "--json").json
    assert verdicts(report) == {"detect-secrets": "clean", "gitleaks": "clean"}
    evidence = next(one["result"]["evidence"] for one in report["results"] if one["station"] == "secrets")
    assert evidence["gitleaks"] == {"verdict": "clean", "version": "8.30.1", "looked": 1, "findings": 0}


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_secret_is_one_finding_of_both_scanners_and_is_shown_nowhere(
    mity: Mity, scripts: Scripts, tmp_path: Path
) -> None:
    (mity.workspace / "app.cfg").write_text(f"[app]\ntoken  = {TOKEN}\n")
    scripts.writes("gitleaks", "8.30.1", [LEAK])
    scripts.writes("detect-secrets", "1.5.0", {"results": {"app.cfg": [SECRET]}})
    done = mity("secure", "--report", str(tmp_path / "found.sarif"), "--report", str(tmp_path / "found.json"))
    assert done.code == 1, done.text
    assert "app.cfg:2:10" in done.out and "token = ********" in done.out
    written = "".join(path.read_text() for path in tmp_path.glob("found.*"))
    kept = "".join(path.read_text() for path in (mity.workspace / ".mity").rglob("*") if path.is_file())
    assert TOKEN not in done.text + written + kept
    log = json.loads((tmp_path / "found.sarif").read_text())
    assert complaints(SARIF, log) == []
    (found,) = log["runs"][0]["results"]
    assert (found["level"], found["ruleId"]) == ("error", "GitHub Token")
    (one,) = mity("secure", "--json").json["security"]["findings"]
    assert (one["tools"], one["severity"], one["place"]) == (["detect-secrets", "gitleaks"], "high", "app.cfg:2:10")


BANDIT = {"errors": [], "results": []}
BAD_CODE = {"test_id": "B602", "issue_text": "shell", "issue_severity": "HIGH", "filename": "./a.py", "line_number": 1}
AUDIT = {"dependencies": [{"name": "left", "version": "1.0", "vulns": []}], "fixes": []}
SKIPPED = {"dependencies": [{"name": "left", "skip_reason": "Dependency not found on the index"}], "fixes": []}
NOT_LOOKED = [
    ("nothing at all", "exit 0", "report cannot be read"),
    ("crashed", "exit 3", "exited with 3"),
    ("crashed with words", "echo no such plugin >&2; exit 2", "no such plugin"),
    ("garbage", "echo all good > $5", "not JSON"),
    ("an empty report", ": > $5", "left no report"),
    ("another form", "echo '{\"results\": []}' > $5", "no list 'errors'"),
    ("killed", "kill -9 $$", "exited with -9"),
    ("a file not read", """echo '{"results": [], "errors": [{"filename": "a.py", "reason": "odd"}]}' > $5""", "odd"),
]


@pytest.mark.slow
@pytest.mark.parametrize("case, script, said", in_turns(NOT_LOOKED, always=2))
def test_a_scanner_that_could_not_look_is_never_green(tmp_path: Path, case: str, script: str, said: str) -> None:
    mity, scripts = at(tmp_path)
    (mity.workspace / "a.py").write_text("import os\n")
    scripts.runs("bandit", "1.9.4", script)
    done = mity("secure", "--json")
    assert (done.code, done.json["verdict"], verdicts(done.json)["bandit"]) == (4, "unproven", "could not look"), case
    (gap,) = next(one["gaps"] for one in done.json["security"]["scanners"] if one["scanner"] == "bandit")
    assert said in gap, gap


def at(folder: Path) -> tuple[Mity, Scripts]:
    """What the fixtures give, for one row of a table."""
    for name in ("work", "home"):
        (folder / name).mkdir()
    mity = Mity(folder / "work", folder / "home")
    return mity, Scripts(mity, folder / "scanners")


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_package_that_was_skipped_is_no_clean_one_whatever_the_exit_code_says(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "requirements.txt").write_text("left==1.0\n")
    scripts.writes("pip-audit", "2.10.1", AUDIT)
    assert mity("secure", "--json").code == 0
    scripts.writes("pip-audit", "2.10.1", SKIPPED, said="No known vulnerabilities found")
    done = mity("secure")
    assert (done.code, "could not look" in done.out, "not found on the index" in done.out) == (4, True, True)
    scripts.writes("pip-audit", "2.10.1", AUDIT, code=1)
    assert (done := mity("secure")).code == 4
    assert "as if it had found something" in done.out


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_an_old_scanner_and_one_that_is_not_there(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "a.py").write_text("import os\n")
    scripts.writes("bandit", "1.2.0", BANDIT)
    mine = mity.workspace / ".mity" / "scanners"
    mine.mkdir(parents=True)
    row = "id: bandit\ntitle: Bandit\npurpose: code\napplies: ['**/*.py']\nargv: [bandit]\nformat: bandit\n"
    (mine / "bandit.yaml").write_text(
        row + "requires: {tool: bandit, version: '>=9', get: {any: pipx install bandit}}\n"
    )
    (mine / "absent.yaml").write_text(
        row.replace("bandit", "absent").replace("format: absent", "format: bandit")
        + "requires: {tool: no-such-scanner-anywhere, get: {any: brew install it}}\n"
    )
    done = mity("secure", "--trust", "--json")
    gaps = {one["scanner"]: one["gaps"] for one in done.json["security"]["scanners"]}
    assert done.code == 4
    assert "bandit >=9 is needed; found 1.2.0" in gaps["bandit"][0]
    assert gaps["absent"] == ["no-such-scanner-anywhere is needed. Get it: brew install it"]


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_findings_count_although_another_scanner_could_not_look(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "a.py").write_text("subprocess.call(x, shell=True)\n")
    scripts.writes("bandit", "1.9.4", {"errors": [], "results": [BAD_CODE]})
    scripts.runs("gitleaks", "8.30.1", "exit 1")
    done = mity("secure")
    assert (done.code, "could not look: gitleaks" in done.out) == (1, True)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_the_gate_and_the_rules_of_ruff_that_are_bandits(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "a.py").write_text("subprocess.call(x, shell=True)\n")
    (mity.workspace / "ruff.toml").write_text("")
    scripts.writes("bandit", "1.9.4", {"errors": [], "results": [BAD_CODE]})
    scripts.writes("ruff", "0.9.0", sarif(result("S602", "error", "a.py", 1), result("S101", "error", "a.py", 1)))
    done = mity("secure", "--json")
    found = {one["rule"]: one for one in done.json["security"]["findings"]}
    assert (done.code, found["B602"]["tools"], found["S101"]["severity"]) == (1, ["bandit", "ruff-security"], "low")
    assert [mity("secure", "--fail-on", word, "-q").code for word in ("critical", "never", "low")] == [0, 0, 1]
    (mity.workspace / ".mity" / "config.toml").write_text('[secure]\nfail_on = "critical"\n')
    assert mity("secure", "-q").code == 0
    assert mity("secure", "-q", "--fail-on", "high").code == 1


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_scanners_are_left_out_with_a_reason_and_files_by_globs(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "old").mkdir()
    (mity.workspace / "old" / "a.py").write_text("x\n")
    scripts.runs("gitleaks", "8.30.1", "exit 1")
    home = mity.workspace / ".mity"
    home.mkdir()
    (home / "config.toml").write_text('[secure]\nexclude = ["old/**"]\noff = {gitleaks = "the forge looks itself"}\n')
    done = mity("secure")
    assert (done.code, "the forge looks itself" in done.out, "bandit" in done.out) == (4, True, False)
    nothing = [line for line in done.out.splitlines() if "was unavailable: nothing is left to look at" in line]
    assert [line.split()[0] for line in nothing] == ["code"], "of what is not there at all nothing is left out"
    (mity.workspace / "b.py").write_text("x = 1\n")
    told = 'case "$*" in *old*) exit 3;; esac; '
    scripts.runs("bandit", "1.9.4", f"{told}while [ $1 != --output ]; do shift; done; echo '{json.dumps(BANDIT)}' > $2")
    done = mity("secure")
    assert (done.code, "the forge looks itself" in done.out) == (0, True), done.text
    (home / "config.toml").write_text('[secure]\noff = {gitleaks = ""}\n')
    refused = mity("secure")
    assert (refused.code, "secure.off.gitleaks" in refused.err) == (2, True)


@pytest.mark.slow
def test_a_dry_run_shows_the_commands_and_runs_none(mity: Mity, scripts: Scripts) -> None:
    scripts.runs("gitleaks", "8.30.1", "touch ran; exit 1")
    done = mity("secure", "--dry-run")
    assert (done.code, "gitleaks dir ." in done.out) == (0, True)
    assert not (mity.workspace / "ran").exists() and not (mity.workspace / ".mity").exists()
