"""Every fault: healed and proven, or a question with its true cause and a tree that is as it was."""

from __future__ import annotations

import importlib
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from faultsuite.suite import Breaker, Fault
from proven_apps import missing
from tables import add_row

HERE = Path(__file__).parent
MODULES = {path.stem.removeprefix("faults_"): path.stem for path in sorted(HERE.glob("faults_*.py"))}


def _needs(fault: Fault) -> pytest.MarkDecorator:
    lacking = missing(*fault.needs)
    return pytest.mark.skipif(bool(lacking), reason=f"needs {' and '.join(lacking)}")


FAULTS = [
    pytest.param(fault, id=f"{name}-{fault.name}".replace(" ", "-"), marks=_needs(fault))
    for name, module in MODULES.items()
    for fault in importlib.import_module(f"faultsuite.{module}").FAULTS
]

pytestmark = [pytest.mark.stacks, pytest.mark.timeout(900)]


@pytest.mark.parametrize("fault", FAULTS)
def test_fault(fault: Fault, healer: Breaker, rows: Path, tmp_path: Path) -> None:
    app = healer.admit(fault, tmp_path)
    seen = healer.treat(fault, app)
    add_row(rows, seen.row())
    story = f"{seen.story}\n{seen.done.err[-3000:]}"
    assert seen.bystander_lives
    assert not seen.tests_changed
    assert not seen.repository_changed
    assert "Traceback" not in seen.done.err
    assert seen.proven == fault.healed, story
    assert seen.first == (fault.error_type, fault.specialist), story
    if fault.healed:
        assert seen.done.code == 0, story
        assert (fault.rule in seen.kept) if fault.rule else not seen.sessions, story
        assert all(any(fnmatch(path, glob) for glob in fault.touches) for path in seen.touched), story
        assert bool(seen.touched) == bool(fault.touches), story
    else:
        assert seen.done.code == 3, story
        assert not seen.touched, story
        assert re.search(fault.cause, seen.story, re.IGNORECASE), story
