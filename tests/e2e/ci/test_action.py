"""The action for GitHub Actions, run by act on this machine: installed from its checkout, by a job of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ci_tools import ACT, LINTER, ROOT, Repository, go_program

HOSTILE = (
    "\"; touch pwned; $(touch pwned)`touch pwned`' --report=/tmp/x ${{ github.token }} ::error::seen ##[error]seen"
)
SUITE = "<testsuite><testcase name='a'/><testcase name='b'/></testsuite>"
JOB = """
on: push
jobs:
  all:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - {id: proven, uses: ./mity, with: {workflow: proven, parameters: PARAMETERS, spec: docs/it.md}}
      - {id: unproven, uses: ./mity, continue-on-error: true, with: {workflow: unproven}}
      - {id: failed, uses: ./mity, continue-on-error: true, with: {workflow: failed, working-directory: sub folder}}
      - {id: refused, uses: ./mity, continue-on-error: true, with: {workflow: --version}}
      - env:
          PROVEN: ${{ toJSON(steps.proven.outputs) }}
          UNPROVEN: ${{ toJSON(steps.unproven.outputs) }}
          FAILED: ${{ toJSON(steps.failed.outputs) }}
          REFUSED: ${{ toJSON(steps.refused.outputs) }}
          OUTCOMES: ${{ steps.unproven.outcome }} ${{ steps.failed.outcome }} ${{ steps.refused.outcome }}
        run: |
          for text in "$PROVEN" "$UNPROVEN" "$FAILED" "$REFUSED"; do printf '\\nresult=%s' "$(echo $text)"; done
          printf '\\noutcomes=%s\\n' "$OUTCOMES"
          test ! -e pwned
"""
SAY = {"name": "say", "command": 'printf "%s\\n" "${{ parameters.who }}" > said; cat said', "timeout": "1m"}
FLOWS = {
    ".mity/workflows/proven.yaml": {
        "name": "proven",
        "parameters": {"who": {"type": "string", "required": True}},
        "steps": [
            SAY,
            {
                "name": "test",
                "command": f'echo "{SUITE}" > r.xml; test -z "$GITHUB_OUTPUT$GITHUB_ENV$PARAMETERS"',
                "evidence": {"junit": "r.xml"},
            },
        ],
    },
    ".mity/workflows/unproven.yaml": {
        "name": "unproven",
        "steps": [{"name": "soft", "command": "exit 1", "on_failure": "continue"}],
    },
    "sub folder/.mity/workflows/failed.yaml": {
        "name": "failed",
        "steps": [{"name": "lint", "command": "echo 'src/a.py:1:2: E1 100% broken'; exit 7"}],
    },
}


@pytest.mark.rotation("stories", of=3)
@pytest.mark.timeout(600)
def test_a_job_gets_verdicts_annotations_and_a_summary_and_no_input_is_shell(tmp_path: Path) -> None:
    act = go_program(ACT)
    folder, home = tmp_path / "a repository", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    repository = Repository(folder, home)
    job = JOB.replace("PARAMETERS", json.dumps(f"who={HOSTILE}"))
    files = {name: yaml.safe_dump(flow) for name, flow in FLOWS.items()}
    more = {"sub folder/src/a.py": "x\n", "docs/it.md": "# It\n", ".github/workflows/ci.yaml": job}
    repository.write({**files, **more})
    done = repository.push(act)
    assert done.code == 0, done.text[-4000:]
    proven, unproven, failed, refused = (json.loads(text) for text in done.said("result="))
    assert (proven["verdict"], unproven["verdict"], failed["verdict"]) == ("proven", "unproven", "failed")
    assert (proven["exit-code"], unproven["exit-code"], failed["exit-code"]) == ("0", "4", "1")
    assert (refused.get("verdict", ""), refused["exit-code"]) == ("", "2")
    assert done.said("outcomes=") == ["failure failure failure"]
    assert all(Path(one[name]).suffix for one in (proven, failed) for name in ("sarif", "junit"))
    assert Path(proven["log"]).name == f"{proven['run-id']}.json"
    assert "file=sub folder/src/a.py,title=mity lint,line=1,col=2::E1 100%25 broken" in done.text
    assert "# failed: failed" in done.text  # the summary
    assert "mity began no run" in done.text
    assert "an action of others ran" not in done.text
    assert not [line for line in done.text.splitlines() if "❗" in line and "seen" in line]


def test_the_files_for_ci_pass_the_linters_of_their_trade(tmp_path: Path) -> None:
    linter = go_program(LINTER)
    scan = [Path(sys.executable).parent / "zizmor", "--offline", "--no-progress"]
    done = subprocess.run(
        [*scan, ROOT / "action.yml", ROOT / "docs" / "ci" / "github.yaml"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    place = tmp_path / ".github" / "workflows" / "ci.yaml"
    place.parent.mkdir(parents=True)
    place.write_text((ROOT / "docs" / "ci" / "github.yaml").read_text())
    checked = subprocess.run([linter, str(place)], cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
