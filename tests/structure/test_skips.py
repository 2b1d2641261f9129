"""A test that is skipped in CI fails there, unless the list in tests/support/skips.py accepts it."""

from __future__ import annotations

import pytest

from skips import ALLOWED, accepted

pytest_plugins = ("pytester",)
SUITE = """
import pytest

@pytest.mark.skipif(True, reason="no compiler here")
def test_marked(): pass

def test_while_it_runs(): pytest.skip("no compiler here")

@pytest.fixture
def lacking(): pytest.skip("no compiler here")

def test_in_a_fixture(lacking): pass

@pytest.mark.xfail(reason="known")
def test_known(): assert False

def test_good(): pass
"""


def outcomes(pytester: pytest.Pytester) -> tuple[dict[str, int], str]:
    """How many tests ended how, and what was printed."""
    result = pytester.runpytest_inprocess("-ra", "-p", "skips", "-p", "no:cacheprovider")
    found = result.parseoutcomes()
    assert int(result.ret) == (1 if found.get("failed") else 2 if found.get("errors") else 0)
    return found, result.stdout.str()


@pytest.mark.slow
def test_every_way_to_skip_fails_in_ci(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    pytester.makepyfile(test_some=SUITE)
    found, printed = outcomes(pytester)
    assert (found["passed"], found["xfailed"], found.get("skipped", 0)) == (1, 1, 0)
    assert found["failed"] + found.get("errors", 0) == 3
    assert printed.count("skipped in CI: no compiler here") >= 3
    assert "tests/support/skips.py" in printed


@pytest.mark.slow
def test_a_module_that_skips_itself_fails_in_ci(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    pytester.makepyfile(test_some="import pytest\n\npytest.skip('no compiler here', allow_module_level=True)\n")
    found, printed = outcomes(pytester)
    assert found == {"errors": 1}
    assert "skipped in CI: no compiler here" in printed


@pytest.mark.parametrize("value", [None, "", "false"])
def test_elsewhere_a_skip_is_a_skip(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("CI", raising=False)
    if value is not None:
        monkeypatch.setenv("CI", value)
    pytester.makepyfile(test_some=SUITE)
    assert outcomes(pytester)[0] == {"passed": 1, "xfailed": 1, "skipped": 3}


@pytest.mark.slow
def test_what_the_list_names_may_be_skipped(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    body = 'import pytest\n\ndef test_it(): pytest.skip("no Python 3.10 on this machine")\n'
    folder = pytester.mkpydir("tests").joinpath("e2e", "faultsuite")
    folder.mkdir(parents=True)
    (folder / "test_faults.py").write_text(body)
    (folder.parent / "test_other.py").write_text(body)
    found, _ = outcomes(pytester)
    assert found == {"skipped": 1, "failed": 1}


def test_an_entry_covers_its_tests_and_its_reason_alone() -> None:
    test = "tests/e2e/stacks/test_dotnet_webapi.py::test_it"
    assert accepted(test, "dotnet or make is not on PATH")
    assert not accepted(test, "no JDK here")
    assert not accepted("tests/e2e/stacks/test_rust_api.py::test_it", "dotnet or make is not on PATH")
    assert all(entry.because for entry in ALLOWED)
