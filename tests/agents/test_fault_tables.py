"""What every fault must say of itself, found out without a real tool."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from faultsuite.suite import Fault
from mity.agents.routes import ROUTES
from mity.agents.specialists import SPECIALISTS
from mity.healing.model import ErrorType
from rows import each

TABLES = sorted(path.stem for path in (Path(__file__).parents[1] / "e2e" / "faultsuite").glob("faults_*.py"))
FAULTS: list[Fault] = [fault for name in TABLES for fault in importlib.import_module(f"faultsuite.{name}").FAULTS]
RULES = {rule.id for specialist in SPECIALISTS for rule in specialist.rules}
UNHARMED = {
    "interpreter-gone-build",
    "told to run as Node",
    "told to load a server's page that is not there",
}
"""Faults that the stack's own commands get over."""


@each("fault", [pytest.param(one, id=f"{one.stack}-{one.name}") for one in FAULTS])
def test_a_fault_says_its_diagnosis_and_who_mends_it(fault: Fault) -> None:
    if fault.name in UNHARMED:
        assert (fault.error_type, fault.specialist, fault.rule, fault.touches) == ("", "", "", ())
        return
    assert fault.error_type in set(ErrorType)
    assert fault.specialist in ROUTES.values()
    if fault.healed:
        assert fault.rule in RULES
        assert not fault.cause
    else:
        assert fault.cause
        assert not (fault.rule or fault.touches)
