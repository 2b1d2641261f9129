"""Reports for CI: SARIF, JUnit, outputs, and the commands that a runner of GitHub Actions is given and not given."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from own_flow import OwnFlow

from ci_tools import ROOT
from harness import Mity
from mity.evidence.sarif import reported
from mity.stacks.test_reports import read_junit
from schemas import ACTION, SARIF, complaints

HOSTILE = '::error::injected ##[add-mask]x ]]> & <a> \x1b[31mred \x07 100%, a:b "q"'
LINT = (
    f"printf '%s\\n' '{HOSTILE}' 'src/a b.py:3: not a place' 'src/a.py:2:5: E1 {HOSTILE}' 'src/a.py:9: warning: mild'"
)
LOG = {
    "version": "2.1.0",
    "runs": [
        {
            "tool": {"driver": {"name": "other"}},
            "results": [
                {
                    "ruleId": "R1",
                    "level": "warning",
                    "message": {"text": "of another tool"},
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": "src/a.py"},
                                "region": {"startLine": 2, "startColumn": True},
                            }
                        }
                    ],
                }
            ],
        }
    ],
}


@pytest.fixture
def flow(mity: Mity) -> OwnFlow:
    (mity.workspace / "src").mkdir()
    (mity.workspace / "src" / "a.py").write_text("1\n2\n")
    analysed = {"name": "scan", "command": f"echo '{json.dumps(LOG)}' > x.sarif", "evidence": {"sarif": "x.sarif"}}
    never = {"name": "never", "command": "true"}
    stages = [
        {"name": "first", "steps": [{"name": "good", "command": "true"}, analysed]},
        {
            "name": "checks",
            "steps": [{"name": "lint", "command": f"{LINT}; exit 3"}, never],
        },
    ]
    return OwnFlow(mity, stages=stages)


def reports(flow: OwnFlow, *names: str) -> list[str]:
    """The texts of the reports of a run that fails."""
    flow.run(1, *(word for name in names for word in ("--report", name)))
    return [(flow.folder / name).read_text() for name in names]


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_each_report_says_where_it_failed_and_is_no_command(flow: OwnFlow) -> None:
    text, sarif, lines = reports(flow, "junit.xml", "found.sarif", "outputs.env")
    assert "##[" not in text + sarif and "\x07" not in text + sarif
    root = ElementTree.fromstring(text)
    assert [(one.get("name"), one.get("tests"), one.get("failures")) for one in root] == [
        ("first", "2", "0"),
        ("checks", "2", "1"),
    ]
    case = next(one for one in root.iter("testcase") if one.get("name") == "lint")
    assert (case.get("file"), case.get("line")) == ("src/a.py", "2")
    assert "E1 ::error::injected ##[add-mask]x ]]> & <a> red" in str(case.findtext("failure"))
    assert float(str(case.get("time"))) < 60
    counts = read_junit([flow.folder / "junit.xml"])
    assert (counts.tests, counts.failures, counts.skipped) == (4, 1, 1)
    found = list(reported(flow.folder, ["found.sarif"]))
    assert [(one.level, one.rule, one.file, one.line, one.column) for one in found] == [
        ("warning", "R1", "src/a.py", 2, 0),
        ("error", "failed", "src/a.py", 2, 5),
        ("error", "printed", "src/a.py", 2, 5),
        ("warning", "printed", "src/a.py", 9, 0),
    ]
    assert HOSTILE.replace("\x1b[31m", "")[:30] in found[2].message
    run = flow.mity.log()["run_id"]
    assert lines.splitlines()[:4] == ["verdict=failed", "state=failed", "exit_code=1", f"run_id={run}"]
    shown = flow.mity("runs", "show", run, "--format", "junit")
    assert ElementTree.fromstring(shown.out).get("failures") == "1"
    refused = flow.mity("run", "flow", "--trust", "--report", "x.pdf")
    assert (refused.code, ".sarif, .xml or .env" in refused.err) == (2, True)


@pytest.mark.slow
def test_on_a_runner_only_the_own_commands_are_commands(flow: OwnFlow) -> None:
    env = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(flow.folder.parent)}
    here = flow.folder.name
    done = flow.mity("run", "flow", "--trust", "--verbose", env=env)
    given = commands(done.err)
    assert done.code == 1 and commands(done.out) == []
    assert [one.partition("::")[0] for one in given] == [
        f"error file={here}/src/a.py,title=mity lint,line=2,col=5",
        f"error file={here}/src/a.py,title=mity lint,line=2,col=5",
        f"warning file={here}/src/a.py,title=mity scan,line=2",
        f"warning file={here}/src/a.py,title=mity lint,line=9",
    ]
    assert given[1].partition("::")[2].startswith("E1 ::error::injected #%23[add-mask]x ]]> & <a> red")
    assert "100%25, a:b" in given[1]
    for words in (("runs", "show"), ("runs", "show", "--format", "markdown"), ("runs", "show", "--json")):
        said = flow.mity(*words, env=env)
        assert commands(said.text) == [], said.text
    assert "::error" not in flow.mity("runs", "show", "--format", "outputs").text


def commands(text: str) -> list[str]:
    """What a runner would take for commands, in both of its forms: what stands behind the first mark."""
    found = []
    for line in text.splitlines():
        if match := re.match(r"\s*::(.*)", line):
            found.append(match[1])
        elif "##[" in line:
            found.append(line)
    return found


def test_a_run_that_passes_and_shows_nothing_is_told_as_a_warning(mity: Mity) -> None:
    flow = OwnFlow(mity, {"name": "soft", "command": "exit 1", "on_failure": "continue"})
    env = {"GITHUB_ACTIONS": "true"}
    done = mity("run", "flow", "--trust", "--quiet", env=env)
    assert done.code == 4
    assert {one.partition(" ")[0] for one in commands(done.err)} == {"warning"}
    text = mity("runs", "show", "--format", "sarif").out
    assert {row["level"] for row in json.loads(text)["runs"][0]["results"]} == {"warning"}
    assert flow.folder.is_dir()


@pytest.mark.slow
def test_they_keep_the_schemas_of_others(flow: OwnFlow) -> None:
    (text,) = reports(flow, "found.sarif")
    assert complaints(SARIF, json.loads(text)) == []
    assert complaints(SARIF, {"version": "2.1.0", "runs": [{}]}) != []
    assert complaints(ACTION, loaded(ROOT / "action.yml")) == []
    assert complaints("schema/ci.json", loaded(ROOT / "docs" / "ci" / "gitlab.yaml")) == []


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text())
