"""A build that asks the network is told by who asks; a program or an index that is not reached is another matter."""

from __future__ import annotations

from pathlib import Path

from real_outputs import SAMPLES, Sample, failure

from mity.agents.fixes.python.network_in_build import NetworkInBuild
from mity.healing.model import Advice, Proposal

RECORDED = (SAMPLES / "failures/network-in-build.log").read_text(encoding="utf-8")
CALL = "  cause: Call to `setuptools.build_meta.build_editable` failed (exit status: 1)\n"


def proposed(root: Path, text: str) -> Proposal | None:
    """What the rule makes of an output."""
    return NetworkInBuild().propose(failure(Sample("network-in-build", "", text=text), root))


def test_the_project_s_own_script_is_named_where_it_asks(tmp_path: Path) -> None:
    frame = '  File "/home/dev/app/setup.py", line 4, in <module>\n'
    end = "urllib.error.URLError: <urlopen error [Errno 111] Connection refused>\n"
    found = proposed(tmp_path, f"{CALL}{frame}{end}")
    assert isinstance(found, Advice)
    assert found.text.startswith("setup.py asks the network while the project is built")
    assert "[Errno 111] Connection refused" in found.text


def test_the_same_words_outside_a_build_are_not_meant(tmp_path: Path) -> None:
    outside = "\n".join(
        line for line in RECORDED.splitlines() if "Call to" not in line and "Failed to build" not in line
    )
    assert "gaierror" in outside
    assert proposed(tmp_path, outside) is None


def test_a_build_that_fails_for_another_reason_is_not_meant(tmp_path: Path) -> None:
    assert proposed(tmp_path, f"{CALL}ModuleNotFoundError: No module named 'x'\n") is None
    assert proposed(tmp_path, f"{CALL}socket.gaierror: [Errno -2] Name or service not known\n") is None
